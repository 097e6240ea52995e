"""The command that proves chains: what it says of a table that is as it was written, and of one that is not."""

from collections.abc import Iterator
from typing import Any

import pytest

from ops.verify_audit import FLAWED, SOUND, main
from shared.aws import keys
from shared.aws.transactions import Item, wire_item
from shared.kernel.ids import PersonId
from tests.acts import assign, register, scan
from tests.audit_acts import audited, chain
from tests.region import Region, deployed_region

ENTRIES = 6


@pytest.fixture(scope="module")
def region() -> Iterator[Region]:
    with deployed_region() as deployed:
        yield deployed


@pytest.fixture
def person(region: Region) -> Iterator[PersonId]:
    """Somebody whose chain has six entries; there is another chain beside it."""
    with audited(region):
        registered = register(region)
        for number in range(3):
            scan(region, registered.code.payload, key=f"scan-{number:04}")
        assign(region, 2)
    assert len(chain(region, registered.person_id)) == ENTRIES
    yield registered.person_id
    region.forget_everybody()


def entry(region: Region, person: PersonId, number: int) -> Item:
    place = keys.audit_entry(person, number)
    [found] = [each for each in region.items(region.audit) if (each["pk"], each["sk"]) == (place["pk"], place["sk"])]
    return found


def put(region: Region, item: Item) -> None:
    region.audit.client.put_item(TableName=region.audit.name, Item=wire_item(item))


def remove(region: Region, person: PersonId, number: int) -> None:
    key = wire_item(keys.audit_entry(person, number))
    region.audit.client.delete_item(TableName=region.audit.name, Key=key)


def said(region: Region, capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    status = main(["--table", region.audit.name, *arguments], region.audit.client)
    return status, capsys.readouterr().out


def test_chains_as_they_were_written_are_sound(
    region: Region, person: PersonId, capsys: pytest.CaptureFixture[str]
) -> None:
    status, text = said(region, capsys, "--person", person)
    assert (status, text.splitlines()[0]) == (SOUND, "1 chain read, 0 flaws found")
    status, text = said(region, capsys, "--all")
    assert (status, text.splitlines()[0]) == (SOUND, "2 chains read, 0 flaws found")
    assert "shows only with a digest" in text


@pytest.mark.parametrize(
    "change",
    [
        {"facts": {}},
        {"kind": "RISK_LIFTED"},
        {"kind": "ANYTHING"},
        {"at": "yesterday"},
        {"facts": "none"},
        {"facts": {"scan": b"1"}},
        {"change_id": b"1"},
        {"number": "3"},
        {"in_list": "DAY#2020-04-07#x"},
        {"remark": "not by us"},
    ],
)
def test_an_altered_entry_is_named(
    region: Region, person: PersonId, capsys: pytest.CaptureFixture[str], change: dict[str, Any]
) -> None:
    put(region, entry(region, person, 3) | change)
    status, text = said(region, capsys, "--all")
    assert (status, f"{person}: entry 3 was altered" in text) == (FLAWED, True)
    assert "2 chains read, 1 flaw found" in text


def test_a_removed_entry_is_named_and_so_are_several(
    region: Region, person: PersonId, capsys: pytest.CaptureFixture[str]
) -> None:
    remove(region, person, 3)
    assert said(region, capsys, "--person", person)[1].startswith(f"{person}: entry 3 is missing\n")
    remove(region, person, 2)
    assert said(region, capsys, "--person", person)[1].startswith(f"{person}: entries 2 to 3 are missing\n")


def test_entries_that_changed_places_are_named(
    region: Region, person: PersonId, capsys: pytest.CaptureFixture[str]
) -> None:
    third, fifth = entry(region, person, 3), entry(region, person, 5)
    put(region, third | {"sk": fifth["sk"]})
    put(region, fifth | {"sk": third["sk"]})
    status, text = said(region, capsys, "--person", person)
    assert status == FLAWED
    assert [line.partition(": ")[2] for line in text.splitlines()[:2]] == [
        "entry 3 lies at another place than it was written for",
        "entry 5 lies at another place than it was written for",
    ]


def test_what_lies_beside_a_chain_is_told(region: Region, person: PersonId, capsys: pytest.CaptureFixture[str]) -> None:
    put(region, entry(region, person, 3) | {"sk": "ENTRY#3"})
    status, text = said(region, capsys, "--person", person)
    assert (status, text.splitlines()[0]) == (
        FLAWED,
        f"{person}: something lies beside the chain that is no entry",
    )


def test_an_end_that_was_cut_off_shows_to_who_knows_a_digest_of_it(
    region: Region, person: PersonId, capsys: pytest.CaptureFixture[str]
) -> None:
    known = chain(region, person)[-1].digest
    assert said(region, capsys, "--person", person, "--known", known)[0] == SOUND
    remove(region, person, ENTRIES)
    assert said(region, capsys, "--person", person)[0] == SOUND
    status, text = said(region, capsys, "--person", person, "--known", known)
    assert (status, "no entry has the known digest" in text) == (FLAWED, True)


@pytest.mark.parametrize("arguments", [[], ["--all", "--person", "p"], ["--all", "--known", "1"]])
def test_a_command_that_says_too_little_or_too_much_is_refused(region: Region, arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as refused:
        main(["--table", "audit", *arguments], region.audit.client)
    assert refused.value.code == 2
