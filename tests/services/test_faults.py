"""Every AWS call of every journey fails in turn: a plain refusal, nothing half-written, and a retry works."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from typing import Any

import pytest

from shared.aws.transactions import Item, wire_item
from shared.codes import token
from shared.codes.model import Claims, IssuerKey
from shared.codes.store import CodeStore
from shared.kernel.ids import AccountId, CodeId
from shared.kernel.signals import RequestFailed
from tests import acts, province_acts
from tests.aws_calls import failing, listed, server_fault, throttled, unanswered, unreachable
from tests.builders import CHECKPOINT, assignment, idempotency, member, registration, resident_id
from tests.other_regions import health
from tests.peer_region import code, recognise
from tests.province_acts import HUBEI, recognised
from tests.region import ISSUER, PREFIX, Answer, Region, resident_claims, staff_claims

Request = Callable[[], Answer]
Prepare = Callable[[Region, int], Request]

# What differs from one run to the next, since people, keys and draws do.
_OWN = (
    "person",
    "payload",
    "registration",
    "sheet",
    "record",
    "scan",
    "checkpoint_id",
    "as_of",
    "issued_at",
    "starts_at",
    "recorded_at",
    "decided_at",
    "lifted_at",
    "cursor",
)
_INTERNALS = ("internal", "arn:", "123456789012", "SECRET", "Error", "Traceback", "dynamodb", "kms", "botocore", "core")


FAULTS = (server_fault, throttled, unreachable)
WRITES = frozenset({"PutItem", "UpdateItem", "TransactWriteItems"})


def account(number: int) -> AccountId:
    return AccountId(f"account-{number}")


def document(number: int) -> dict[str, str]:
    return {"type": "RESIDENT_ID", "number": resident_id(number)}


def registering(region: Region, number: int) -> Request:
    def send() -> Answer:
        body = registration(document=document(number))
        return region.call("POST /v1/registration", body=body, claims=resident_claims(account(number)))

    return send


def registering_as_the_first_of_a_region(region: Region, number: int) -> Request:
    for item in region.items():
        if item["pk"] == "ISSUERS":
            region.core.client.delete_item(
                TableName=region.core.name, Key=wire_item({"pk": item["pk"], "sk": item["sk"]})
            )
    region.issuer._published = False
    return registering(region, number)


def registering_while_red(region: Region, number: int) -> Request:
    acts.assign(region, number)
    return registering(region, number)


def registering_again(region: Region, number: int) -> Request:
    acts.register(region, number, account(number))
    return registering(region, number)


def registering_from_papers(region: Region, number: int) -> Request:
    body = {
        "document": document(number),
        "name": acts.NAME,
        "evidence": "RESIDENCE_BOOKLET",
        "checkpoint_id": acts.ESTATE,
    }
    claims, key = staff_claims("grid_worker"), idempotency(f"offline-{number:04d}")
    return lambda: region.call("POST /v1/offline-registrations", body=body, claims=claims, headers=key)


def registering_from_papers_again(region: Region, number: int) -> Request:
    acts.register_offline(region, number)
    return registering_from_papers(region, number)


def confirming_whom_staff_registered(region: Region, number: int) -> Request:
    acts.register_offline(region, number, name="章晓茗")
    return registering(region, number)


def looking_whom_one_may_act_for(region: Region, number: int) -> Request:
    acts.register(region, number, account(number))
    return lambda: region.call("GET /v1/me", claims=resident_claims(account(number)))


def with_a_member(region: Region, number: int) -> str:
    """A guardian with a member who has no account; returns the member."""
    acts.register(region, number, account(number))
    return acts.add_member(region, number + 500, account=account(number)).link.member


def looking_at_the_family(region: Region, number: int) -> Request:
    with_a_member(region, number)
    return lambda: region.call("GET /v1/family", claims=resident_claims(account(number)))


def looking_at_a_members_code(region: Region, number: int) -> Request:
    path = {"person": with_a_member(region, number)}
    return lambda: region.call("GET /v1/people/{person}/code", claims=resident_claims(account(number)), path=path)


def adding_somebody_new(region: Region, number: int) -> Request:
    acts.register(region, number, account(number))
    body = member(document=document(number + 500))
    return lambda: region.call("POST /v1/family", body=body, claims=resident_claims(account(number)))


def adding_somebody_on_the_red_list(region: Region, number: int) -> Request:
    acts.assign(region, number + 500)
    return adding_somebody_new(region, number)


def adding_somebody_who_is_registered(region: Region, number: int) -> Request:
    acts.register(region, number + 500, account(number + 500))
    return adding_somebody_new(region, number)


def adding_whom_staff_registered(region: Region, number: int) -> Request:
    acts.register_offline(region, number + 500, name="章晓茗")
    return adding_somebody_new(region, number)


def adding_to_a_family(region: Region, number: int) -> Request:
    acts.register(region, number, account(number))
    acts.add_member(region, number + 600, account=account(number))
    return adding_somebody_new(region, number)


def taking_over(region: Region, number: int) -> Request:
    acts.register(region, number + 500, account(number + 500))
    acts.add_member(region, number, account=account(number + 500))
    return registering(region, number)


def looking_at(path: str) -> Prepare:
    def prepare(region: Region, number: int) -> Request:
        person = acts.register(region, number, account(number)).person_id
        acts.assign(region, number)
        key = f"GET /v1/people/{{person}}/code{path}"
        return lambda: region.call(key, claims=resident_claims(account(number)), path={"person": person})

    prepare.__name__ = f"looking_at_code{path}"
    return prepare


def replacing(region: Region, number: int) -> Request:
    person = acts.register(region, number, account(number)).person_id
    acts.assign(region, number)
    return lambda: region.call(
        "POST /v1/people/{person}/code/replacement",
        claims=resident_claims(account(number)),
        path={"person": person},
        headers=idempotency(),
    )


def assigning(region: Region, number: int) -> Request:
    return lambda: region.call(
        "POST /v1/risk-records",
        body=assignment(document=document(number)),
        claims=staff_claims("health_authority"),
        headers=idempotency(),
    )


def assigning_to_somebody_with_a_code(region: Region, number: int) -> Request:
    acts.register(region, number, account(number))
    return assigning(region, number)


def lifting(region: Region, number: int) -> Request:
    acts.register(region, number, account(number))
    record = acts.assign(region, number)
    return lambda: region.call(
        "POST /v1/risk-records/{record}/lift",
        body={"reason": "期满"},
        claims=staff_claims("health_authority"),
        path={"record": record.record_id},
    )


def approving(region: Region, number: int) -> Request:
    acts.register(region, number, account(number))
    return deciding(region, number, "APPROVE")


def approving_for_somebody_without_a_code(region: Region, number: int) -> Request:
    return deciding(region, number, "APPROVE")


def refusing(region: Region, number: int) -> Request:
    return deciding(region, number, "REFUSE")


def deciding(region: Region, number: int, decision: str) -> Request:
    record = acts.assign_beyond_brake(region, number)
    return lambda: region.call(
        "POST /v1/risk-records/{record}/approval",
        body={"decision": decision, "reason": "已核实"},
        claims=staff_claims("health_authority", account="officer-2"),
        path={"record": record.record_id},
    )


def assigning_beyond_the_brake(region: Region, number: int) -> Request:
    acts.register(region, number, account(number))
    acts.reach_brake(region)
    return assigning(region, number)


def withdrawing(region: Region, number: int) -> Request:
    record = acts.assign_beyond_brake(region, number)
    return lambda: region.call(
        "POST /v1/risk-records/{record}/lift",
        body={"reason": "误录"},
        claims=staff_claims("health_authority"),
        path={"record": record.record_id},
    )


def looking_at_what_waits(region: Region, number: int) -> Request:
    acts.assign_beyond_brake(region, number)
    acts.assign_beyond_brake(region, number, key="waiting-0002")

    def page(**query: str) -> Answer:
        claims = staff_claims("health_authority")
        return region.call("GET /v1/risk-records", claims=claims, query={"state": "waiting", "limit": "1"} | query)

    cursor = page().json["cursor"]
    return lambda: page(cursor=cursor)


def scanning(region: Region, number: int, payload: str) -> Request:
    return lambda: region.call(
        "POST /v1/scans",
        body={"payload": payload, "checkpoint_id": acts.STATION},
        claims=staff_claims("medic"),
        headers=idempotency(f"scan-{number:04d}"),
    )


def scanning_a_red_code(region: Region, number: int) -> Request:
    payload = acts.register(region, number, account(number)).code.payload
    acts.assign(region, number)
    return scanning(region, number, payload)


def scanning_what_is_no_code(region: Region, number: int) -> Request:
    return scanning(region, number, "WIFI:T:WPA;S:x;P:y;;")


def scanning_under_a_key_that_is_new(region: Region, number: int) -> Request:
    acts.register(region, number, account(number))
    acts.scan(region, PREFIX, key=f"warm-up-{number}")
    claims = Claims(ISSUER, number, 1586245613, CodeId("0" * 24))
    CodeStore(region.core).publish(IssuerKey(ISSUER, number, region.issuer.key.public_key()), region.clock())
    region.clock.move(timedelta(seconds=30))
    return scanning(region, number, token.issue(claims, PREFIX, region.issuer.key.sign))


def scanning_a_code_of_another_region(region: Region, number: int) -> Request:
    recognise(region)
    region.clock.move(timedelta(seconds=30))
    payload = code(region.clock(), CodeId(f"{number:024x}"))
    acts.scan(region, payload, key=f"warm-up-{number}")
    return scanning(region, number, payload)


def setting_up_a_checkpoint(region: Region, number: int) -> Request:
    return lambda: region.call(
        "POST /v1/checkpoints",
        body=CHECKPOINT,
        claims=staff_claims("operator"),
        headers=idempotency(f"create-{number:04d}"),
    )


def listing_checkpoints_from_a_cursor(region: Region, number: int) -> Request:
    for key in ("create-a", "create-b", "create-c"):
        region.call("POST /v1/checkpoints", body=CHECKPOINT, claims=staff_claims("operator"), headers=idempotency(key))

    def page(**query: str) -> Answer:
        return region.call("GET /v1/checkpoints", claims=staff_claims("operator"), query={"limit": "1"} | query)

    cursor = page().json["cursor"]
    return lambda: page(cursor=cursor)


def looking_at_the_provinces(region: Region, number: int) -> Request:
    return at_provinces(region, number, "GET /v1/people/{person}/provinces")


def looking_at_one_province(region: Region, number: int) -> Request:
    return at_provinces(region, number, "GET /v1/people/{person}/provinces/{issuer}")


def at_provinces(region: Region, number: int, key: str) -> Request:
    person = acts.register(region, number, account(number)).person_id
    recognised(region, HUBEI)
    region.elsewhere.known[province_acts.document(number)] = health()
    province_acts.consent(region, account(number))
    path = {"person": person, "issuer": str(HUBEI)}
    return lambda: region.call(key, claims=resident_claims(account(number)), path=path)


def consenting_to_provinces(region: Region, number: int) -> Request:
    person = acts.register(region, number, account(number)).person_id
    return lambda: region.call(
        "PUT /v1/people/{person}/provinces/consent", claims=resident_claims(account(number)), path={"person": person}
    )


READING: tuple[Prepare, ...] = (
    looking_at_the_provinces,
    looking_at_one_province,
    looking_whom_one_may_act_for,
    looking_at_the_family,
    looking_at_a_members_code,
    looking_at(""),
    looking_at("/card.svg"),
    looking_at("/card.png"),
    looking_at("/sheet.svg"),
    looking_at_what_waits,
    listing_checkpoints_from_a_cursor,
)
WRITING: tuple[Prepare, ...] = (
    registering,
    registering_as_the_first_of_a_region,
    registering_while_red,
    registering_again,
    registering_from_papers,
    registering_from_papers_again,
    confirming_whom_staff_registered,
    adding_whom_staff_registered,
    adding_somebody_new,
    adding_somebody_on_the_red_list,
    adding_somebody_who_is_registered,
    adding_to_a_family,
    taking_over,
    replacing,
    assigning,
    assigning_to_somebody_with_a_code,
    lifting,
    assigning_beyond_the_brake,
    approving,
    approving_for_somebody_without_a_code,
    refusing,
    withdrawing,
    scanning_a_red_code,
    scanning_what_is_no_code,
    scanning_under_a_key_that_is_new,
    scanning_a_code_of_another_region,
    setting_up_a_checkpoint,
    consenting_to_provinces,
)


@dataclass(frozen=True)
class Stored:
    """All that is stored, but for what may be written on the way to a refusal: an attempt, and our public key."""

    core: list[Item]
    vault: list[Item]

    def shape(self) -> Counter[str]:
        """How many items of which kind, with which attributes."""
        items = [*self.core, *self.vault]
        return Counter(" ".join([item["sk"].partition("#")[0], *sorted(item)]) for item in items)


def stored(region: Region) -> Stored:
    core = [
        item
        for item in region.items()
        if item["pk"] != "ISSUERS" and not item["sk"].startswith(("ATTEMPTS", "PROVINCE_LOOKS"))
    ]
    return Stored(core, region.items(region.vault))


def comparable(answer: Answer) -> object:
    """What two answers to the same request about two people have in common."""
    if answer.headers["content-type"] != "application/json":
        return answer.headers["content-type"]
    return without_own(answer.json)


def without_own(value: object) -> object:
    if isinstance(value, dict):
        return {name: name if name in _OWN and each else without_own(each) for name, each in value.items()}
    return [without_own(each) for each in value] if isinstance(value, list) else value


def assert_refused_plainly(answer: Answer) -> None:
    assert answer.status == 503
    assert answer.headers["content-type"] == "application/problem+json"
    assert set(answer.json) == {"type", "title", "status", "detail", "code", "request_id"}
    assert answer.json["code"] in {"BUSY", "UNAVAILABLE"}
    assert int(answer.headers["retry-after"]) > 0
    assert [word for word in _INTERNALS if word in str(answer.body)] == []


@pytest.fixture
def warm(region: Region) -> Region:
    """A region that has published its key, with a scanner that has loaded it."""
    acts.scan(region, acts.register(region).code.payload)
    return region


@pytest.mark.parametrize("prepare", READING, ids=lambda prepare: prepare.__name__)
def test_whichever_call_of_a_look_fails_the_same_request_then_works(warm: Region, prepare: Prepare) -> None:
    send = prepare(warm, 2)
    with listed(warm) as calls:
        untroubled = send()
    before = stored(warm)
    assert calls, "a journey without AWS has no place here"
    assert untroubled.status == 200

    for number in range(len(calls)):
        for fault in FAULTS:
            with failing(warm, number, fault):
                assert_refused_plainly(send())
            assert isinstance(warm.signals[-1], RequestFailed)
            assert send() == untroubled
    assert stored(warm) == before


@pytest.mark.parametrize("prepare", WRITING, ids=lambda prepare: prepare.__name__)
def test_whichever_call_fails_nothing_is_half_written_and_the_same_request_then_works(
    warm: Region, prepare: Prepare
) -> None:
    people = count(2)
    send = prepare(warm, next(people))
    before = stored(warm).shape()
    with listed(warm) as calls:
        untroubled = send()
    written = stored(warm).shape() - before
    assert untroubled.status < 300

    for number, call in enumerate(calls):
        # After a read has worked, a lost answer is no other fault than one before it.
        for applied in (False, True) if call.operation in WRITES else (False,):
            warm.forget_everybody()
            send = prepare(warm, next(people))
            before_fault = stored(warm)

            fault = unanswered if applied else FAULTS[number % len(FAULTS)]
            with failing(warm, number, fault, applied=applied):
                assert_refused_plainly(send())
            assert isinstance(warm.signals[-1], RequestFailed)
            after_fault = stored(warm)
            again = send()

            after = stored(warm)
            assert again.status < 300
            assert comparable(again) == comparable(untroubled)
            assert after.shape() - before_fault.shape() == written
            assert after_fault in (before_fault, after) if applied else after_fault == before_fault
            assert comparable(send()) == comparable(untroubled)
            assert stored(warm) == after


@pytest.mark.parametrize("by_the_member", [False, True])
def test_whichever_call_of_a_removal_fails_the_link_is_whole_or_gone(warm: Region, by_the_member: bool) -> None:
    people = count(2)

    def prepare() -> Request:
        number = next(people)
        path = {"person": with_a_member(warm, number)}
        if by_the_member:
            path = {"person": warm.family.people(account(number))[0].person_id}
            acts.register(warm, number + 500, account(number := number + 500))
        return lambda: warm.call("DELETE /v1/family/{person}", claims=resident_claims(account(number)), path=path)

    send = prepare()
    with listed(warm) as calls:
        assert send().status == 204

    for number, call in enumerate(calls):
        for applied in (False, True) if call.operation in WRITES else (False,):
            warm.forget_everybody()
            send = prepare()
            before = stored(warm)

            with failing(warm, number, unanswered if applied else FAULTS[number % len(FAULTS)], applied=applied):
                assert_refused_plainly(send())
            left = stored(warm)
            again = send()

            gone = [item for item in before.core if item not in stored(warm).core]
            assert sorted(item["sk"].partition("#")[0] for item in gone) == ["GUARDIAN", "MEMBER"]
            assert left == (stored(warm) if applied else before)
            # The link that was removed unheard is not there to be removed again.
            assert again.status == (404 if applied else 204)
            assert send().status == 404


@pytest.mark.parametrize(
    ("fault", "code"),
    [(throttled, "BUSY"), (server_fault, "UNAVAILABLE"), (unreachable, "UNAVAILABLE"), (unanswered, "UNAVAILABLE")],
)
def test_being_throttled_is_busy_and_any_other_fault_is_unavailable(
    region: Region, fault: Callable[[str], Exception], code: str
) -> None:
    send = scanning_what_is_no_code(region, 1)

    with failing(region, 0, fault):
        answer = send()

    assert answer.json["code"] == code
    assert 1 <= int(answer.headers["retry-after"]) <= 10


class Surprising(Exception):
    """Something nobody thought of, with something secret in it."""


def test_a_fault_of_our_own_is_internal_and_says_nothing(region: Region) -> None:
    send = scanning_what_is_no_code(region, 1)

    def surprise(operation: str) -> Exception:
        return Surprising(f"SECRET of {operation}")

    with failing(region, 0, surprise):
        answer = send()

    assert (answer.status, answer.json["code"]) == (500, "INTERNAL")
    assert "SECRET" not in str(answer.body)
    assert region.signals[-1] == RequestFailed("Surprising")


def cancelled(region: Region, *codes: str) -> Callable[[str], Exception]:
    reasons: Any = [{"Code": code} for code in codes]
    response: Any = {"Error": {"Code": "TransactionCanceledException"}, "CancellationReasons": reasons}
    return lambda operation: region.core.client.exceptions.TransactionCanceledException(response, operation)


def test_a_transaction_that_met_another_one_is_made_again(region: Region) -> None:
    # KMS hashes the document, the person is read, then the transaction is sent.
    send = assigning(region, 1)

    with failing(region, 2, cancelled(region, "None", "TransactionConflict")), listed(region) as calls:
        answer = send()

    assert answer.status == 201
    assert [call.operation for call in calls][2:] == ["TransactWriteItems", "GetItem", "TransactWriteItems"]


@pytest.mark.parametrize("code", ["ThrottlingError", "ProvisionedThroughputExceeded"])
def test_a_transaction_that_the_table_cannot_take_is_busy(region: Region, code: str) -> None:
    send = assigning(region, 1)

    with failing(region, 2, cancelled(region, "None", code)):
        answer = send()

    assert (answer.status, answer.json["code"]) == (503, "BUSY")
    assert stored(region) == Stored([], [])


def test_a_transaction_that_is_cancelled_for_any_other_reason_is_unavailable(region: Region) -> None:
    send = assigning(region, 1)

    with failing(region, 2, cancelled(region, "None", "ItemCollectionSizeLimitExceeded")):
        answer = send()

    assert_refused_plainly(answer)
    assert region.signals[-1] == RequestFailed("TransactionCanceledException")
