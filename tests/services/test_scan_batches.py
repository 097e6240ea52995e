"""Late scans: each stored exactly once, as the gate decided it, whatever becomes of the others (M10, M13)."""

from dataclasses import replace
from datetime import timedelta
from itertools import permutations
from typing import Any

import pytest

from shared.access.model import Purpose
from shared.aws.transactions import Item
from shared.codes import token
from shared.codes.model import Claims, IssuerKey, Outcome
from shared.codes.store import CodeStore
from shared.kernel.errors import ErrorCode
from shared.kernel.ids import AccountId, CodeId
from shared.kernel.paging import PageRequest
from shared.kernel.scan_signals import LateScanRefused, LateScanStored
from shared.kernel.signals import ScanAnswered
from shared.risk.model import Colour
from shared.scan_batches.model import Ended, Refusal, Result
from shared.scan_batches.service import ScanBatchService
from shared.scans.model import Decision, Source
from tests.acts import ACCOUNT, HOSPITAL, STATION, assign, refused, register, scan, staff
from tests.region import PREFIX, START, Region
from tests.scan_batch_acts import AS_OF, GATE, NO_CODE, RED, REPLACED, SCANNED_AT, STALE, WIFI, late, upload

FOREIGN = 42


def stored(region: Region) -> list[Item]:
    return [item for item in region.items() if item["sk"] == "SCAN"]


def foreign(region: Region, code_id: str = "0" * 24) -> str:
    """A genuine code of another region whose key counts here."""
    CodeStore(region.core).publish(IssuerKey(FOREIGN, 1, region.issuer.key.public_key()), START)
    claims = Claims(FOREIGN, 1, int(START.timestamp()), CodeId(code_id))
    return token.issue(claims, PREFIX, region.issuer.key.sign)


def results(ended: list[Ended]) -> list[str]:
    return [each.refusal or each.result for each in ended]


def test_a_late_scan_is_kept_as_the_gate_decided_it(region: Region) -> None:
    registered = register(region)
    assign(region)

    (ended,) = upload(region, late(registered.code.payload))

    assert ended == Ended("scan-0001", Result.STORED, ended.scan_id)
    assert stored(region) == [
        {
            "pk": f"SCAN#{ended.scan_id}",
            "sk": "SCAN",
            "scan_id": ended.scan_id,
            "officer": "gate-7",
            "roles": ["scanner"],
            "checkpoint_id": STATION,
            "code_id": registered.code.code_id,
            "person_id": registered.person_id,
            "outcome": "VALID",
            "decision": "PASS",
            "colour": "GREEN",
            "because": [],
            "scanned_at": "2020-04-07T05:46:53Z",
            "as_of": "2020-04-07T05:43:53Z",
            "uploaded_at": "2020-04-07T07:46:53Z",
            "source": "status_list",
            "in_list": f"ACCESSES#{registered.person_id}",
            "listed_as": f"2020-04-07T05:46:53Z#{ended.scan_id}",
            "purpose": "CODE_CHECK",
            "expires_at": int((SCANNED_AT + timedelta(days=30)).timestamp()),
        }
    ]
    assert region.signals[-1] == LateScanStored("VALID", "PASS")


@pytest.mark.parametrize("decided", [{}, RED, REPLACED, STALE, STALE | {"outcome": Outcome.UNKNOWN_CODE}], ids=str)
def test_what_the_gate_decided_stands_whatever_the_region_knows_now(region: Region, decided: dict[str, Any]) -> None:
    registered = register(region)
    region.codes.replace(region.family.acting(ACCOUNT, registered.person_id), "replace-0001")
    told = late(registered.code.payload, **decided)

    assert results(upload(region, told)) == [Result.STORED]
    (item,) = stored(region)
    assert (item["outcome"], item["decision"], item.get("colour")) == (told.outcome, told.decision, told.colour)
    assert item["person_id"] == registered.person_id


def test_what_the_gate_saw_as_no_code_is_kept_without_a_person_and_without_its_text(region: Region) -> None:
    genuine = register(region).code.payload
    outcomes = ("MALFORMED", "UNSUPPORTED_VERSION", "UNKNOWN_ISSUER", "UNKNOWN_KEY", "BAD_SIGNATURE")
    told = [
        late(payload, f"{outcome}-{number}", **(NO_CODE | {"outcome": Outcome(outcome)}))
        for outcome in outcomes
        for number, payload in enumerate((WIFI, genuine))
    ]

    assert results(upload(region, *told)) == [Result.STORED] * 10
    for item in stored(region):
        assert {"code_id", "person_id", "in_list", "colour"} & set(item) == set()
        assert item["decision"] == "CHECK"
    assert WIFI not in str(stored(region))


def test_another_regions_code_is_kept_without_a_person(region: Region) -> None:
    ours = register(region).code
    told = late(foreign(region)), late(foreign(region, ours.code_id), "scan-0002")

    assert results(upload(region, *told)) == [Result.STORED] * 2
    assert {item["code_id"] for item in stored(region)} == {"0" * 24, ours.code_id}
    assert not [item for item in stored(region) if "person_id" in item]


def test_a_code_that_was_signed_and_never_issued_has_no_person(region: Region) -> None:
    register(region)
    claims = Claims(44, 1, int(START.timestamp()), CodeId("0" * 24))

    ended = upload(region, late(token.issue(claims, PREFIX, region.issuer.key.sign)))

    assert results(ended) == [Result.STORED]
    assert "person_id" not in stored(region)[0]


def test_whose_code_it_is_sees_the_scan_at_its_time_and_that_a_gate_decided_alone(region: Region) -> None:
    registered = register(region)
    scan(region, registered.code.payload, key="scan-online")
    upload(region, late(registered.code.payload))

    page = region.accesses.page(region.family.acting(ACCOUNT, registered.person_id), PageRequest())

    assert [(each.at, each.purpose, each.colour, each.decided_offline) for each in page.items] == [
        (START, Purpose.CODE_CHECK, Colour.GREEN, False),
        (SCANNED_AT, Purpose.CODE_CHECK, Colour.GREEN, True),
    ]


def refusable(region: Region) -> dict[str, tuple[Any, Refusal]]:
    """One scan for each way to be refused; each has a key of its own."""
    genuine = register(region).code.payload
    forged = genuine[:-1] + ("1" if genuine[-1] != "1" else "2")
    moment = timedelta(seconds=1)
    cases: dict[str, tuple[dict[str, Any], Refusal]] = {
        "mistyped": ({"checkpoint_id": STATION[:-1] + "#"}, Refusal.INVALID_CHECKPOINT),
        "red-passes": ({"colour": Colour.RED}, Refusal.CONTRADICTORY_VERDICT),
        "green-stops": ({"decision": Decision.STOP}, Refusal.CONTRADICTORY_VERDICT),
        "no-colour": ({"colour": None, "decision": Decision.CHECK}, Refusal.CONTRADICTORY_VERDICT),
        "replaced-green": ({"outcome": Outcome.REPLACED}, Refusal.CONTRADICTORY_VERDICT),
        "stale-passes": (STALE | {"decision": Decision.PASS}, Refusal.CONTRADICTORY_VERDICT),
        "too-old": ({"scanned_at": START - timedelta(days=30)}, Refusal.SCAN_TOO_OLD),
        "ahead": ({"scanned_at": START + timedelta(minutes=5) + moment}, Refusal.SCAN_AHEAD_OF_TIME),
        "lists-later": ({"as_of": SCANNED_AT + timedelta(minutes=5) + moment}, Refusal.STATUS_AFTER_SCAN),
        "forged-valid": ({"payload": forged}, Refusal.NOT_GENUINE),
        "forged-stale": (STALE | {"payload": WIFI}, Refusal.NOT_GENUINE),
        "forged-replaced": (REPLACED | {"payload": forged}, Refusal.NOT_GENUINE),
    }
    return {key: (late(genuine, key, **changes), why) for key, (changes, why) in cases.items()}


def test_each_scan_that_cannot_be_so_is_refused_by_its_name_and_takes_no_other_with_it(region: Region) -> None:
    cases = refusable(region)
    sound = [late(WIFI, f"sound-{number:04d}", **NO_CODE) for number in range(len(cases))]
    mixed = [each for (told, _), good in zip(cases.values(), sound, strict=True) for each in (told, good)]

    ended = upload(region, *mixed)

    assert [each.key for each in ended] == [each.key for each in mixed]
    assert results(ended[::2]) == [why for _, why in cases.values()]
    assert results(ended[1::2]) == [Result.STORED] * len(sound)
    assert {each.scan_id for each in ended[::2]} == {None}
    assert len(stored(region)) == len(sound)
    counted = [each for each in region.signals if isinstance(each, LateScanRefused)]
    assert counted == [LateScanRefused(why.value) for _, why in cases.values()]


@pytest.mark.parametrize(
    "changes",
    [
        {"scanned_at": START - timedelta(days=30, seconds=-1), "as_of": START - timedelta(days=60)},
        {"scanned_at": START + timedelta(minutes=5)},
        {"as_of": SCANNED_AT + timedelta(minutes=5)},
        {"as_of": SCANNED_AT - timedelta(days=29)},
    ],
)
def test_the_limits_of_time_are_where_they_are_said_to_be(region: Region, changes: dict[str, Any]) -> None:
    assert results(upload(region, late(WIFI, **(NO_CODE | changes)))) == [Result.STORED]


def test_a_batch_that_is_sent_again_is_known_and_changes_nothing(region: Region) -> None:
    batch = [late(register(region).code.payload), late(WIFI, "scan-0002", **NO_CODE)]
    first = upload(region, *batch)
    before = region.items()
    region.clock.move(timedelta(hours=7))

    again = upload(region, *reversed(batch))

    assert results(again) == [Result.KNOWN] * 2
    assert [each.scan_id for each in again] == [each.scan_id for each in reversed(first)]
    assert region.items() == before
    assert sum(isinstance(each, LateScanStored) for each in region.signals) == 2


def test_in_whatever_order_and_grouping_scans_arrive_the_same_is_stored(region: Region) -> None:
    payload = register(region).code.payload
    told = [late(payload, f"scan-000{number}", scanned_at=SCANNED_AT + timedelta(hours=number)) for number in range(3)]
    for order in permutations(told):
        upload(region, order[0])
        upload(region, *order)

    assert sorted(item["scanned_at"] for item in stored(region)) == [f"2020-04-07T0{hour}:46:53Z" for hour in (5, 6, 7)]


def test_fractions_of_a_second_make_no_other_scan(region: Region) -> None:
    told = late(WIFI, **(NO_CODE | {"scanned_at": SCANNED_AT + timedelta(microseconds=7)}))

    assert results(upload(region, told) + upload(region, told)) == [Result.STORED, Result.KNOWN]


def test_a_key_that_is_named_twice_in_one_batch_is_one_scan(region: Region) -> None:
    payload = register(region).code.payload
    other = late(payload, checkpoint_id=HOSPITAL)

    ended = upload(region, late(payload), other, late(payload), late(payload, "scan-0002"))

    assert results(ended) == [Result.STORED, Refusal.IDEMPOTENCY_KEY_REUSED, Result.KNOWN, Result.STORED]
    assert len(stored(region)) == 2


def test_a_scan_that_is_refused_does_not_take_its_key(region: Region) -> None:
    payload = register(region).code.payload

    ended = upload(region, late(payload, colour=None), late(payload))

    assert results(ended) == [Refusal.CONTRADICTORY_VERDICT, Result.STORED]


@pytest.mark.parametrize(
    "changes",
    [
        {"payload": WIFI} | NO_CODE,
        {"checkpoint_id": HOSPITAL},
        {"scanned_at": SCANNED_AT + timedelta(seconds=1)},
        {"as_of": AS_OF + timedelta(seconds=1)},
        RED,
        STALE,
    ],
    ids="-".join,
)
def test_the_same_key_with_other_content_is_refused_and_the_first_scan_stands(
    region: Region, changes: dict[str, Any]
) -> None:
    payload = register(region).code.payload
    upload(region, late(payload))
    before = region.items()

    assert results(upload(region, late(payload, **changes))) == [Refusal.IDEMPOTENCY_KEY_REUSED]
    assert region.items() == before


def test_the_same_key_of_another_gate_is_another_scan(region: Region) -> None:
    payload = register(region).code.payload

    ended = upload(region, late(payload)) + upload(region, late(payload), actor=staff(account="gate-8"))

    assert results(ended) == [Result.STORED] * 2
    assert len({each.scan_id for each in ended}) == 2


def test_a_scan_that_the_region_answered_without_being_heard_exists_once(region: Region) -> None:
    payload = register(region).code.payload
    online = scan(region, payload, actor=GATE)
    before = region.items()

    (ended,) = upload(region, late(payload, scanned_at=START, as_of=AS_OF))

    assert ended == Ended("scan-0001", Result.KNOWN, online.scan_id)
    assert region.items() == before


def test_a_key_that_the_gate_gave_to_another_scan_of_its_own_is_refused(region: Region) -> None:
    payload = register(region).code.payload
    scan(region, payload, actor=GATE, checkpoint=HOSPITAL)

    assert results(upload(region, late(payload))) == [Refusal.IDEMPOTENCY_KEY_REUSED]


def test_a_scan_that_is_asked_for_after_its_upload_is_answered_as_it_was_decided(region: Region) -> None:
    payload = register(region).code.payload
    assign(region)
    (ended,) = upload(region, late(payload))

    answer = scan(region, payload, actor=GATE)

    assert answer.scan_id == ended.scan_id
    assert (answer.verdict.decision, answer.verdict.source) == (Decision.PASS, Source.STATUS_LIST)
    assert answer.verdict.as_of == AS_OF
    assert len(stored(region)) == 1
    assert not [each for each in region.signals if isinstance(each, ScanAnswered)]


@pytest.mark.parametrize("age", [timedelta(0), timedelta(minutes=10), timedelta(minutes=16)])
def test_a_late_scan_opens_nothing_however_young_it_is(region: Region, age: timedelta) -> None:
    medic = staff()
    (ended,) = upload(region, late(register(region).code.payload, scanned_at=START - age, as_of=AS_OF), actor=medic)

    with refused(ErrorCode.SCAN_REQUIRED):
        region.encounters.encounter(medic, str(ended.scan_id))


def test_a_scan_that_the_region_answered_goes_on_opening_what_it_opened(region: Region) -> None:
    medic, payload = staff(), register(region).code.payload
    online = scan(region, payload, actor=medic)
    upload(region, late(payload), actor=medic)

    assert region.encounters.encounter(medic, online.scan_id).scanned_at == START


def test_a_hundred_scans_are_written_side_by_side_and_told_in_order(region: Region) -> None:
    service = region.late_scans
    side_by_side = ScanBatchService(
        core=region.core,
        retention=timedelta(days=30),
        keyring=service._keyring,
        at_once=10,
        clock=region.clock,
        signals=region.signals.append,
    )
    people = [register(region, number, AccountId(f"account-{number}")) for number in range(1, 4)]
    batch = [late(people[number % 3].code.payload, f"scan-{number:04d}") for number in range(100)]

    ended = side_by_side.upload(GATE, batch)

    assert [each.key for each in ended] == [each.key for each in batch]
    assert results(ended) == [Result.STORED] * 100
    assert len(stored(region)) == 100
    again = side_by_side.upload(GATE, [replace(each) for each in batch])
    assert results(again) == [Result.KNOWN] * 100
