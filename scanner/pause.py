"""How long to leave a side alone that does not answer."""

from collections.abc import Callable

Uniform = Callable[[float, float], float]
"""`random.uniform`, or what a test puts in its place: devices that failed together do not come back together."""


class Pause:
    """Doubles with every failure, from `first` seconds to `most`, and is over with the first answer."""

    def __init__(self, first: float, most: float, uniform: Uniform) -> None:
        self._first = first
        self._most = most
        self._uniform = uniform
        self._failures = 0

    def after_failure(self, at_least: float = 0.0) -> float:
        """The seconds to wait after one more failure; no fewer than the other side has asked for."""
        # Beyond this many doublings of a second, any number is more than the most.
        longest = min(self._most, self._first * 2 ** min(self._failures, 20))
        self._failures += 1
        return max(at_least, self._uniform(longest / 2, longest))

    def answered(self) -> None:
        """Begin anew."""
        self._failures = 0
