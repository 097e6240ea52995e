"""The Makefile explains itself, and says what is missing before it tries to do without."""

import os
import re
import subprocess
from pathlib import Path

from infra.bundle import ROOT


def _make(*arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    command = ["make", "-f", str(ROOT / "Makefile"), *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def test_plain_make_lists_every_target_with_a_word_about_it() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    phony = re.search(r"^\.PHONY: (.+)$", makefile, re.MULTILINE)
    assert phony is not None
    answer = _make("-C", str(ROOT))
    listed = re.findall(r"^  make (\w+) +\S+", answer.stdout, re.MULTILINE)
    assert answer.returncode == 0
    assert sorted(listed) == sorted(phony[1].split())


def test_an_old_python_is_refused_with_the_way_out(tmp_path: Path) -> None:
    old = tmp_path / "python3"
    old.write_text("#!/bin/sh\nexit 1\n")
    old.chmod(0o755)
    answer = _make("-C", str(tmp_path), f"PYTHON={old}", "setup")
    assert answer.returncode != 0
    assert "needs Python 3.11 or newer" in answer.stdout
    assert "make PYTHON=python3.12" in answer.stdout
    assert not (tmp_path / ".tools").exists()


def test_uv_is_the_one_that_the_lock_file_knows() -> None:
    pinned = re.search(r"^UV_VERSION := (.+)$", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    assert pinned is not None
    assert f'name = "uv"\nversion = "{pinned[1]}"' in (ROOT / "uv.lock").read_text(encoding="utf-8")
