"""Where the choices of a sequence come from: hypothesis, which shrinks them, or a seed."""

from collections.abc import Sequence
from random import Random
from typing import Protocol, TypeVar

from hypothesis import strategies as st

T = TypeVar("T")


class Draw(Protocol):
    """Chooses; what comes first is the plainest."""

    def one_of(self, things: Sequence[T]) -> T:
        """One of `things`."""
        ...

    def mostly(self, times: int) -> bool:
        """True but for once in so many times."""
        ...


class Shrinking:
    """Choices of hypothesis."""

    def __init__(self, data: st.DataObject) -> None:
        self._data = data

    def one_of(self, things: Sequence[T]) -> T:
        return self._data.draw(st.sampled_from(things)) if len(things) > 1 else things[0]

    def mostly(self, times: int) -> bool:
        return self._data.draw(st.integers(1, times)) < times


class Seeded:
    """Choices of a seed; `sensible` never does what is done but once in a while."""

    def __init__(self, seed: int, *, sensible: bool = False) -> None:
        self._random = Random(seed)
        self._sensible = sensible

    def one_of(self, things: Sequence[T]) -> T:
        return self._random.choice(things)

    def mostly(self, times: int) -> bool:
        return self._sensible or self._random.randrange(times) > 0
