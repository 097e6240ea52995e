"""Files that are there whole or not at all, whenever the power goes."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_PRIVATE = 0o600


def put(path: Path, content: bytes) -> None:
    """Replace the file: after a crash at any byte it holds the old content or the new one.

    The file can be read by its owner only. Raises OSError, and then holds the old content.
    """
    new = path.with_name(path.name + ".new")
    # What a crash left of an earlier try is written over.
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, _PRIVATE)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        new.replace(path)
    except OSError:
        new.unlink(missing_ok=True)
        raise
    _sync_folder(path.parent)


def append(path: Path, content: bytes) -> None:
    """Add to the file, or begin it, and have it on the disk before this returns.

    Raises OSError; some of `content` may then be there.
    """
    begun = not path.exists()
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, _PRIVATE), "ab") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    if begun:
        _sync_folder(path.parent)


def content_of(path: Path) -> bytes | None:
    """What the file holds, or None when there is none."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


@contextmanager
def alone(lock: Path) -> Iterator[None]:
    """For as long as it lasts, no other process and no other thread is in here with the same `lock`."""
    with os.fdopen(os.open(lock, os.O_RDWR | os.O_CREAT, _PRIVATE), "rb") as file:
        # Freed by the system when the process ends, however it ends.
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
