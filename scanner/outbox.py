"""Scans that were decided without the region, kept until the region has each of them once.

A line a scan, with a checksum in front. A line is only ever added at the end, so that a crash can spoil the last one
alone; what was uploaded is taken out by putting a new file in place of the old one.
"""

import json
import zlib
from collections.abc import Collection
from dataclasses import asdict, dataclass, field
from pathlib import Path

from scanner.files import alone, append, content_of, put

MOST = 10_000
"""Scans; a few megabytes, and days of an unattended gate."""


class Full(Exception):
    """There is no room for one more scan, since nothing was uploaded for long."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A scan as `POST /v1/scans/batch` takes it; `payload` is all that it has of a person."""

    key: str
    payload: str = field(repr=False)
    checkpoint_id: str
    scanned_at: str
    outcome: str
    decision: str
    colour: str | None
    as_of: str
    source: str


class Outbox:
    """The file of scans to be uploaded; processes and threads may share it."""

    def __init__(self, folder: Path, most: int = MOST) -> None:
        self._file = folder / "scans.lines"
        self._lock = folder / "scans.lock"
        self._most = most

    def put(self, scan: Kept) -> None:
        """Keep a scan; it is on the disk when this returns.

        Raises Full, and OSError when the disk does not take it.
        """
        with alone(self._lock):
            stored = content_of(self._file) or b""
            if stored.count(b"\n") >= self._most:
                raise Full(f"{self._most} scans wait to be uploaded, and there is room for no more")
            # What a crash left of a line gets its own end, so that it spoils no other.
            torn = b"\n" if stored and not stored.endswith(b"\n") else b""
            append(self._file, torn + _line(scan))

    def scans(self) -> tuple[Kept, ...]:
        """All that wait, the oldest first; what cannot be read is left out."""
        with alone(self._lock):
            return self._scans()

    def remove(self, keys: Collection[str]) -> None:
        """Take out the scans with these keys, and whatever cannot be read.

        Raises OSError.
        """
        with alone(self._lock):
            put(self._file, b"".join(_line(each) for each in self._scans() if each.key not in keys))

    def _scans(self) -> tuple[Kept, ...]:
        lines = (content_of(self._file) or b"").split(b"\n")
        return tuple(scan for line in lines if (scan := _scan(line)) is not None)


def _line(scan: Kept) -> bytes:
    content = json.dumps(asdict(scan)).encode()
    return b"%08x %s\n" % (zlib.crc32(content), content)


def _scan(line: bytes) -> Kept | None:
    checksum, _, content = line.partition(b" ")
    if checksum != b"%08x" % zlib.crc32(content) or not content:
        return None
    try:
        return Kept(**json.loads(content))
    except TypeError:
        # Of another version of this program, with other fields.
        return None
