"""What goes to Lambda for one function: its import closure, the packages of others, and byte code for all of it.

CDK resets every file's time, so that ordinary byte code is stale on Lambda and compiled again at each cold start, which
makes it three times as long. Byte code that is tied to no time stays good.
"""

import hashlib
import shutil
import subprocess
import tempfile
from collections.abc import Iterable
from pathlib import Path

from infra.closure import import_closure
from infra.distributions import distributions_of, install, interpreter, locked_requirements
from infra.lambda_target import LambdaTarget

ROOT = Path(__file__).resolve().parent.parent
CACHE = ROOT / ".bundles"
"""Other people's packages as installed and compiled, by what they were made from."""

_UNUSED = ("bin", "share")
"""Command lines and manual pages that packages bring along."""


class Bundle:
    """What goes into one function's asset, known before anything is built."""

    def __init__(self, handler: str, target: LambdaTarget, root: Path = ROOT) -> None:
        """`handler` is a module below `root`.

        Raises ClosureError or DistributionError.
        """
        self._root = root
        self._target = target
        closure = import_closure(root, handler)
        self.files = closure.files
        self.requirements = locked_requirements(distributions_of(closure.packages), root)

    @property
    def content_hash(self) -> str:
        """The same for the same sources, locked versions, runtime and way of building."""
        sources = (f"{path.as_posix()}\0{(self._root / path).read_text(encoding='utf-8')}" for path in self.files)
        return _hash([*self._recipe(), *self.requirements, *sources])

    def prepare(self) -> list[Path]:
        """A folder for each package of others, installed and compiled; made once for all functions that need it.

        Raises DistributionError.
        """
        return [self._package(requirement) for requirement in self.requirements]

    def build(self, output: Path) -> None:
        """Put the asset's content into the empty folder `output`.

        Raises DistributionError.
        """
        for package in self.prepare():
            shutil.copytree(package, output, dirs_exist_ok=True)
        for path in self.files:
            (output / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(self._root / path, output / path)
        self._compile(output, *sorted({path.parts[0] for path in self.files}))

    def _recipe(self) -> Iterable[str]:
        here = Path(__file__)
        yield from (path.read_text(encoding="utf-8") for path in (here, here.with_name("distributions.py")))
        yield from (self._target.python, self._target.architecture)

    def _package(self, requirement: str) -> Path:
        ready = CACHE / _hash([*self._recipe(), requirement])
        if not ready.exists():
            CACHE.mkdir(exist_ok=True)
            with tempfile.TemporaryDirectory(dir=CACHE) as workplace:
                made = Path(workplace) / "package"
                install(requirement, self._target.python, self._target.platform, made)
                for unused in _UNUSED:
                    shutil.rmtree(made / unused, ignore_errors=True)
                self._compile(made, ".")
                # Renamed when complete, so that an interrupted build, or one in parallel, leaves no half of it.
                _rename(made, ready)
        return ready

    def _compile(self, folder: Path, *inside: str) -> None:
        """Byte code that names its sources as Lambda finds them, whatever the folder it was made in."""
        command = [interpreter(self._target.python), "-m", "compileall", "-q"]
        command += ["--invalidation-mode", "unchecked-hash", "-s", str(folder), "-p", "/var/task"]
        subprocess.run([*command, *(str(folder / each) for each in inside)], check=True)


def _hash(parts: Iterable[str]) -> str:
    digest = hashlib.sha256()
    for part in parts:
        digest.update(f"{len(part)}\0{part}".encode())
    return digest.hexdigest()


def _rename(made: Path, ready: Path) -> None:
    try:
        made.rename(ready)
    except OSError:
        if not ready.exists():
            raise
