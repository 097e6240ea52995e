"""Every change that says something of a person is in that person's chain: once, in order, whatever comes in between."""

from collections.abc import Callable

import pytest

from shared.audit.model import Entry, Kind
from shared.aws.streams import change_of
from shared.aws.transactions import Item, wire_item
from shared.kernel.ids import PersonId
from shared.kernel.signals import ChangeNotUnderstood, RequestFailed
from tests.acts import ACCOUNT, add_member, assign, officer, register, scan
from tests.audit_acts import audit, audited, chain, flaws
from tests.aws_calls import failing, listed, overtaken, server_fault, throttled, unanswered, unreachable
from tests.core_stream import Record, change, core_stream
from tests.region import START, Region
from tests.scan_batch_acts import NO_CODE, WIFI, late, upload

COMMIT = "TransactWriteItems"
EXPIRED = {"userIdentity": {"type": "Service", "principalId": "dynamodb.amazonaws.com"}}


def kinds(region: Region, person_id: PersonId) -> list[Kind]:
    return [entry.kind for entry in chain(region, person_id)]


def last(region: Region, person_id: PersonId) -> Entry:
    return chain(region, person_id)[-1]


def way_to_red_and_back(region: Region, serial: int = 1) -> tuple[PersonId, list[Record]]:
    """A registered person becomes red, is scanned, and green again: the changes behind the registration."""
    registered = register(region, serial)
    with core_stream(region) as records:
        record = assign(region, serial)
        scan(region, registered.code.payload)
        region.risk.lift(officer(), record.record_id, "期满")
    return registered.person_id, records


def forget_entries(region: Region) -> None:
    for item in region.items(region.audit):
        key = wire_item({"pk": item["pk"], "sk": item["sk"]})
        region.audit.client.delete_item(TableName=region.audit.name, Key=key)


def item(region: Region, kind: str) -> Item:
    [found] = [each for each in region.items() if each["sk"].partition("#")[0] == kind]
    return found


def test_the_way_to_red_and_back_is_in_the_chain(region: Region) -> None:
    with audited(region):
        registered = register(region)
        record = assign(region)
        scan(region, registered.code.payload)
        region.risk.lift(officer(), record.record_id, "期满")

    # The changes of one transaction come in the order of their keys.
    assert kinds(region, registered.person_id) == [
        Kind.ACCOUNT_BOUND,
        Kind.CODE_ISSUED,
        Kind.PERSON_STORED,
        Kind.HOLDS_CHANGED,
        Kind.HOLDS_CHANGED,
        Kind.RISK_ASSIGNED,
        Kind.SCANNED,
        Kind.HOLDS_CHANGED,
        Kind.HOLDS_CHANGED,
        Kind.RISK_LIFTED,
    ]
    assert flaws(region, registered.person_id) == []
    [assigned] = [each for each in chain(region, registered.person_id) if each.kind is Kind.RISK_ASSIGNED]
    stated = record.assignment
    assert {name: assigned.facts[name] for name in ("record", "authority", "category", "officer")} == {
        "record": record.record_id,
        "authority": stated.authority,
        "category": stated.category.value,
        "officer": stated.officer,
    }
    turned = [
        (each.facts["before"], each.facts["after"])
        for each in chain(region, registered.person_id)
        if each.kind is Kind.HOLDS_CHANGED and each.facts["item"] == "CODE"
    ]
    assert turned == [((), (record.record_id,)), ((record.record_id,), ())]


def test_somebody_who_is_red_before_they_register_has_a_chain_from_that_moment(region: Region) -> None:
    with audited(region):
        record = assign(region)

    assert kinds(region, record.person_id) == [Kind.HOLDS_CHANGED, Kind.RISK_ASSIGNED]
    assert chain(region, record.person_id)[0].facts["after"] == (record.record_id,)


def test_a_family_link_is_in_the_chain_of_either_person(region: Region) -> None:
    guardian = register(region)
    with audited(region):
        member = add_member(region, 3).link.member
        region.family.remove(ACCOUNT, member)

    assert kinds(region, guardian.person_id) == [Kind.FAMILY_MEMBER_ADDED, Kind.FAMILY_MEMBER_REMOVED]
    assert [each for each in kinds(region, member) if each.name.startswith("GUARDIAN")] == [
        Kind.GUARDIAN_ADDED,
        Kind.GUARDIAN_REMOVED,
    ]


def test_a_hold_that_comes_from_no_record_is_told_of(region: Region) -> None:
    registered = register(region)
    code = item(region, "CODE")
    hold = {"record_id": "nobody's", "category": "SUSPECTED", "authority": "", "reason": "", "starts_at": ""}

    with audited(region):
        put = wire_item(code | {"holds": [hold], "masked_name": "*"})
        region.core.client.put_item(TableName=region.core.name, Item=put)

    told = last(region, registered.person_id)
    assert (told.kind, told.facts["after"]) == (Kind.HOLDS_CHANGED, ("nobody's",))
    assert told.facts["altered"] == ("holds", "masked_name")


def test_a_record_that_is_edited_or_removed_past_every_function_is_told_of(region: Region) -> None:
    record = assign(region)
    stored = item(region, "RISK")

    with audited(region):
        put = wire_item(stored | {"category": "CONFIRMED", "officer": "somebody-else"})
        region.core.client.put_item(TableName=region.core.name, Item=put)
        region.core.client.delete_item(TableName=region.core.name, Key={name: put[name] for name in ("pk", "sk")})

    edited, removed = chain(region, record.person_id)
    assert (edited.kind, edited.facts["altered"]) == (Kind.RECORD_CHANGED, ("category", "officer"))
    assert (removed.kind, removed.facts["record"]) == (Kind.RECORD_REMOVED, record.record_id)


def test_what_the_table_removes_when_its_time_is_over_was_told_before(region: Region) -> None:
    registered = register(region)
    with audited(region):
        scan(region, registered.code.payload)
    scanned = item(region, "SCAN")
    ends = last(region, registered.person_id).facts["expires_at"]

    assert audit(region, [change(region, scanned, {}, **EXPIRED)]) == []

    assert ends == scanned["expires_at"]
    assert kinds(region, registered.person_id) == [Kind.SCANNED]


def test_a_late_scan_is_told_with_the_time_of_the_scan_and_of_its_upload(region: Region) -> None:
    registered = register(region)
    with audited(region):
        upload(region, late(registered.code.payload))
        upload(region, late(registered.code.payload))

    assert kinds(region, registered.person_id) == [Kind.SCANNED]
    told = last(region, registered.person_id)
    assert told.at == START
    assert {name: told.facts[name] for name in ("scanned_at", "as_of", "uploaded_at", "source", "decision")} == {
        "scanned_at": "2020-04-07T05:46:53Z",
        "as_of": "2020-04-07T05:43:53Z",
        "uploaded_at": "2020-04-07T07:46:53Z",
        "source": "status_list",
        "decision": "PASS",
    }


def test_a_late_scan_that_found_nobody_is_in_no_chain(region: Region) -> None:
    with audited(region):
        upload(region, late(WIFI, **NO_CODE))

    assert region.items(region.audit) == []
    assert region.poison == []


def test_a_change_that_is_told_again_is_no_second_entry(region: Region) -> None:
    person_id, records = way_to_red_and_back(region)
    audit(region, records)
    before = chain(region, person_id)

    assert audit(region, records) == []
    assert audit(region, reversed(records)) == []

    assert chain(region, person_id) == before
    assert len(before) == len(records) - 1  # the count of the officer is nobody's history


FAULTS: tuple[tuple[Callable[[str], Exception], bool], ...] = (
    (server_fault, False),
    (throttled, False),
    (unreachable, False),
    # It was done, and only the answer is lost.
    (unanswered, True),
)


@pytest.mark.parametrize(("fault", "applied"), FAULTS)
def test_a_batch_that_fails_at_any_call_goes_on_from_there(
    region: Region, fault: Callable[[str], Exception], *, applied: bool
) -> None:
    person_id = register(region).person_id
    with core_stream(region) as records:
        assign(region)
    with listed(region) as calls:
        audit(region, records)
    expected = [(each.kind, each.change_id) for each in chain(region, person_id)]
    assert len(calls) == 2 * len(expected)

    for number in range(len(calls)):
        forget_entries(region)
        region.signals.clear()
        with failing(region, number, fault, applied=applied):
            left = audit(region, records)
        assert left == records[records.index(left[0]) :]
        assert [type(signal) for signal in region.signals] == [RequestFailed]
        stored = chain(region, person_id)
        # All before the one that failed are stored, and it is too if only the answer was lost.
        assert [(each.kind, each.change_id) for each in stored] == expected[: len(stored)]

        assert audit(region, left) == []
        assert [(each.kind, each.change_id) for each in chain(region, person_id)] == expected
        assert flaws(region, person_id) == []


def test_who_is_overtaken_by_another_shard_adds_behind_it(region: Region) -> None:
    person_id, records = way_to_red_and_back(region)
    first, second, *_ = [each for each in records if "ACCOUNT#" not in each["dynamodb"]["Keys"]["pk"]["S"]]

    with overtaken(region, COMMIT, lambda: region.auditing.record(change_of(second))):
        assert audit(region, [first]) == []

    assert [each.change_id for each in chain(region, person_id)] == [second["eventID"], first["eventID"]]
    assert flaws(region, person_id) == []


def test_who_is_overtaken_by_the_same_change_adds_nothing(region: Region) -> None:
    person_id, records = way_to_red_and_back(region)
    own = records[-1]

    with overtaken(region, COMMIT, lambda: region.auditing.record(change_of(own))):
        assert audit(region, [own]) == []

    assert [each.change_id for each in chain(region, person_id)] == [own["eventID"]]


def test_who_is_overtaken_every_time_tries_again_later(region: Region) -> None:
    registered = register(region)
    with core_stream(region) as records:
        for number in range(9):
            scan(region, registered.code.payload, key=f"scan-{number:04}")
    *others, own = records
    waiting = iter(others)

    with overtaken(region, COMMIT, lambda: region.auditing.record(change_of(next(waiting))), times=8):
        assert audit(region, [own]) == [own]
    assert audit(region, [own]) == []

    assert [each.change_id for each in chain(region, registered.person_id)] == [each["eventID"] for each in records]
    assert flaws(region, registered.person_id) == []


def test_a_change_that_nobody_understands_is_noted_and_stops_nobody(region: Region) -> None:
    person_id, records = way_to_red_and_back(region)
    strange = change(region, {}, {"pk": f"PERSON#{person_id}", "sk": f"WISH#{person_id}", "text": "张小明"})

    assert audit(region, [*records[:3], strange, *records[3:]]) == []

    assert len(chain(region, person_id)) == len(records) - 1
    [noted] = region.poison
    assert noted == {
        "item": "PERSON/WISH",
        "change": strange["eventID"],
        "position": strange["dynamodb"]["SequenceNumber"],
        "at": "2020-04-07T07:46:53Z",
    }
    assert ChangeNotUnderstood("PERSON/WISH") in region.signals


@pytest.mark.parametrize(
    ("strange", "named"),
    [
        ({"pk": "张小明", "sk": "13800000000"}, "?/?"),
        ({"pk": "CODE#1", "sk": "CODE"}, "CODE/CODE"),
        ({"pk": "CODE#1", "sk": "CODE", "person_id": "p", "code_id": b"1"}, "CODE/CODE"),
        ({"pk": "PERSON#p", "sk": "PERSON", "holds": ["none"]}, "PERSON/PERSON"),
        ({"pk": "SCAN#1", "sk": "SCAN", "person_id": "p", "roles": [1]}, "SCAN/SCAN"),
    ],
)
def test_what_is_noted_of_it_names_nobody(region: Region, strange: Item, named: str) -> None:
    assert audit(region, [change(region, {}, strange)]) == []
    assert [noted["item"] for noted in region.poison] == [named]
    assert region.items(region.audit) == []


def test_a_scan_that_found_no_person_of_ours_is_nobodys_history(region: Region) -> None:
    with audited(region):
        scan(region, "WIFI:T:WPA;;")
    assert (region.items(region.audit), region.poison) == ([], [])
