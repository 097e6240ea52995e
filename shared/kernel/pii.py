"""Personal data that refuses to be printed.

A log line, a metric, an f-string, an error text or a JSON dump of one of these shows the class, never the value;
`reveal()` is the one way to the value, and easy to search for.
"""

from typing import Any, Generic, NoReturn, TypeVar

T = TypeVar("T")


class Personal(Generic[T]):
    """One personal datum; compares by value, shows itself as `Name(…)`."""

    __slots__ = ("_value",)

    def __init__(self, value: T) -> None:
        self._value = value

    def reveal(self) -> T:
        return self._value

    def __repr__(self) -> str:
        return f"{type(self).__name__}(…)"

    __str__ = __repr__

    def __format__(self, spec: str) -> str:
        return repr(self)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, type(self)) and other._value == self._value

    def __hash__(self) -> int:
        return hash((type(self), self._value))

    def __reduce_ex__(self, protocol: Any) -> NoReturn:
        raise TypeError(f"{type(self).__name__} is personal data and is not serialised")


class Name(Personal[str]):
    """A person's name."""


class DocumentNumber(Personal[str]):
    """The number of an identity document."""


class Phone(Personal[str]):
    """A telephone number."""


class Face(Personal[bytes]):
    """A face image; goes to the identity register and is dropped."""
