"""A machine that loses its power at a chosen step: at each file that is opened, written, synced, renamed or removed."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Self

import pytest

from scanner import files


class PowerCut(BaseException):
    """Nothing catches it, as nothing runs on when the power is gone."""


class _Written:
    """A file of which a part of what is written arrives when the power goes."""

    def __init__(self, file: Any, step: Callable[[], None]) -> None:
        self._file = file
        self._step = step

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)

    def write(self, content: bytes) -> None:
        for start in range(0, len(content), max(1, len(content) // 4)):
            self._step()
            self._file.write(content[start : start + max(1, len(content) // 4)])
            self._file.flush()


@contextmanager
def power_until(step: int, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """Power for so many steps; the list tells how many there were."""
    steps = [0]

    def count() -> None:
        steps[0] += 1
        if steps[0] > step:
            raise PowerCut

    def counted(act: Callable[..., Any]) -> Callable[..., Any]:
        def run(*given: Any, **named: Any) -> Any:
            count()
            return act(*given, **named)

        return run

    def fdopen(descriptor: int, mode: str) -> Any:
        file = os.fdopen(descriptor, mode)
        return file if mode == "rb" else _Written(file, count)

    with monkeypatch.context() as patch:
        names = {name: getattr(os, name) for name in dir(os)}
        fakes = {"open": counted(os.open), "fsync": counted(os.fsync), "fdopen": fdopen}
        patch.setattr(files, "os", SimpleNamespace(**names | fakes))
        patch.setattr(Path, "replace", counted(Path.replace))
        patch.setattr(Path, "unlink", counted(Path.unlink))
        yield steps
