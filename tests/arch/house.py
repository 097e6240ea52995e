"""House rules that no import contract can see; each check lists its findings below a root, empty when all is well."""

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
LAMBDA = ("functions", "shared")
PRODUCT = (*LAMBDA, "infra")
EVERYTHING = (*PRODUCT, "bench", "local", "ops", "scanner", "tests")

Check = Callable[[Path], list[str]]

_VAGUE = frozenset({"base", "common", "helper", "helpers", "manager", "managers", "misc", "util", "utils"})
_LINES = {"handler.py": 25, "app.py": 150}
_LINES_OF_OTHERS = 300
_DYNAMIC_MODULES = frozenset({"importlib", "imp", "pkgutil", "runpy"})
_DYNAMIC_CALLS = frozenset({"__import__", "eval", "exec"})

_REGIONS = re.compile(r"guangdong|guangzhou|shenzhen|hubei|wuhan|sichuan|henan|粤|广东|湖北|四川|河南", re.IGNORECASE)
_NAMES_A_REGION_WITH_REASON = frozenset(
    {
        # The service is called 粤康码, and says so to those who open its page or look at its card.
        "functions/public/page.py",
        "shared/codes/showing.py",
        # One of the six categories has 粤 in its official name (M8).
        "shared/risk/guides.py",
        # It names all 34 provinces.
        "shared/divisions/table.py",
        "shared/risk/model.py",
    }
)


def content_in_init_files(root: Path) -> list[str]:
    """An import pulls in just what it names, so `__init__.py` files are empty."""
    return [where for where, path in _files(root, EVERYTHING) if path.name == "__init__.py" and path.read_bytes()]


def vague_names(root: Path) -> list[str]:
    """A module is named after what it knows."""
    return [
        where
        for where, _ in _files(root, EVERYTHING)
        if _VAGUE & set(where.removesuffix(".py").replace("/", "_").split("_"))
    ]


def long_modules(root: Path) -> list[str]:
    """A handler wires, an app shapes, and no module has more than one reason to change."""
    return [
        f"{where} has {lines} lines, {limit} are allowed"
        for where, path in _files(root, (*PRODUCT, "bench", "local", "ops", "scanner"))
        if (lines := len(path.read_text(encoding="utf-8").splitlines()))
        > (limit := _LINES.get(path.name, _LINES_OF_OTHERS) if where.startswith("functions/") else _LINES_OF_OTHERS)
    ]


def dynamic_imports(root: Path) -> list[str]:
    """What a Lambda needs is read from its import statements, so there is no other way to import."""
    return [
        f"{where}:{node.lineno}"
        for where, path in _files(root, LAMBDA)
        for node in ast.walk(_tree(path))
        if isinstance(node, ast.stmt | ast.expr) and _imports_dynamically(node)
    ]


def stubs_at_run_time(root: Path) -> list[str]:
    """Type stubs are not on Lambda; they are imported under `TYPE_CHECKING` only."""
    return [
        f"{where}:{node.lineno}"
        for where, path in _files(root, LAMBDA)
        for node in _run_time_nodes(_tree(path))
        if any(name.startswith(("mypy_boto3", "types_boto3")) for name in _imported(node))
    ]


def calls_past_the_store(root: Path) -> list[str]:
    """A service hands a table on to its stores; the client in it is theirs."""
    return [
        f"{where}:{node.lineno}"
        for where, path in _files(root, ("shared",))
        if not where.startswith("shared/aws/") and path.name != "store.py"
        for node in ast.walk(_tree(path))
        if isinstance(node, ast.Attribute) and node.attr in {"client", "_client"}
    ]


def names_of_regions(root: Path) -> list[str]:
    """A region is a file in infra/regions; no code knows one."""
    return [
        f"{where}:{number}"
        for where, path in _files(root, (*PRODUCT, "scanner"))
        if where not in _NAMES_A_REGION_WITH_REASON
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if _REGIONS.search(line)
    ]


def unused_refusals(root: Path) -> list[str]:
    """Every error code can be met, outside the two tables that declare it."""
    tables = {"shared/kernel/errors.py", "shared/aws/problems.py"}
    declared = re.findall(
        r'^    ([A-Z_]+) = "\1"$', (root / "shared/kernel/errors.py").read_text("utf-8"), re.MULTILINE
    )
    texts = [path.read_text(encoding="utf-8") for where, path in _files(root, LAMBDA) if where not in tables]
    # The refusal of wrong fields is the one that a class carries with it.
    raised = {name for text in texts for name in re.findall(r"ErrorCode\.([A-Z_]+)", text)} | {"INVALID_REQUEST"}
    return [name for name in declared if name not in raised]


CHECKS: tuple[Check, ...] = (
    content_in_init_files,
    vague_names,
    long_modules,
    dynamic_imports,
    stubs_at_run_time,
    calls_past_the_store,
    names_of_regions,
    unused_refusals,
)


def _files(root: Path, rooms: tuple[str, ...]) -> Iterator[tuple[str, Path]]:
    for room in rooms:
        for path in sorted((root / room).rglob("*.py")):
            yield path.relative_to(root).as_posix(), path


def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_bytes(), str(path))


def _run_time_nodes(tree: ast.Module) -> Iterator[ast.stmt | ast.expr]:
    """All nodes but those that only a type checker sees."""
    waiting: list[ast.AST] = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            waiting.extend(node.orelse)
            continue
        if isinstance(node, ast.stmt | ast.expr):
            yield node
        waiting.extend(ast.iter_child_nodes(node))


def _imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    return [node.module or ""] if isinstance(node, ast.ImportFrom) else []


def _imports_dynamically(node: ast.AST) -> bool:
    if any(name.partition(".")[0] in _DYNAMIC_MODULES for name in _imported(node)):
        return True
    return isinstance(node, ast.Name) and node.id in _DYNAMIC_CALLS
