"""A day of ten thousand entries is as it was published, and whatever is done to one of them shows."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from shared.audit.model import Entry, Kind
from shared.audit.rules import sealed
from shared.audit.store import entry_item
from shared.audit_days.model import DayFlaw, Head, PublicDay
from shared.audit_days.rules import head_of, summed_up
from shared.audit_days.store import listed_from, seen_from
from shared.audit_days.verifying import flaws_of_entries
from shared.aws.transactions import Item
from tests.day_acts import chain, person_id

DAY = date(2020, 4, 6)
_CHAINS, _LENGTH = 100, 100
_LAST = _LENGTH - 1

Chains = list[list[Entry]]


@pytest.fixture(scope="module")
def chains() -> Chains:
    return [chain(person_id(number), DAY, _LENGTH, kind=Kind.RISK_ASSIGNED) for number in range(_CHAINS)]


@pytest.fixture(scope="module")
def items(chains: Chains) -> list[Item]:
    """As the table lists them: in the order of their digests."""
    return sorted((entry_item(entry) for each in chains for entry in each), key=_digest)


@pytest.fixture(scope="module")
def published(items: list[Item]) -> tuple[Head, PublicDay]:
    tree, counts = summed_up(map(listed_from, items))
    head = head_of(DAY, tree.size, tree.root(), "0" * 64)
    return head, PublicDay(DAY, head.head, counts.lines())


def _digest(item: Item) -> str:
    return str(item["listed_as"])


def _without(items: list[Item], *entries: Entry) -> list[Item]:
    digests = {entry.digest for entry in entries}
    return [item for item in items if item["listed_as"] not in digests]


def _altered(chains: Chains, items: list[Item]) -> list[Item]:
    digest = chains[7][50].digest
    facts = {"record": "another", "authority": "CDC-440106", "category": "CLOSE_CONTACT"}
    return [item | {"facts": facts} if item["listed_as"] == digest else item for item in items]


def _anew(chains: Chains, items: list[Item]) -> list[Item]:
    last = chains[7][_LAST]
    other = entry_item(sealed(replace(last, kind=Kind.RISK_LIFTED)))
    return sorted([*_without(items, last), other], key=_digest)


def _added(chains: Chains, items: list[Item]) -> list[Item]:
    return sorted([*items, *map(entry_item, chain(person_id(_CHAINS), DAY))], key=_digest)


def test_ten_thousand_entries_are_as_they_were_published(items: list[Item], published: tuple[Head, PublicDay]) -> None:
    assert published[0].entries == 10_000
    assert list(flaws_of_entries(*published, map(seen_from, items))) == []


@pytest.mark.parametrize(
    ("tamper", "flaw", "number"),
    [
        (_altered, DayFlaw.ENTRY_ALTERED, 0),
        (_anew, DayFlaw.ENTRIES_REPLACED, 0),
        (lambda chains, items: _without(items, chains[7][50]), DayFlaw.ENTRIES_REMOVED, 1),
        (lambda chains, items: _without(items, chains[7][_LAST]), DayFlaw.ENTRIES_REMOVED, 1),
        (lambda chains, items: _without(items, *chains[7]), DayFlaw.ENTRIES_REMOVED, _LENGTH),
        (_added, DayFlaw.ENTRIES_ADDED, 1),
    ],
    ids=["altered", "written anew", "removed", "the last removed", "a whole chain removed", "added later"],
)
def test_whatever_is_done_to_one_of_them_shows(
    chains: Chains,
    items: list[Item],
    published: tuple[Head, PublicDay],
    tamper: Callable[[Chains, list[Item]], list[Item]],
    flaw: DayFlaw,
    number: int,
) -> None:
    [finding] = flaws_of_entries(*published, map(seen_from, tamper(chains, items)))
    assert (finding.flaw, finding.number) == (flaw, number)
    assert finding.place == (f"PERSON#{person_id(7)} ENTRY#000000000051" if flaw is DayFlaw.ENTRY_ALTERED else "")
