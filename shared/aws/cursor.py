"""Page cursors: opaque, signed by KMS, good only for the list they were made for."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable
from hmac import compare_digest

from shared.kernel.errors import DomainError, ErrorCode

_MAC_BYTES = 32
_LONGEST = 1024


def seal(keyed_hash: Callable[[bytes], bytes]) -> Callable[[str, str], str]:
    """The function that turns a list's name and a position in it into a cursor."""

    def sealed(list_name: str, position: str) -> str:
        return _text(keyed_hash(_message(list_name, position)) + position.encode())

    return sealed


def unseal(keyed_hash: Callable[[bytes], bytes]) -> Callable[[str, str], str]:
    """The inverse of `seal`; what it returns raises DomainError INVALID_CURSOR for anything `seal` did not make."""

    def opened(list_name: str, cursor: str) -> str:
        try:
            raw = urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
            position = raw[_MAC_BYTES:].decode()
        except ValueError:
            raise DomainError(ErrorCode.INVALID_CURSOR) from None
        # The decoder forgives foreign characters and stray bits; writing the bytes again does not.
        if len(cursor) > _LONGEST or _text(raw) != cursor:
            raise DomainError(ErrorCode.INVALID_CURSOR)
        if not compare_digest(raw[:_MAC_BYTES], keyed_hash(_message(list_name, position))):
            raise DomainError(ErrorCode.INVALID_CURSOR)
        return position

    return opened


def _text(raw: bytes) -> str:
    return urlsafe_b64encode(raw).decode("ascii").rstrip("=")


def _message(list_name: str, position: str) -> bytes:
    return f"yuekang/cursor/v1\x00{list_name}\x00{position}".encode()
