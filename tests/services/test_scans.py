"""A scan: one verdict, kept as it was given, shown to those who may see it (M10)."""

from datetime import timedelta

import pytest

from shared.aws.transactions import Item
from shared.codes import token
from shared.codes.model import Claims, IssuerKey, Outcome
from shared.codes.store import CodeStore
from shared.kernel.errors import ErrorCode
from shared.kernel.ids import CheckpointId, CodeId
from shared.kernel.roles import StaffRole
from shared.kernel.signals import ScanAnswered
from shared.risk.model import Colour
from shared.scans.model import Decision, Source
from tests.acts import ACCOUNT, HOSPITAL, NAME, STATION, assign, officer, refused, register, scan, staff
from tests.region import ISSUER, PREFIX, START, Region

WIFI = "WIFI:T:WPA;S:x;P:y;;"
SCANNING = (StaffRole.GRID_WORKER, StaffRole.INSPECTOR, StaffRole.MEDIC, StaffRole.SCANNER)


def stored(region: Region) -> list[Item]:
    return [item for item in region.items() if item["sk"] == "SCAN"]


def signed_but_never_issued(region: Region, issuer: int = ISSUER, key_id: int = 1) -> str:
    claims = Claims(issuer, key_id, int(START.timestamp()), CodeId("0" * 24))
    return token.issue(claims, PREFIX, region.issuer.key.sign)


def test_a_green_code_passes_with_a_masked_name(region: Region) -> None:
    answer = scan(region, register(region).code.payload)

    verdict = answer.verdict
    assert (verdict.outcome, verdict.colour, verdict.decision) == (Outcome.VALID, Colour.GREEN, Decision.PASS)
    assert (verdict.as_of, verdict.source) == (START, Source.LIVE)
    assert (answer.masked_name, answer.reasons) == ("张*明", ())
    assert region.signals[-1] == ScanAnswered("VALID", "PASS")


def test_a_red_code_stops(region: Region) -> None:
    payload = register(region).code.payload
    record = assign(region)

    answer = scan(region, payload)

    assert (answer.verdict.colour, answer.verdict.decision) == (Colour.RED, Decision.STOP)
    assert answer.reasons is not None
    assert [hold.record_id for hold in answer.reasons] == [record.record_id]


@pytest.mark.parametrize("role", SCANNING)
def test_reasons_are_shown_to_those_who_act_on_them_only(region: Region, role: StaffRole) -> None:
    payload = register(region).code.payload
    assign(region)

    answer = scan(region, payload, actor=staff(role))

    assert answer.verdict.decision == "STOP"
    assert (answer.reasons is not None) == (role in {StaffRole.GRID_WORKER, StaffRole.MEDIC})


def test_who_may_not_see_reasons_does_not_see_them_in_a_retry_either(region: Region) -> None:
    payload = register(region).code.payload
    assign(region)
    scan(region, payload, actor=staff(StaffRole.MEDIC))

    assert scan(region, payload, actor=staff(StaffRole.SCANNER)).reasons is None


def test_what_is_no_code_is_checked_by_hand_and_no_colour_is_guessed(region: Region) -> None:
    genuine = register(region).code.payload
    digit = "1" if genuine[-1] != "1" else "2"
    cases = {
        "": Outcome.MALFORMED,
        WIFI: Outcome.MALFORMED,
        genuine[:-1] + digit: Outcome.BAD_SIGNATURE,
        PREFIX + "0" * 200: Outcome.UNSUPPORTED_VERSION,
        signed_but_never_issued(region, issuer=45): Outcome.UNKNOWN_ISSUER,
        signed_but_never_issued(region, key_id=2): Outcome.UNKNOWN_KEY,
        signed_but_never_issued(region): Outcome.UNKNOWN_CODE,
    }

    answers = [scan(region, payload, key=f"scan-{number:04d}") for number, payload in enumerate(cases)]

    assert [answer.verdict.outcome for answer in answers] == list(cases.values())
    for answer in answers:
        assert (answer.verdict.decision, answer.verdict.colour) == (Decision.CHECK, None)
        assert (answer.masked_name, answer.reasons) == (None, ())


def test_another_issuers_key_vouches_for_no_code_of_ours(region: Region) -> None:
    ours = register(region).code
    CodeStore(region.core).publish(IssuerKey(45, 1, region.issuer.key.public_key()), START)
    claims = Claims(45, 1, int(START.timestamp()), ours.code_id)

    answer = scan(region, token.issue(claims, PREFIX, region.issuer.key.sign))

    # Nobody but that region could tell more of it, and it does not.
    assert (answer.verdict.outcome, answer.verdict.decision) == (Outcome.STALE, Decision.CHECK)
    assert answer.masked_name is None
    assert "person_id" not in stored(region)[0]


def test_a_scan_is_kept_as_it_was_answered(region: Region) -> None:
    registered = register(region)
    record = assign(region)
    (hold,) = region.codes.view(region.family.acting(ACCOUNT, registered.person_id)).status.because

    answer = scan(region, registered.code.payload, actor=staff(StaffRole.SCANNER, "gate-7"))

    assert stored(region) == [
        {
            "pk": f"SCAN#{answer.scan_id}",
            "sk": "SCAN",
            "scan_id": answer.scan_id,
            "officer": "gate-7",
            "roles": ["scanner"],
            "checkpoint_id": STATION,
            "code_id": registered.code.code_id,
            "person_id": registered.person_id,
            "outcome": "VALID",
            "decision": "STOP",
            "colour": "RED",
            "because": [
                {
                    "record_id": record.record_id,
                    "category": "CLOSE_CONTACT",
                    "authority": "CDC-440106",
                    "reason": hold.reason,
                    "starts_at": "2020-04-07T07:46:53Z",
                    "ends_at": "2020-04-21T16:00:00Z",
                }
            ],
            "scanned_at": "2020-04-07T07:46:53Z",
            "source": "live",
            "in_list": f"ACCESSES#{registered.person_id}",
            "listed_as": f"2020-04-07T07:46:53Z#{answer.scan_id}",
            "purpose": "CODE_CHECK",
            "expires_at": int((START + timedelta(days=30)).timestamp()),
        }
    ]


@pytest.mark.parametrize("text", [WIFI, "张小明 440000198002290011", "\ud800", "x" * 4096])
def test_of_what_is_no_code_the_text_is_not_kept(region: Region, text: str) -> None:
    scan(region, text)

    (item,) = stored(region)
    assert set(item) == {
        "pk",
        "sk",
        "scan_id",
        "officer",
        "roles",
        "checkpoint_id",
        "outcome",
        "decision",
        "because",
        "scanned_at",
        "source",
        "expires_at",
    }
    assert text not in str(item)


def test_no_scan_keeps_a_name_not_even_a_masked_one(region: Region) -> None:
    scan(region, register(region).code.payload)

    assert NAME[0] not in str(stored(region))


def test_a_retry_gets_its_first_answer_even_after_the_colour_changed(region: Region) -> None:
    payload = register(region).code.payload
    green = scan(region, payload)
    record = assign(region)
    region.clock.move(timedelta(hours=1))

    assert scan(region, payload) == green
    red = scan(region, payload, key="scan-0002")
    region.risk.lift(officer(), record.record_id, "期满")
    assert scan(region, payload, key="scan-0002") == red
    assert (green.verdict.decision, red.verdict.decision) == ("PASS", "STOP")
    assert len(stored(region)) == 2
    assert sum(isinstance(signal, ScanAnswered) for signal in region.signals) == 2


def test_a_retry_gets_its_first_answer_even_after_the_code_was_replaced(region: Region) -> None:
    registered = register(region)
    first = scan(region, registered.code.payload)
    region.codes.replace(region.family.acting(ACCOUNT, registered.person_id), "replace-0001")

    assert scan(region, registered.code.payload) == first


def test_a_retry_of_what_was_no_code_gets_its_first_answer(region: Region) -> None:
    assert scan(region, WIFI) == scan(region, WIFI)
    assert len(stored(region)) == 1


def test_scanning_changes_nothing_but_adds_a_scan(region: Region) -> None:
    payload = register(region).code.payload
    assign(region)
    before = region.items()

    scan(region, payload)

    assert [item for item in region.items() if item["sk"] != "SCAN"] == before


def test_the_same_key_at_another_checkpoint_is_refused_and_the_first_scan_stands(region: Region) -> None:
    payload = register(region).code.payload
    scan(region, payload)
    before = stored(region)

    with refused(ErrorCode.IDEMPOTENCY_KEY_REUSED):
        scan(region, payload, checkpoint=HOSPITAL)
    assert stored(region) == before


def test_the_same_key_for_another_code_is_refused(region: Region) -> None:
    payload = register(region).code.payload
    scan(region, payload)

    for other in (WIFI, signed_but_never_issued(region)):
        with refused(ErrorCode.IDEMPOTENCY_KEY_REUSED):
            scan(region, other)


def test_the_same_key_by_another_officer_is_another_scan(region: Region) -> None:
    payload = register(region).code.payload

    scans = {scan(region, payload, actor=staff(account=account)).scan_id for account in ("staff-1", "staff-2")}

    assert len(scans) == len(stored(region)) == 2


@pytest.mark.parametrize("checkpoint", ["", "x", STATION.lower(), STATION[:-1] + "#", "440106-H-8F3K2M7Q-X"])
def test_a_mistyped_checkpoint_is_refused_and_nothing_is_kept(region: Region, checkpoint: str) -> None:
    payload = register(region).code.payload

    with refused(ErrorCode.INVALID_CHECKPOINT):
        scan(region, payload, checkpoint=CheckpointId(checkpoint))
    assert stored(region) == []


def test_the_first_code_of_a_region_is_known_to_scanners_that_started_before_it(region: Region) -> None:
    assert scan(region, WIFI, key="scan-0000").verdict.outcome is Outcome.MALFORMED

    assert scan(region, register(region).code.payload).verdict.outcome is Outcome.VALID
