"""What is dear is made once in a run, whatever the number of workers."""

from pathlib import Path

import pytest

from tests.one_worker import TOGETHER, scope

_ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("row", TOGETHER, ids=lambda row: row[0])
def test_what_shares_is_there_and_goes_to_one_worker(row: tuple[str, ...]) -> None:
    for place in row:
        modules = sorted((_ROOT / place).glob("test_*.py")) if place.endswith("/") else [_ROOT / place]
        assert all(module.is_file() for module in modules)
        assert {scope(f"{module.relative_to(_ROOT)}::test_this") for module in modules} == {row[0]}


def test_any_other_module_goes_where_there_is_room() -> None:
    assert scope("tests/unit/test_a.py::test_one") == scope("tests/unit/test_a.py::test_two[tests/infra/]")
    assert scope("tests/unit/test_a.py::test_one") != scope("tests/unit/test_b.py::test_one")


def test_whoever_walks_through_every_route_shares_the_walk() -> None:
    walking = [
        path.relative_to(_ROOT).as_posix()
        for path in (_ROOT / "tests").rglob("test_*.py")
        if "from tests.arch.access_journey import journey" in path.read_text(encoding="utf-8").splitlines()
    ]
    assert len(walking) > 1
    assert {scope(f"{module}::test_this") for module in walking} == {"tests/infra/"}
