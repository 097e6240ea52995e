"""A file as lines, however large it is: what is read of it at one time has a limit, whatever stands in it."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

LONGEST_LINE = 16 * 1024
"""Bytes without the line's end; many times what a row can hold."""


class Line(NamedTuple):
    """One line: its number, where it starts and how many bytes it takes with its end."""

    number: int
    start: int
    size: int
    text: bytes | None
    """Without its end, which is LF or CR LF; None for a line that is longer than LONGEST_LINE."""

    @property
    def is_row(self) -> bool:
        """Whether anything stands in it."""
        return self.text is None or bool(self.text.strip())


def lines(pieces: Iterable[bytes], *, number: int = 1, start: int = 0) -> Iterator[Line]:
    """The lines of a file that comes in `pieces`, which need not end where lines do.

    `number` and `start` are those of the first line, for a part of a file that begins with a line.
    """
    kept, size = b"", 0
    for piece in pieces:
        *ended, rest = piece.split(b"\n")
        for part in ended:
            size += len(part)
            yield Line(number, start, size + 1, _whole(kept + part, size))
            number, start = number + 1, start + size + 1
            kept, size = b"", 0
        size += len(rest)
        kept = kept + rest if size <= LONGEST_LINE + 1 else b""
    if size:
        yield Line(number, start, size, _whole(kept, size))


def _whole(text: bytes, size: int) -> bytes | None:
    # Of a line that got too long, `text` is what was last seen of it, or nothing.
    if len(text) < size:
        return None
    line = text.removesuffix(b"\r")
    return line if len(line) <= LONGEST_LINE else None
