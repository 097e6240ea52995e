"""Which Lambda runtime the code is built for."""

import re
from dataclasses import dataclass

DEFAULT_PYTHON = "3.13"
DEFAULT_ARCHITECTURE = "arm64"

# Wheels for glibc 2.28 run on Amazon Linux 2023, which Lambda has from Python 3.12 on, and on every current Linux.
_PLATFORMS = {"arm64": "aarch64-manylinux_2_28", "x86_64": "x86_64-manylinux_2_28"}
_VERSION = re.compile(r"3\.\d{1,2}", re.ASCII)


class LambdaTargetError(Exception):
    """Names the parameter that is wrong and what it may be."""


@dataclass(frozen=True, slots=True)
class LambdaTarget:
    """A Python version, as `3.13`, and a processor, as Lambda names it.

    Raises LambdaTargetError for those that Lambda has not.
    """

    python: str = DEFAULT_PYTHON
    architecture: str = DEFAULT_ARCHITECTURE

    def __post_init__(self) -> None:
        if self.architecture not in _PLATFORMS:
            raise LambdaTargetError(f"lambda_architecture is {' or '.join(_PLATFORMS)}, not {self.architecture!r}")
        if not _VERSION.fullmatch(self.python):
            raise LambdaTargetError(f"lambda_python is a version such as {DEFAULT_PYTHON}, not {self.python!r}")

    @property
    def platform(self) -> str:
        """The wheels that run there, in uv's words."""
        return _PLATFORMS[self.architecture]
