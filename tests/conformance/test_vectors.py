"""The vectors are what the script makes, and the code that the service runs on reads each of them as it says."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from shared.codes.model import Outcome, status_index
from shared.scans.by_lists import verdict_by_lists
from shared.statuslist.model import LISTS, PACKED_BYTES, PLACES
from tests.conformance import generate
from tests.conformance.reading import (
    Case,
    Decide,
    Reader,
    differences,
    read_code_under_list,
    read_in_time,
    read_payload,
    read_place,
    read_status_list,
    read_trust_list,
    read_verdict,
    vectors,
)
from tests.conformance.scanner_reading import (
    scanned_code_under_list,
    scanned_in_time,
    scanned_list,
    scanned_payload,
    scanned_trust_list,
    scanned_verdict,
)

GROUPS: list[tuple[str, str, Reader]] = [
    ("payloads.json", "cases", read_payload),
    ("status_lists.json", "cases", read_status_list),
    ("status_lists.json", "places", read_place),
    ("trust_lists.json", "lists", read_trust_list),
    ("trust_lists.json", "codes", read_code_under_list),
    ("trust_lists.json", "in_time", read_in_time),
    ("verdicts.json", "cases", read_verdict),
]
SCANNED: list[tuple[str, str, Reader]] = [
    ("payloads.json", "cases", scanned_payload),
    ("status_lists.json", "cases", scanned_list),
    ("trust_lists.json", "lists", scanned_trust_list),
    ("trust_lists.json", "codes", scanned_code_under_list),
    ("trust_lists.json", "in_time", scanned_in_time),
    ("verdicts.json", "cases", scanned_verdict),
]

VERDICTS = "verdicts.json"
YEARS = timedelta(days=9999)
CARELESS: dict[str, Decide] = {
    "when the lists end": lambda code, contents, listed, now: verdict_by_lists(
        code, replace(contents, expires_at=now + YEARS), listed, now
    ),
    "when the code was issued": lambda code, contents, listed, now: verdict_by_lists(
        replace(code, issued_at=0), contents, listed, now
    ),
    "which list it is": lambda code, contents, listed, now: verdict_by_lists(
        code, contents, replace(listed, number=divmod(status_index(code.code_id), PLACES)[0]), now
    ),
    "which edition it is": lambda code, contents, listed, now: verdict_by_lists(
        code, replace(contents, lists=(listed.issued_at,) * LISTS), listed, now
    ),
    "whose contents they are": lambda code, contents, listed, now: verdict_by_lists(
        code, replace(contents, issuer=code.issuer), listed, now
    ),
    "whose list it is": lambda code, contents, listed, now: verdict_by_lists(
        code, contents, replace(listed, issuer=code.issuer), now
    ),
    "whose code it is": lambda code, contents, listed, now: verdict_by_lists(
        replace(code, issuer=listed.issuer), contents, listed, now
    ),
    "what the fourth status is": lambda code, contents, listed, now: verdict_by_lists(
        code, contents, replace(listed, packed=bytes(PACKED_BYTES)), now
    ),
}
"""Gates that decide without looking at one thing each, by that thing."""


def given(case: Case) -> str:
    """What a reader is given, without what it is to find out."""
    found = {"outcome", "claims", "genuine", "because", "expected", "status", "keys", "in_time"}
    found |= {"decision", "colour", "as_of", "source"}
    return json.dumps({name: value for name, value in case.items() if name not in found | {"name", "why"}})


def test_the_files_are_what_the_script_makes() -> None:
    assert generate.main(["--check"]) == 0, "run `python -m tests.conformance.generate`"


def test_the_script_makes_the_same_bytes_every_time(tmp_path: Path) -> None:
    assert generate.main(["--check"], tmp_path) == 1
    assert generate.main([], tmp_path) == 0
    assert generate.main(["--check"], tmp_path) == 0
    (tmp_path / "payloads.json").write_text("{}", encoding="utf-8")
    assert generate.main(["--check"], tmp_path) == 1
    assert generate.main(["--else"], tmp_path) == 2


@pytest.mark.parametrize(("file", "group", "read"), GROUPS, ids=[f"{file}, {group}" for file, group, _ in GROUPS])
def test_every_case_is_read_as_it_says(file: str, group: str, read: Reader) -> None:
    document = vectors(file)

    assert differences(document[group], document, read) == []


@pytest.mark.parametrize(("file", "group", "read"), SCANNED, ids=[f"{file}, {group}" for file, group, _ in SCANNED])
def test_the_reference_scanner_reads_every_case_as_it_says(file: str, group: str, read: Reader) -> None:
    document = vectors(file)

    assert differences(document[group], document, read) == []


@pytest.mark.parametrize(("file", "group", "read"), GROUPS, ids=[f"{file}, {group}" for file, group, _ in GROUPS])
def test_a_reader_that_takes_everything_alike_is_told_so(file: str, group: str, read: Reader) -> None:
    document = vectors(file)
    first = read(document[group][0], document)

    assert differences(document[group], document, lambda *_: first)


@pytest.mark.parametrize(("file", "group"), [(file, group) for file, group, _ in GROUPS])
def test_no_two_cases_are_the_same_and_each_that_is_refused_says_why(file: str, group: str) -> None:
    cases = vectors(file)[group]
    good = [case for case in cases if not case["why"]]

    assert len({case["name"] for case in cases}) == len({given(case) for case in cases}) == len(cases)
    assert 0 < len(good) < len(cases)


def test_there_are_many_that_are_to_be_refused() -> None:
    refused = {
        file: sum(bool(case["why"]) for each, group, _ in GROUPS if each == file for case in vectors(file)[group])
        for file in ("payloads.json", "status_lists.json", "trust_lists.json", "verdicts.json")
    }

    assert refused["payloads.json"] >= 100
    assert refused["status_lists.json"] >= 200
    assert refused["trust_lists.json"] >= 50
    assert refused["verdicts.json"] >= 100


def test_a_colour_is_there_for_what_is_to_be_taken_and_for_nothing_else() -> None:
    said = {
        (bool(case["why"]), case["outcome"], case["colour"], case["decision"]) for case in vectors(VERDICTS)["cases"]
    }

    assert {each for each in said if each[2]} == {(False, "VALID", "GREEN", "PASS"), (False, "VALID", "RED", "STOP")}
    assert {each[3] for each in said if each[0]} == {"CHECK"}
    assert {each[1] for each in said if each[0]} == set(Outcome) - {Outcome.VALID}


@pytest.mark.parametrize("decide", CARELESS.values(), ids=list(CARELESS))
def test_a_gate_that_leaves_out_one_rule_is_told_so(decide: Decide) -> None:
    document = vectors(VERDICTS)

    def careless(case: Case, document: Mapping[str, Any]) -> Mapping[str, Any]:
        return read_verdict(case, document, decide)

    assert differences(document["cases"], document, careless)
