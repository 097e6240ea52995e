"""The import closure holds what a handler can reach, and refuses what it cannot follow."""

from pathlib import Path

import pytest

from infra.closure import ClosureError, import_closure


def _tree(root: Path, **modules: str) -> None:
    """Write `functions/<name>.py` files, `__` standing for a dot."""
    for name, source in modules.items():
        path = root / Path(*name.split("__")).with_suffix(".py")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(source, encoding="utf-8")
    for folder in {path.parent for path in root.rglob("*.py")}:
        for package in (folder, *folder.parents):
            if package == root:
                break
            (package / "__init__.py").touch()


def _files(root: Path, module: str = "functions.one.handler") -> set[str]:
    found = {path.as_posix() for path in import_closure(root, module).files}
    return {path for path in found if not path.endswith("__init__.py")}


def test_it_follows_every_way_of_importing(tmp_path: Path) -> None:
    _tree(
        tmp_path,
        functions__one__handler="import shared.a\nfrom shared import b\nfrom shared.c import thing\nfrom . import app",
        functions__one__app="from .wire import W",
        functions__one__wire="W = 1",
        shared__a="",
        shared__b="",
        shared__c="def thing():\n    from shared.late import x",
        shared__late="x = 1",
        shared__unused="",
    )
    assert _files(tmp_path) == {
        "functions/one/handler.py",
        "functions/one/app.py",
        "functions/one/wire.py",
        "shared/a.py",
        "shared/b.py",
        "shared/c.py",
        "shared/late.py",
    }


def test_packages_on_the_way_come_along(tmp_path: Path) -> None:
    _tree(tmp_path, functions__one__handler="import shared.deep.er", shared__deep__er="")
    files = {path.as_posix() for path in import_closure(tmp_path, "functions.one.handler").files}
    assert {"functions/__init__.py", "functions/one/__init__.py", "shared/deep/__init__.py"} <= files


def test_what_only_type_checkers_import_stays_away(tmp_path: Path) -> None:
    _tree(
        tmp_path,
        functions__one__handler=(
            "import typing\n"
            "if typing.TYPE_CHECKING:\n    import shared.a\n    import pydantic\n"
            "else:\n    import shared.b\n"
        ),
        shared__a="",
        shared__b="",
    )
    assert _files(tmp_path) == {"functions/one/handler.py", "shared/b.py"}
    assert import_closure(tmp_path, "functions.one.handler").packages == ()


def test_packages_of_others_are_named_and_the_standard_library_is_not(tmp_path: Path) -> None:
    _tree(tmp_path, functions__one__handler="import json\nimport PIL.Image\ndef late():\n    import segno")
    assert import_closure(tmp_path, "functions.one.handler").packages == ("PIL", "segno")


@pytest.mark.parametrize(
    ("source", "says"),
    [
        ("import shared.missing", "there is no module shared.missing"),
        ("import infra.app", "functions/one/handler.py imports infra.app, which may not be brought along"),
        ("import importlib\nimportlib.import_module('x')", "functions/one/handler.py:2 imports dynamically"),
        ("__import__('x')", "functions/one/handler.py:1 imports dynamically"),
    ],
)
def test_what_cannot_be_followed_is_refused(tmp_path: Path, source: str, says: str) -> None:
    _tree(tmp_path, functions__one__handler=source, infra__app="", shared__a="")
    with pytest.raises(ClosureError, match=says):
        import_closure(tmp_path, "functions.one.handler")
