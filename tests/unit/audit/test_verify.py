"""A chain that is not as it was written is found out, and where."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.audit.model import Entry, Finding, Flaw, Happening, Head, Kind, Stored
from shared.audit.rules import next_entry, sealed, verify
from shared.kernel.ids import PersonId

PERSON, OTHER = PersonId("p" * 32), PersonId("q" * 32)
AT = datetime(2020, 4, 7, 7, 46, 53, tzinfo=UTC)
LONG = 10_000


def written(length: int, person_id: PersonId = PERSON) -> list[Entry]:
    """A chain as the audit writes it."""
    entries: list[Entry] = []
    for number in range(1, length + 1):
        head = Head(entries[-1].number, entries[-1].digest) if entries else None
        told = Happening(person_id, Kind.SCANNED, {"scan": f"scan-{number}", "roles": ("inspector",)})
        at = AT + timedelta(minutes=number)
        entries.append(next_entry(head, told, f"change-{number}", at, at))
    return entries


def lying(entries: Sequence[Entry | None]) -> list[Stored]:
    """The entries at the places that their order gives them."""
    return [Stored(place, entry) for place, entry in enumerate(entries, 1)]


def at_their_places(entries: Sequence[Entry]) -> list[Stored]:
    return [Stored(entry.number, entry) for entry in entries]


LONG_CHAIN = written(LONG)


def test_a_chain_of_10000_entries_is_sound() -> None:
    assert verify(PERSON, lying(LONG_CHAIN)) == []
    assert verify(PERSON, lying(LONG_CHAIN), known=LONG_CHAIN[-1].digest) == []


def test_one_altered_of_10000_is_found_and_named() -> None:
    entries = list(LONG_CHAIN)
    entries[6_999] = replace(entries[6_999], facts={"scan": "another"})
    assert verify(PERSON, lying(entries)) == [Finding(Flaw.ALTERED, 7_000)]


def test_one_removed_of_10000_is_found_and_named() -> None:
    entries = [entry for entry in LONG_CHAIN if entry.number != 7_000]
    assert verify(PERSON, at_their_places(entries)) == [Finding(Flaw.MISSING, 7_000)]


def test_two_of_10000_that_changed_places_are_found_and_named() -> None:
    entries = list(LONG_CHAIN)
    entries[6_999], entries[8_999] = entries[8_999], entries[6_999]
    assert verify(PERSON, lying(entries)) == [Finding(Flaw.REORDERED, 7_000), Finding(Flaw.REORDERED, 9_000)]


def test_several_missing_in_a_row_are_told_as_one() -> None:
    entries = [entry for entry in written(9) if entry.number not in {3, 4, 5}]
    assert verify(PERSON, at_their_places(entries)) == [Finding(Flaw.MISSING, 3, 5)]


def test_an_altered_entry_with_its_digest_made_anew_is_told_by_the_one_behind_it() -> None:
    entries = written(5)
    entries[2] = sealed(replace(entries[2], kind=Kind.LOOKED_UP))
    assert verify(PERSON, lying(entries)) == [Finding(Flaw.WRONG_PREVIOUS, 4)]


def test_an_entry_of_another_person_is_told() -> None:
    entries = written(5)
    entries[2] = written(5, OTHER)[2]
    assert verify(PERSON, lying(entries)) == [Finding(Flaw.REORDERED, 3)]


def test_what_is_no_entry_is_told_and_so_is_what_lies_beside_the_chain() -> None:
    assert verify(PERSON, lying([None, *written(2)[1:]])) == [Finding(Flaw.ALTERED, 1)]
    assert verify(PERSON, [Stored(0, None), *lying(written(2))]) == [Finding(Flaw.FOREIGN)]


def test_who_has_no_chain_has_no_flaw_unless_there_was_one() -> None:
    assert verify(PERSON, []) == []
    assert verify(PERSON, [], known="1" * 64) == [Finding(Flaw.HEAD_MISSING)]


Tampering = Callable[[list[Entry], int], list[Stored]]


def altering(**changes: Any) -> Tampering:
    def tamper(entries: list[Entry], place: int) -> list[Stored]:
        entries[place] = replace(entries[place], **changes)
        return lying(entries)

    return tamper


def removing(entries: list[Entry], place: int) -> list[Stored]:
    return at_their_places([*entries[:place], *entries[place + 1 :]])


def swapping(entries: list[Entry], place: int) -> list[Stored]:
    entries[place], entries[place - 1] = entries[place - 1], entries[place]
    return lying(entries)


def repeating(entries: list[Entry], place: int) -> list[Stored]:
    return lying([*entries[: place + 1], *entries[place:]])


def breaking(entries: list[Entry], place: int) -> list[Stored]:
    return lying([*entries[:place], None, *entries[place + 1 :]])


def sealing(entries: list[Entry], place: int) -> list[Stored]:
    entries[place] = sealed(replace(entries[place], change_id="another"))
    return lying(entries)


TAMPERING = (
    altering(person_id=OTHER),
    altering(number=77),
    altering(kind=Kind.RISK_LIFTED),
    altering(at=AT),
    altering(recorded_at=AT),
    altering(facts={}),
    altering(change_id="another"),
    altering(previous="1" * 64),
    altering(digest="1" * 64),
    removing,
    swapping,
    repeating,
    breaking,
    sealing,
)


@given(st.integers(2, 12), st.data())
@pytest.mark.parametrize("tamper", TAMPERING)
def test_any_tampering_at_any_place_is_found_by_who_knows_the_newest_digest(
    tamper: Tampering, length: int, data: st.DataObject
) -> None:
    entries = written(length)
    known = entries[-1].digest
    place = data.draw(st.integers(1, length - 1))
    assert verify(PERSON, tamper(list(entries), place), known)
    if place < length - 1:
        # Anywhere but at the end the chain tells by itself.
        assert verify(PERSON, tamper(list(entries), place))


@given(st.integers(2, 12), st.data())
def test_a_chain_written_anew_from_any_place_is_found_by_a_known_digest_and_by_nothing_else(
    length: int, data: st.DataObject
) -> None:
    entries = written(length)
    place = data.draw(st.integers(0, length - 1))
    anew = entries[:place]
    for entry in entries[place:]:
        previous = anew[-1].digest if anew else entry.previous
        change_id = "another" if entry is entries[place] else entry.change_id
        anew.append(sealed(replace(entry, previous=previous, change_id=change_id)))

    assert verify(PERSON, lying(anew)) == []
    assert verify(PERSON, lying(anew), known=entries[-1].digest) == [Finding(Flaw.HEAD_MISSING)]


def test_a_known_digest_may_be_that_of_an_older_entry() -> None:
    entries = written(5)
    assert verify(PERSON, lying(entries), known=entries[2].digest) == []
    assert verify(PERSON, lying(entries[:2]), known=entries[2].digest) == [Finding(Flaw.HEAD_MISSING)]
