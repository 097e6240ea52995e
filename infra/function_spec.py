"""What CDK has to know of one folder of `functions/`."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from infra.grants import Grant
from shared.aws.http import Route


@dataclass(frozen=True, slots=True)
class FunctionSpec:
    """One folder of `functions/`.

    Memory buys processor time as well: at 1,769 MB a function has one whole core.
    """

    name: str
    routes: Sequence[Route]
    settings: type[Any]
    grants: tuple[Grant, ...]
    memory_mb: int
    timeout_s: int
