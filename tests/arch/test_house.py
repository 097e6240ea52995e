"""The house rules hold, and every check of one finds what breaks it."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.arch import house


@dataclass(frozen=True)
class Planted:
    """A file that breaks a rule."""

    check: house.Check
    path: str
    text: str

    def __str__(self) -> str:
        return f"{self.check.__name__}: {self.path}"


PLANTED = (
    Planted(house.content_in_init_files, "shared/risk/__init__.py", "from shared.risk.model import Hold\n"),
    Planted(house.vague_names, "shared/risk/utils.py", ""),
    Planted(house.vague_names, "shared/common/model.py", ""),
    Planted(house.vague_names, "functions/risk/date_helpers.py", ""),
    Planted(house.long_modules, "functions/risk/handler.py", "x = 1\n" * 26),
    Planted(house.long_modules, "functions/risk/app.py", "x = 1\n" * 151),
    Planted(house.long_modules, "shared/risk/rules.py", "x = 1\n" * 301),
    Planted(house.dynamic_imports, "shared/risk/rules.py", "from importlib import import_module\n"),
    Planted(house.dynamic_imports, "functions/risk/app.py", "def f():\n    return __import__('json')\n"),
    Planted(house.dynamic_imports, "shared/risk/rules.py", "import importlib.resources\n"),
    Planted(house.stubs_at_run_time, "shared/risk/store.py", "from mypy_boto3_dynamodb import DynamoDBClient\n"),
    Planted(
        house.stubs_at_run_time,
        "shared/risk/store.py",
        "if TYPE_CHECKING:\n    x = 1\nelse:\n    import mypy_boto3_kms\n",
    ),
    Planted(house.calls_past_the_store, "shared/risk/service.py", "def f(core):\n    core.client.get_item()\n"),
    Planted(house.names_of_regions, "shared/risk/rules.py", "NAME = 'Guangdong'\n"),
    Planted(house.names_of_regions, "infra/app.py", "# 广东\n"),
    Planted(house.unused_refusals, "shared/risk/rules.py", "NEVER_RAISED = 1\n"),
)


@pytest.mark.parametrize("check", house.CHECKS, ids=lambda check: check.__name__)
def test_the_house_keeps_the_rule(check: house.Check) -> None:
    found = check(house.ROOT)

    assert not found, "\n".join(found)


@pytest.mark.parametrize("planted", PLANTED, ids=str)
def test_what_breaks_the_rule_is_found(tmp_path: Path, planted: Planted) -> None:
    errors = tmp_path / "shared/kernel/errors.py"
    errors.parent.mkdir(parents=True)
    errors.write_text('class ErrorCode(StrEnum):\n    NEVER_RAISED = "NEVER_RAISED"\n', encoding="utf-8")
    raises = tmp_path / "shared/kernel/clock.py"
    raises.write_text("" if planted.check is house.unused_refusals else "ErrorCode.NEVER_RAISED\n", encoding="utf-8")
    assert [check.__name__ for check in house.CHECKS if check(tmp_path)] in ([], ["unused_refusals"])
    path = tmp_path / planted.path
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(planted.text, encoding="utf-8")

    assert planted.check(tmp_path)
    assert [check.__name__ for check in house.CHECKS if check(tmp_path)] == [planted.check.__name__]


def test_every_check_is_shown_to_find_something() -> None:
    assert {planted.check for planted in PLANTED} == set(house.CHECKS)


def test_imports_for_type_checkers_only_are_allowed(tmp_path: Path) -> None:
    store = tmp_path / "shared/risk/store.py"
    store.parent.mkdir(parents=True)
    store.write_text("if TYPE_CHECKING:\n    from mypy_boto3_dynamodb import DynamoDBClient\n", encoding="utf-8")

    assert house.stubs_at_run_time(tmp_path) == []
