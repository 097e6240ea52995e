"""Load, decide, commit; and once more when somebody else was quicker."""

import random
import time
from collections.abc import Callable
from typing import TypeVar

from shared.kernel.errors import DomainError, ErrorCode

T = TypeVar("T")


class Changed(Exception):
    """What was loaded is no longer what is stored."""


def retry_when_changed(attempt: Callable[[], T], *, tries: int = 8, pause: Callable[[float], None] = time.sleep) -> T:
    """Run `attempt`, which loads, decides and commits, again when what it had loaded was changed under it.

    Pauses are random, so that those who collided do not collide again. Raises DomainError BUSY when it was changed
    every time.
    """
    for number in range(tries):
        if number:
            pause(random.uniform(0, 0.01 * 2**number))
        try:
            return attempt()
        except Changed:
            continue
    raise DomainError(ErrorCode.BUSY, retry_after=1)
