"""The vectors: `python -m tests.conformance.generate` writes them, `--check` says whether they are stale.

Keys are fixed and signatures are made as RFC 6979 says, so that the same bytes come out every time.
"""

import json
import sys
from base64 import b64encode
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from tests.conformance import payload_cases, status_list_cases, trust_list_cases, verdict_cases
from tests.conformance.making import ANCHOR, known_keys, public

FOLDER = Path(__file__).parent


def documents() -> Mapping[str, Any]:
    """What the files hold, by their names."""
    return {
        "payloads.json": {"keys": known_keys(), "cases": payload_cases.cases()},
        "status_lists.json": {
            "keys": known_keys(),
            "cases": status_list_cases.cases(),
            "places": status_list_cases.places(),
        },
        "trust_lists.json": {
            "anchor": b64encode(public(ANCHOR)).decode(),
            "lists": trust_list_cases.lists(),
            "codes": trust_list_cases.codes(),
            "in_time": trust_list_cases.in_time(),
        },
        "verdicts.json": {"anchor": b64encode(public(ANCHOR)).decode(), "cases": verdict_cases.cases()},
    }


def written(document: Any) -> str:
    """One text for one document, in ASCII, so that no editor or transport changes a look-alike character."""
    return json.dumps(document, indent=1) + "\n"


def main(arguments: Sequence[str], folder: Path = FOLDER) -> int:
    """Write the files to `folder`, or with `--check` compare them; returns the exit status."""
    if list(arguments) not in ([], ["--check"]):
        sys.stderr.write("usage: python -m tests.conformance.generate [--check]\n")
        return 2
    wanted = {folder / name: written(document) for name, document in documents().items()}
    if not arguments:
        for path, content in wanted.items():
            path.write_text(content, encoding="utf-8")
        return 0
    stale = [path.name for path, content in wanted.items() if not path.exists() or path.read_text("utf-8") != content]
    if stale:
        sys.stderr.write(f"{', '.join(stale)}: run `python -m tests.conformance.generate`\n")
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
