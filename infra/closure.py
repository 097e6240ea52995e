"""What a handler needs: the project's own files that its imports reach, and the packages of others that they import.

Imports are read from the source, those inside functions too; imports for type checkers only are left out. What is
not written as an import statement cannot be seen, so dynamic imports are refused.
"""

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

OWN_PACKAGES = ("functions", "shared")
_DYNAMIC = frozenset({"__import__", "import_module"})


class ClosureError(Exception):
    """Names the file whose imports cannot be followed, and the import."""


@dataclass(frozen=True, slots=True)
class Closure:
    """The files that a handler reaches, relative to the root, and the top-level packages of others, both sorted."""

    files: tuple[Path, ...]
    packages: tuple[str, ...]


def import_closure(root: Path, module: str, own: tuple[str, ...] = OWN_PACKAGES) -> Closure:
    """Everything that importing `module` can reach below `root`, by the packages of `own`.

    Raises ClosureError for an import that has no file, one of ours outside `own`, and a dynamic one.
    """
    files: set[Path] = set()
    packages: set[str] = set()
    waiting = [module]
    while waiting:
        for path in _files_of(root, waiting.pop()):
            if path in files:
                continue
            files.add(path)
            for name in _imports(root, path, own):
                top = name.partition(".")[0]
                if top in own:
                    waiting.append(name)
                elif (root / top).is_dir() and (root / top / "__init__.py").exists():
                    raise ClosureError(f"{path} imports {name}, which may not be brought along")
                elif top not in sys.stdlib_module_names:
                    packages.add(top)
    return Closure(tuple(sorted(files)), tuple(sorted(packages)))


def _files_of(root: Path, module: str) -> Iterator[Path]:
    """The file of `module` and the `__init__.py` of every package on the way to it, relative to `root`."""
    parts = module.split(".")
    for depth in range(1, len(parts)):
        yield Path(*parts[:depth], "__init__.py")
    path = _own_file(root, module)
    if path is None:
        raise ClosureError(f"there is no module {module}")
    yield path


def _own_file(root: Path, module: str) -> Path | None:
    stem = Path(*module.split("."))
    candidates = (stem.with_suffix(".py"), stem / "__init__.py")
    return next((path for path in candidates if (root / path).is_file()), None)


def _imports(root: Path, path: Path, own: tuple[str, ...]) -> Iterator[str]:
    """The full names of the modules that the file at `path` imports."""
    for source, name in _named(path, (root / path).read_bytes()):
        yield source
        # `from package import module` names a module only where there is such a file.
        if name and name.partition(".")[0] in own and _own_file(root, name):
            yield name


@cache
def _named(path: Path, content: bytes) -> tuple[tuple[str, str | None], ...]:
    """The modules that `content` imports, and with each what could be a module in it; read once for all handlers."""
    package = path.parts[:-1]
    named: list[tuple[str, str | None]] = []
    for node in _run_time_nodes(ast.parse(content, str(path))):
        if isinstance(node, ast.Import):
            named += ((alias.name, None) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else ()
            source = ".".join((*base, *filter(None, [node.module])))
            named += ((source, f"{source}.{alias.name}") for alias in node.names)
        elif isinstance(node, ast.Call) and _called(node) in _DYNAMIC:
            raise ClosureError(f"{path}:{node.lineno} imports dynamically, which cannot be followed")
    return tuple(named)


def _run_time_nodes(tree: ast.AST) -> Iterator[ast.AST]:
    """All nodes of `tree` but the bodies of `if TYPE_CHECKING:`."""
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        yield node
        if isinstance(node, ast.If) and _is_type_checking(node.test):
            waiting.extend(node.orelse)
        else:
            waiting.extend(ast.iter_child_nodes(node))


def _is_type_checking(test: ast.expr) -> bool:
    return (isinstance(test, ast.Name) and test.id == "TYPE_CHECKING") or (
        isinstance(test, ast.Attribute) and test.attr == "TYPE_CHECKING"
    )


def _called(call: ast.Call) -> str:
    if isinstance(call.func, ast.Attribute):
        return call.func.attr
    return call.func.id if isinstance(call.func, ast.Name) else ""
