"""Frames as a camera leaves them in a folder, and codes that are held up for longer than one of them."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path

_HELD_UP = timedelta(seconds=5)
_PICTURES = frozenset({".bmp", ".jpeg", ".jpg", ".pgm", ".png", ".ppm", ".webp"})


class Frames:
    """The pictures that come into a folder; removing them is the camera's business."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._before: dict[Path, tuple[int, int]] = {}
        self._told: dict[Path, tuple[int, int]] = {}

    def new(self) -> tuple[Path, ...]:
        """Those that are new or others since the last look, by name, once nobody writes to them any more.

        Raises OSError for a folder that cannot be read.
        """
        now = {path: stamp for path in self._folder.iterdir() if (stamp := _stamp(path))}
        whole = {path: stamp for path, stamp in now.items() if self._before.get(path) == stamp}
        found = sorted(path for path, stamp in whole.items() if self._told.get(path) != stamp)
        self._told = {path: stamp for path, stamp in self._told.items() if path in now} | {
            path: whole[path] for path in found
        }
        self._before = now
        return tuple(found)


class Repeats:
    """Knows the codes that are held up, so that each is one scan and not one for every frame."""

    def __init__(self) -> None:
        self._seen: dict[str, datetime] = {}

    def new(self, texts: Iterable[str], now: datetime) -> tuple[str, ...]:
        """Those that were not seen in the last five seconds."""
        given = tuple(texts)
        self._seen = {text: at for text, at in self._seen.items() if abs(now - at) < _HELD_UP}
        found = tuple(text for text in given if text not in self._seen)
        self._seen |= dict.fromkeys(given, now)
        return found


def _stamp(path: Path) -> tuple[int, int] | None:
    """What changes while the file is written, or None for what is no picture, or is gone."""
    if path.suffix.lower() not in _PICTURES:
        return None
    try:
        found = path.stat()
    except OSError:
        return None
    return (found.st_size, found.st_mtime_ns) if found.st_size else None
