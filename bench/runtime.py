"""The scan function as Lambda would run it, on this machine: its own bundle, and beside it what the runtime brings."""

import os
import platform
import subprocess
import sys
from importlib.metadata import distribution
from pathlib import Path

from bench.world import SETTINGS
from infra.bundle import Bundle
from infra.distributions import IN_THE_RUNTIME
from infra.lambda_target import LambdaTarget

_HERE = Path(__file__).parent
_ARCHITECTURES = {"x86_64": "x86_64", "AMD64": "x86_64", "aarch64": "arm64", "arm64": "arm64"}
_NO_ACCOUNT = {"AWS_ACCESS_KEY_ID": "bench", "AWS_SECRET_ACCESS_KEY": "bench", "AWS_REGION": "ap-east-1"}


class ProbeError(Exception):
    """Holds what a probe printed before it failed."""


class Runtime:
    """Interpreters that see a bundle and the runtime's packages, and nothing else."""

    def __init__(self, workplace: Path) -> None:
        """Build the bundle of scans in `workplace`, an empty folder."""
        self._bundle, self._packages = workplace / "task", workplace / "runtime"
        self._bundle.mkdir()
        self._packages.mkdir()
        python = f"{sys.version_info.major}.{sys.version_info.minor}"
        Bundle("functions.scans.handler", LambdaTarget(python, _ARCHITECTURES[platform.machine()])).build(self._bundle)
        for name in IN_THE_RUNTIME:
            _link(name, self._packages)

    def run(self, probe: str, address: str, *arguments: str) -> str:
        """The last line that `probe` prints, with DynamoDB at `address`.

        Raises ProbeError.
        """
        environment = SETTINGS | _NO_ACCOUNT | {"AWS_DEFAULT_REGION": _NO_ACCOUNT["AWS_REGION"]}
        environment |= {"AWS_ENDPOINT_URL_DYNAMODB": address, "AWS_CONFIG_FILE": os.devnull}
        environment["PYTHONPATH"] = os.pathsep.join((str(self._bundle), str(self._packages)))
        # -S and -P keep out the packages of this environment and the files beside the probe.
        command = [sys.executable, "-S", "-P", str(_HERE / f"{probe}.py"), *arguments]
        done = subprocess.run(command, env=environment, cwd=self._bundle, capture_output=True, text=True, check=False)
        if done.returncode:
            raise ProbeError(f"{probe} failed:\n{done.stderr}")
        return done.stdout.splitlines()[-1]


def _link(name: str, folder: Path) -> None:
    """Put the packages of an installed distribution into `folder`."""
    found = distribution(name)
    for top in {path.parts[0] for path in found.files or ()}:
        if top.isidentifier() or top.endswith(".py"):
            (folder / top).symlink_to(Path(str(found.locate_file(top))))
