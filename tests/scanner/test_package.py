"""The package that device makers install: what its imports reach and nothing else, and it runs where only that is."""

import os
import subprocess
import sys
import tomllib
import zipfile
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from infra.closure import import_closure
from shared.kernel.clock import utc_now
from tests.scanner.served import TOKEN, served
from tests.scanner.test_command import anchor
from tests.unit.scanner.made_region import OWN, RED, START, built, payload, trust_list, trust_list_text, trusted_issuer
from tests.unit.scanner.region_api import RegionApi

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "scanner/pyproject.toml").read_text(encoding="utf-8"))
CLOSURE = import_closure(ROOT, "scanner.command", ("scanner", "shared"))
FILES = {path.as_posix() for path in CLOSURE.files}
OF_THE_SERVICE = ("aws_lambda_powertools", "boto3", "botocore", "numpy", "pybreaker", "pydantic", "segno", "stdnum")


def test_the_package_lists_what_its_command_reaches() -> None:
    listed = PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]

    assert set(listed.values()) == FILES
    assert {(ROOT / "scanner" / source).resolve() for source in listed} == {ROOT / path for path in FILES}


def test_every_module_of_the_scanner_is_reached() -> None:
    assert {path.relative_to(ROOT).as_posix() for path in (ROOT / "scanner").glob("**/*.py")} <= FILES


def test_it_depends_on_what_it_imports_in_the_versions_of_the_service() -> None:
    distributions = {name.lower() for each in CLOSURE.packages for name in packages_distributions()[each]}
    versions = {each.partition(">")[0]: each for each in PROJECT["project"]["dependencies"]}
    of_the_service = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    known = [*of_the_service["project"]["dependencies"], *of_the_service["dependency-groups"]["tests"]]

    assert set(versions) == distributions
    assert set(versions.values()) - {versions["urllib3"]} <= set(known)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built with what is installed, without a connection."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=ROOT / "scanner", check=True, capture_output=True)
    (found,) = folder.glob("*.whl")
    return found


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the package alone."""
    folder = tmp_path_factory.mktemp("installed")
    uv = [str(Path(sys.executable).with_name("uv")), "pip", "install", "--offline", "--no-deps", "--no-config"]
    given = ["--python", sys.executable, "--target", str(folder), str(wheel)]
    subprocess.run([*uv, *given], check=True, capture_output=True)
    return folder


def test_the_wheel_holds_these_files_as_they_are(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = {name for name in archive.namelist() if ".dist-info/" not in name}
        assert names == FILES
        assert all(archive.read(name) == (ROOT / name).read_bytes() for name in names)


def run(installed: Path, *given: str, folder: Path) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(installed), "YUEKANG_KIT": str(folder / "kit")}
    return subprocess.run(
        given, env=environment | {"PYTHONUTF8": "1"}, cwd=folder, capture_output=True, text=True, check=False
    )


def test_the_installed_command_verifies_codes(installed: Path, tmp_path: Path) -> None:
    now = utc_now().replace(microsecond=0)
    region = RegionApi(trust_list_text(trust_list(trusted_issuer(), at=now)), {OWN: built({1: RED}, at=now)})
    (tmp_path / "token").write_text(TOKEN, encoding="ascii")
    command = str(installed / "bin" / "yuekang-scanner")
    with served(region) as server:
        told = (
            "--api",
            server.url,
            "--anchor",
            anchor(),
            "--token-file",
            "token",
            "--checkpoint",
            "440106-H-7F3K2M6Q-U",
        )
        enrolled = run(installed, command, "enrol", *told, folder=tmp_path)
    assert enrolled.returncode == 0, enrolled.stderr

    found = [
        run(installed, command, "verify", "--payload", payload(place, issued_at=START), folder=tmp_path)
        for place in (0, 1)
    ]

    assert [each.returncode for each in found] == [0, 1]
    assert "PASS 绿码 GREEN" in found[0].stdout
    assert "STOP 红码 RED" in found[1].stdout


def test_it_runs_where_nothing_of_the_service_is_installed(installed: Path, tmp_path: Path) -> None:
    program = (
        f"import sys; sys.modules.update(dict.fromkeys({OF_THE_SERVICE!r}))\n"
        "from scanner.command import main\n"
        "assert main(['status']) == 78\n"
        "import scanner; print(scanner.__file__)\n"
    )
    found = run(installed, sys.executable, "-c", program, folder=tmp_path)

    assert found.returncode == 0, found.stderr
    assert found.stdout.strip() == str(installed / "scanner" / "__init__.py")
