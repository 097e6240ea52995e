"""The audit knows every item of the core table, and every change that a function makes to one."""

import inspect
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date

import pytest

from shared.audit.happenings import happening, item_kind
from shared.audit.model import Happening, Kind
from shared.audit.watched import NOT_WATCHED, WATCHED
from shared.aws import federation_keys, keys
from tests.arch.access.walk import Journey
from tests.arch.access_journey import journey

OTHER_TABLES = {"vault_identity", "audit_entry", "audited_change"}
"""Key functions of items that lie in the vault, or in the audit table itself."""
PARTITIONS = {"checkpoints", "issuer_keys", "peers"}
"""Those that name a partition and no item."""


@pytest.fixture(scope="module")
def made() -> Journey:
    return journey()


def _items() -> Iterator[tuple[str, tuple[str, str]]]:
    for name, function in (vars(keys) | vars(federation_keys)).items():
        if not inspect.isfunction(function) or name.startswith("_") or name in OTHER_TABLES | PARTITIONS:
            continue
        key = function(*(_value(each) for each in inspect.signature(function).parameters.values()))
        if isinstance(key, dict):
            yield name, item_kind(key)


def _value(parameter: inspect.Parameter) -> object:
    return {int: 7, date: date(2020, 4, 7)}.get(parameter.annotation, "x")


def test_every_key_of_the_core_table_is_watched_or_said_not_to_be() -> None:
    found = dict(_items())

    assert {name: kind for name, kind in found.items() if kind not in WATCHED | NOT_WATCHED} == {}
    assert WATCHED.keys() | NOT_WATCHED.keys() == set(found.values())
    assert not WATCHED.keys() & NOT_WATCHED.keys()


def test_no_change_that_a_function_makes_is_strange_to_the_audit(made: Journey) -> None:
    told = Counter(each.kind for each, _ in _happenings(made))

    assert Kind.RECORD_CHANGED not in told
    assert Kind.RECORD_REMOVED not in told
    assert set(Kind) - told.keys() == {Kind.RECORD_CHANGED, Kind.RECORD_REMOVED}


def test_no_name_and_no_text_that_somebody_wrote_is_told(made: Journey) -> None:
    written = ("name", "reason", "remarks", "note", "case_reference", "institution", "place", "payload", "symptoms")
    texts: set[str] = set()
    facts: set[str] = set()
    for told, image in _happenings(made):
        facts |= {word for fact in told.facts.values() for word in (fact if isinstance(fact, tuple) else (str(fact),))}
        texts |= {str(value) for name, value in image.items() if name.endswith(written) and value}

    assert len(texts) > 10
    assert not texts & facts


def _happenings(made: Journey) -> Iterator[tuple[Happening, Mapping[str, object]]]:
    for call in (*made.every_call(), *made.aside):
        for key, new in call.after.items():
            table, partition, sort = key
            old = call.before[key]
            if table == "core" and not call.refused and old != new:
                told = happening({"pk": partition, "sk": sort}, old, new, expired=False)
                if told is not None:
                    yield told, new or old
