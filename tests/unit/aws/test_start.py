"""No garbage is looked for while a function starts, and none of what the start made afterwards."""

import ast
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]


def test_garbage_is_collected_again_once_the_function_has_started() -> None:
    program = """
import gc
from shared.aws.start import started
print(gc.isenabled(), gc.get_freeze_count() > 0)
started()
print(gc.isenabled(), gc.get_freeze_count() > 0)
"""
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)

    assert done.stdout.splitlines() == ["False False", "True True"]


def test_the_scan_starts_with_it_and_ends_its_start_with_it() -> None:
    statements = ast.parse((ROOT / "functions" / "scans" / "handler.py").read_text(encoding="utf-8")).body

    assert ast.unparse(statements[1]) == "from shared.aws.start import started"
    assert ast.unparse(statements[-1]) == "started()"
