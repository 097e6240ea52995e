"""What is dear is made once in a run, whatever the number of workers."""

from pathlib import Path

import pytest

from tests.one_worker import TOGETHER, scope

_ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("folder", TOGETHER)
def test_a_folder_that_shares_is_there_and_goes_to_one_worker(folder: str) -> None:
    modules = sorted((_ROOT / folder).glob("test_*.py"))
    assert modules
    assert {scope(f"{folder}{module.name}::test_this") for module in modules} == {folder}


def test_any_other_test_goes_where_there_is_room() -> None:
    assert scope("tests/unit/test_a.py::test_one") != scope("tests/unit/test_a.py::test_two")
