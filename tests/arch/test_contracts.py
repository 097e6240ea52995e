"""Every import rule of the house holds, and every contract for one catches what it is there to catch."""

import os
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LINT_IMPORTS = Path(sys.executable).with_name("lint-imports")


@dataclass(frozen=True)
class Planted:
    """A file with a forbidden line, the contract that must catch it, and what the report must name."""

    contract: str
    path: str
    line: str
    named: str


PLANTED = (
    Planted("rooms", "shared/risk/planted.py", "import functions.public.app", "shared.risk.planted -> functions"),
    Planted("rooms", "functions/public/planted.py", "import infra.openapi", "functions.public.planted -> infra"),
    Planted("rooms", "shared/aws/planted.py", "import infra.openapi", "shared.aws.planted -> infra"),
    Planted("outside", "shared/risk/planted.py", "import tests", "shared.risk.planted -> tests"),
    Planted("outside", "functions/public/planted.py", "import local", "functions.public.planted -> local"),
    Planted("outside", "scanner/planted.py", "import tests", "scanner.planted -> tests"),
    Planted("scanner-alone", "shared/risk/planted.py", "import scanner.kit", "shared.risk.planted -> scanner.kit"),
    Planted("scanner-alone", "functions/public/planted.py", "import scanner", "functions.public.planted -> scanner"),
    Planted("scanner-alone", "infra/planted.py", "import scanner.kit", "infra.planted -> scanner.kit"),
    Planted("scanner", "scanner/planted.py", "import shared.codes.card", "scanner.planted -> shared.codes.card"),
    Planted("scanner", "scanner/kit.py", "import shared.identity.model", "scanner.kit -> shared.identity.model"),
    Planted("scanner", "scanner/kit.py", "import functions.public.app", "scanner.kit -> functions.public.app"),
    Planted("scanner-without-aws", "scanner/planted.py", "import shared.trust.service", "scanner.planted -> shared"),
    Planted("scanner-without-aws", "scanner/planted.py", "import boto3", "scanner.planted -> boto3"),
    Planted("scanner-without-aws", "shared/trust/rules.py", "import segno", "shared.trust.rules -> segno"),
    Planted("features", "shared/risk/planted.py", "import shared.codes.model", "shared.risk.planted -> shared.codes"),
    Planted("features", "shared/aws/planted.py", "import shared.risk.model", "shared.aws.planted -> shared.risk"),
    Planted("features", "shared/kernel/planted.py", "import shared.aws.keys", "shared.kernel.planted -> shared.aws"),
    Planted("features", "shared/scans/planted.py", "import shared.registration", "shared.scans.planted -> shared.reg"),
    Planted("features", "shared/identity/planted.py", "import shared.checkpoints", "shared.identity.planted -> shared"),
    Planted("features", "shared/undeclared/__init__.py", "", "shared.undeclared"),
    Planted(
        "scans-without-identity", "shared/scans/planted.py", "import shared.identity.model", "shared.scans.planted"
    ),
    Planted(
        "codes-without-identity", "shared/codes/planted.py", "import shared.identity.model", "shared.codes.planted"
    ),
    Planted("checkpoints-for-scans", "shared/risk/planted.py", "import shared.checkpoints", "shared.risk.planted"),
    Planted("sandbox-alone", "shared/sandbox/planted.py", "import shared.risk.model", "shared.sandbox.planted"),
    Planted("sandbox-alone", "shared/sandbox/planted.py", "import shared.identity.rules", "shared.sandbox.planted"),
    Planted("sandbox-alone", "shared/sandbox/planted.py", "import shared.family.model", "shared.sandbox.planted"),
    Planted(
        "sandbox-alone",
        "functions/sandbox_itinerary/planted.py",
        "import shared.outside.system, shared.risk.model",
        "functions.sandbox_itinerary.planted",
    ),
    Planted("kernel", "shared/kernel/planted.py", "import segno", "shared.kernel.planted -> segno"),
    Planted("kernel", "shared/kernel/planted.py", "import shared.risk.model", "shared.kernel.planted -> shared.risk"),
    Planted("pure", "shared/risk/rules.py", "import boto3", "shared.risk.rules -> boto3"),
    Planted("pure", "shared/risk/rules.py", "import pydantic", "shared.risk.rules -> pydantic"),
    Planted("pure", "shared/risk/model.py", "import segno", "shared.risk.model -> segno"),
    Planted("pure", "shared/risk/rules.py", "import aws_lambda_powertools", "shared.risk.rules -> aws_lambda"),
    Planted("pure", "shared/risk/model.py", "import shared.aws.clients", "shared.risk.model -> shared.aws"),
    Planted("pure", "shared/risk/rules.py", "import shared.risk.store", "shared.risk.rules -> shared.risk.store"),
    Planted("stores-reach-aws", "shared/risk/service.py", "import shared.aws.clients", "shared.risk.service -> shared"),
    Planted(
        "stores-reach-aws", "shared/risk/planted.py", "import shared.aws.keys", "shared.risk.planted -> shared.aws"
    ),
    Planted("stores", "shared/risk/planted.py", "import shared.risk.store", "shared.risk.planted -> shared.risk.store"),
    Planted("stores", "functions/public/app.py", "import shared.risk.store", "functions.public.app -> shared.risk"),
    Planted("plumbing", "shared/risk/planted.py", "import botocore.session", "shared.risk.planted -> botocore"),
    Planted("plumbing", "shared/risk/service.py", "import botocore", "shared.risk.service -> botocore"),
    Planted("plumbing", "functions/public/handler.py", "import boto3", "functions.public.handler -> boto3"),
    Planted("wire", "functions/public/app.py", "import pydantic", "functions.public.app -> pydantic"),
    Planted("functions-apart", "functions/planted/app.py", "import functions.public.app", "functions.planted.app -> f"),
    Planted("apps", "functions/public/app.py", "import shared.risk.store", "functions.public.app -> shared.risk"),
    Planted("apps", "functions/public/page.py", "import shared.aws.clients", "functions.public.page -> shared.aws"),
    Planted("apps", "functions/public/app.py", "import shared.risk.rules", "functions.public.app -> shared.risk.rules"),
    Planted("handlers", "functions/public/services.py", "import shared.risk.model", "functions.public.services -> sh"),
    Planted(
        "handlers", "functions/public/handler.py", "import shared.risk.rules", "functions.public.handler -> shared"
    ),
    Planted("infra", "infra/planted.py", "import shared.risk.store", "infra.planted -> shared.risk.store"),
    Planted(
        "infra", "infra/planted.py", "import functions.public.handler", "infra.planted -> functions.public.handler"
    ),
)


def lint_imports(root: Path, *options: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [LINT_IMPORTS, "--no-logo", "--no-cache", *options],
        cwd=root,
        env=os.environ | {"COLUMNS": "400", "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        check=False,
    )


def copy_of_the_house(to: Path) -> Path:
    """What the contracts look at."""
    for room in ("functions", "infra", "scanner", "shared", "tests/arch"):
        shutil.copytree(
            ROOT / room,
            to / room,
            ignore=lambda folder, names: [n for n in names if not (n.endswith(".py") or Path(folder, n).is_dir())],
        )
    shutil.copy(ROOT / "pyproject.toml", to)
    return to


@pytest.fixture(scope="module")
def report_of(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], str]:
    """The report on one contract, in a house with everything planted that the contract must catch."""

    @cache
    def report(contract: str) -> str:
        house = copy_of_the_house(tmp_path_factory.mktemp(contract))
        for planted in PLANTED:
            if planted.contract == contract:
                path = house / planted.path
                path.parent.mkdir(exist_ok=True)
                (path.parent / "__init__.py").touch()
                with path.open("a", encoding="utf-8") as file:
                    file.write(f"\n{planted.line}\n")
        found = lint_imports(house, "--contract", contract)
        assert found.returncode == 1
        assert "0 kept, 1 broken" in found.stdout, found.stdout
        return found.stdout

    return report


def test_the_house_keeps_every_import_rule() -> None:
    report = lint_imports(ROOT)

    assert report.returncode == 0, report.stdout


@pytest.mark.parametrize("planted", PLANTED, ids=lambda each: f"{each.contract}: {each.line or each.path}")
def test_a_forbidden_import_is_caught_and_named(report_of: Callable[[str], str], planted: Planted) -> None:
    assert planted.named in report_of(planted.contract)


def test_every_contract_is_shown_to_catch_something() -> None:
    options = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]

    assert {planted.contract for planted in PLANTED} == {contract["id"] for contract in options["contracts"]}
