"""The bearer key of a sandbox system."""

from collections.abc import Mapping
from hmac import compare_digest

from shared.kernel.errors import DomainError, ErrorCode


class BearerKey:
    """Lets in whoever sends exactly this key."""

    def __init__(self, key: str) -> None:
        """Raises ValueError when `key` is blank, which would let in whoever sends a blank one."""
        if not key.strip():
            raise ValueError("the key is blank")
        self._expected = f"Bearer {key.strip()}".encode()

    def check(self, headers: Mapping[str, str]) -> None:
        """Return when `headers`, by lower-case name, have the key.

        Raises DomainError UNAUTHENTICATED.
        """
        if not compare_digest(headers.get("authorization", "").encode(), self._expected):
            raise DomainError(ErrorCode.UNAUTHENTICATED)
