"""Other people's packages for Lambda: which ones, at the versions of uv.lock, installed for the runtime's platform."""

import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.metadata import packages_distributions, requires
from pathlib import Path

from uv import find_uv_bin

IN_THE_RUNTIME = frozenset({"boto3", "botocore", "jmespath", "python-dateutil", "s3transfer", "six", "urllib3"})
"""Distributions that every Python runtime of Lambda brings along."""

_NAME = re.compile(r"[^A-Za-z0-9._-]")


class DistributionError(Exception):
    """Names the package or the interpreter that is missing, and what to do."""


def distributions_of(packages: Iterable[str]) -> tuple[str, ...]:
    """The distributions to install so that the top-level `packages` can be imported, sorted.

    Raises DistributionError for a package that nothing installed here provides.
    """
    providers = _providers()
    found: set[str] = set()
    for package in packages:
        if package not in providers:
            raise DistributionError(f"{package} is imported, and no installed distribution provides it")
        found.update(_normal(name) for name in providers[package])
    return tuple(sorted(found - IN_THE_RUNTIME))


@cache
def _providers() -> Mapping[str, Sequence[str]]:
    """The distributions installed here by the top-level packages they provide; it reads the metadata of each."""
    return packages_distributions()


def locked_requirements(names: Iterable[str], root: Path) -> tuple[str, ...]:
    """The `name==version` lines of uv.lock for the distributions `names` and all that they need, sorted.

    Raises DistributionError for one that uv.lock does not give the functions.
    """
    locked = _locked_versions(root)
    needed: set[str] = set()
    waiting = set(names)
    while waiting:
        name = waiting.pop()
        if name not in locked:
            raise DistributionError(f"{name} is not among the dependencies that uv.lock holds for the functions")
        needed.add(name)
        waiting |= _needs(name) & locked.keys() - needed
    return tuple(sorted(locked[name] for name in needed))


@cache
def _locked_versions(root: Path) -> Mapping[str, str]:
    command = ["export", "--frozen", "--no-default-groups", "--no-hashes", "--no-header", "--no-annotate"]
    lines = _uv([*command, "--project", str(root)]).splitlines()
    versions = {line.partition("==")[0]: line for line in lines}
    return {name: line for name, line in versions.items() if name not in IN_THE_RUNTIME}


def _needs(name: str) -> set[str]:
    """What the distribution `name` requires, wherever it runs, without its extras."""
    lines = requires(name) or []
    return {_normal(_NAME.split(line, maxsplit=1)[0]) for line in lines if "extra ==" not in line}


def _normal(name: str) -> str:
    return name.lower().replace("_", "-")


def install(requirement: str, python: str, platform: str, target: Path) -> None:
    """Install `requirement`, and nothing that it needs, into the new folder `target`, as a wheel for `platform`.

    Raises DistributionError.
    """
    target.mkdir(parents=True)
    listed = target.with_suffix(".txt")
    listed.write_text(requirement, encoding="utf-8")
    where = ["--target", str(target), "--python", sys.executable]
    wheels = ["--no-deps", "--only-binary", ":all:", "--python-version", python, "--python-platform", platform]
    _uv(["pip", "install", "--quiet", "--no-config", *where, *wheels, "--requirements", str(listed)])


@cache
def interpreter(python: str) -> str:
    """The path of an interpreter of version `python`, which writes the byte code that the runtime reads.

    Raises DistributionError when there is none on this machine.
    """
    if python == f"{sys.version_info.major}.{sys.version_info.minor}":
        return sys.executable
    managed = subprocess.run(
        [find_uv_bin(), "python", "find", "--managed-python", "--no-python-downloads", "--no-project", python],
        capture_output=True,
        text=True,
        check=False,
    )
    for candidate in (managed.stdout.strip(), shutil.which(f"python{python}")):
        if candidate and _is_version(candidate, python):
            return candidate
    raise DistributionError(
        f"byte code for Lambda's Python {python} is written by a Python {python}, and this machine has none: "
        f"run `uv python install {python}`, or choose another with `-c lambda_python=`"
    )


def _is_version(candidate: str, python: str) -> bool:
    says = "import sys; print('%d.%d' % sys.version_info[:2])"
    answer = subprocess.run([candidate, "-c", says], capture_output=True, text=True, check=False)
    return answer.stdout.strip() == python


def _uv(arguments: Sequence[str]) -> str:
    answer = subprocess.run([find_uv_bin(), *arguments], capture_output=True, text=True, check=False)
    if answer.returncode:
        raise DistributionError(f"uv {arguments[0]} failed:\n{answer.stderr.strip()}")
    return answer.stdout
