"""What goes to Lambda: built for this machine's own Python, and then run without anything of the project around it."""

import platform
import subprocess
import sys
from pathlib import Path

import pytest

from infra.bundle import ROOT, Bundle
from infra.closure import import_closure
from infra.distributions import DistributionError, distributions_of, interpreter, locked_requirements
from infra.lambda_target import LambdaTarget

_HERE = LambdaTarget(
    f"{sys.version_info.major}.{sys.version_info.minor}",
    "arm64" if platform.machine() in {"aarch64", "arm64"} else "x86_64",
)
_NAMES = sorted(path.parent.name for path in (ROOT / "functions").glob("*/handler.py"))
_HASH_BASED_AND_UNCHECKED = 0b01
_WITH_THE_RUNTIME = ("botocore", "boto3", "jmespath", "urllib3", "dateutil", "six.py", "s3transfer")

# Lambda has botocore and what it needs; here they are borrowed, one by one, from where the tests run.
_IMPORT_ALONE = """
import importlib.util, os, sys
bundle, site = sys.argv[1:3]
class Runtime:
    def find_spec(self, name, path=None, target=None):
        if name in {names!r}:
            places = [site]
            return importlib.machinery.PathFinder.find_spec(name, places)
sys.path[:] = [bundle, *(each for each in sys.path if each and 'site-packages' not in each)]
sys.meta_path.append(Runtime())
{action}
outside = [
    name for name, module in sys.modules.items()
    if name.partition('.')[0] in {{'functions', 'shared'}} and not module.__file__.startswith(bundle)
]
assert not outside, outside
"""


@pytest.fixture(scope="module", params=_NAMES)
def bundle(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path]:
    """The name of a function and its bundle as it would be zipped."""
    output = tmp_path_factory.mktemp(request.param)
    Bundle(f"functions.{request.param}.handler", _HERE).build(output)
    return request.param, output


def _run_alone(bundle: Path, action: str) -> subprocess.CompletedProcess[str]:
    import botocore

    names = {"botocore", "jmespath", "urllib3", "dateutil", "six"}
    script = _IMPORT_ALONE.format(names=names, action=action)
    site = str(Path(botocore.__file__).parents[1])
    command = [sys.executable, "-I", "-S", "-c", script, str(bundle), site]
    return subprocess.run(command, cwd=bundle, capture_output=True, text=True, check=False, timeout=60)


def test_every_module_of_a_bundle_imports_alone(bundle: tuple[str, Path]) -> None:
    """All but the handler itself, which reads its environment, and with everything that is imported late."""
    _, folder = bundle
    modules = sorted(
        ".".join(path.relative_to(folder).with_suffix("").parts)
        for top in ("functions", "shared")
        for path in (folder / top).rglob("*.py")
        if path.stem not in {"__init__", "handler"}
    )
    assert modules
    lines = [f"import {module}" for module in modules]
    late = sorted(set(import_closure(ROOT, f"functions.{bundle[0]}.handler").packages))
    answer = _run_alone(folder, "\n".join([*lines, *(f"import {package}" for package in late)]))
    assert answer.returncode == 0, answer.stderr


def test_all_byte_code_is_tied_to_no_time(bundle: tuple[str, Path]) -> None:
    _, folder = bundle
    sources, compiled = list(folder.rglob("*.py")), list(folder.rglob("*.pyc"))
    flags = {int.from_bytes(path.read_bytes()[4:8], "little") for path in compiled}
    assert flags == {_HASH_BASED_AND_UNCHECKED}
    assert len(compiled) == len(sources)


def test_a_bundle_brings_nothing_that_the_runtime_has(bundle: tuple[str, Path]) -> None:
    _, folder = bundle
    assert [name for name in _WITH_THE_RUNTIME if (folder / name).exists()] == []


def test_a_bundle_holds_no_other_function(bundle: tuple[str, Path]) -> None:
    name, folder = bundle
    assert [path.name for path in (folder / "functions").iterdir() if path.is_dir() and "__" not in path.name] == [name]


@pytest.mark.parametrize("stranger", ["segno", "PIL", "pybreaker.py", "functions/codes", "shared/identity"])
def test_the_scan_brings_no_drawing_and_no_identity(tmp_path: Path, stranger: str) -> None:
    Bundle("functions.scans.handler", _HERE).build(tmp_path)
    assert not list(tmp_path.glob(stranger))


def test_what_draws_a_code_is_in_the_bundle_of_codes(tmp_path: Path) -> None:
    Bundle("functions.codes.handler", _HERE).build(tmp_path)
    assert (tmp_path / "segno").is_dir()
    assert (tmp_path / "shared" / "codes" / "card.py").is_file()


def test_the_content_hash_follows_what_the_function_reaches_and_nothing_else() -> None:
    public, scans = Bundle("functions.public.handler", _HERE), Bundle("functions.scans.handler", _HERE)
    assert public.content_hash == Bundle("functions.public.handler", _HERE).content_hash
    assert public.content_hash != scans.content_hash
    assert public.content_hash != Bundle("functions.public.handler", LambdaTarget("3.13", "arm64")).content_hash
    assert "functions/scans/app.py" not in {path.as_posix() for path in public.files}


def test_a_change_of_one_line_changes_the_hash(tmp_path: Path) -> None:
    for path in Bundle("functions.public.handler", _HERE).files:
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes((ROOT / path).read_bytes())
    for name in ("pyproject.toml", "uv.lock"):
        (tmp_path / name).write_bytes((ROOT / name).read_bytes())
    before = Bundle("functions.public.handler", _HERE, tmp_path).content_hash
    with (tmp_path / "shared" / "risk" / "guides.py").open("a") as file:
        file.write("\n# one line more\n")
    assert before == Bundle("functions.public.handler", _HERE).content_hash
    assert Bundle("functions.public.handler", _HERE, tmp_path).content_hash != before


def test_versions_are_those_of_the_lock_file() -> None:
    assert locked_requirements(["pydantic"], ROOT)
    lock = (ROOT / "uv.lock").read_text(encoding="utf-8")
    for line in locked_requirements(["pydantic", "cryptography"], ROOT):
        name, _, version = line.partition(" ")[0].partition("==")
        assert f'name = "{name}"\nversion = "{version}"' in lock


def test_a_package_that_nothing_provides_is_named() -> None:
    with pytest.raises(DistributionError, match="no_such_package is imported"):
        distributions_of(["no_such_package"])


def test_a_distribution_outside_the_lock_file_is_named() -> None:
    with pytest.raises(DistributionError, match="mypy is not among the dependencies"):
        locked_requirements(["mypy"], ROOT)


def test_a_missing_interpreter_is_named_with_the_way_to_get_it() -> None:
    with pytest.raises(DistributionError, match=r"run `uv python install 3\.99`"):
        interpreter("3.99")
