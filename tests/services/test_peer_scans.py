"""Codes of this region that another one asks about: answered as a scan would be, and seen by their person first."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest
from botocore.exceptions import ConnectionClosedError

from shared.codes import token
from shared.codes.model import Claims
from shared.federation.envelope import answer_from_jwt
from shared.federation.model import Asker, Question, Request
from shared.jws.compact import unbase64
from shared.kernel.errors import DomainError, ErrorCode
from shared.kernel.federation_signals import CodeVerifiedForPeer
from shared.kernel.ids import AccountId, CodeId
from shared.trust.model import Peer, TrustedIssuer, TrustedKey
from tests.acts import ACCOUNT, NAME, assign, register
from tests.aws_calls import failing, listed, server_fault, throttled, unreachable
from tests.builders import resident_id
from tests.peer_region import NUMBER, asks, code, recognise, sign
from tests.region import ISSUER, PREFIX, START, Answer, Region, resident_claims

VERIFY = "POST /v1/federation/code-verification"
ASKED = Question.CODE_VERIFICATION


def verify(region: Region, payload: str, name: str = "1") -> Answer:
    """What the region answers to a peer, over its route."""
    request = asks(region.clock.now, ASKED, {"payload": payload}, name=name)
    return region.call(VERIFY, body={"request": request})


def said(region: Region, payload: str, name: str = "1") -> dict[str, Any]:
    """The same, as the peer reads it."""
    answer = verify(region, payload, name)
    assert answer.status == 200, answer.body
    now = region.clock.now
    request_id = json.loads(token_part(answer.json["answer"]))["in_answer_to"]
    us = Peer(
        TrustedIssuer(ISSUER, "", "", (TrustedKey(1, region.issuer.key.public_key(), START, None, None),), ()),
        now,
        now + timedelta(days=1),
    )
    return dict(answer_from_jwt(answer.json["answer"], us, Request(NUMBER, ISSUER, now, request_id, ASKED, {}), now))


def token_part(text: str) -> bytes:
    return unbase64(text.split(".")[1].encode())


def accesses(region: Region, person: str, language: str = "en") -> list[dict[str, Any]]:
    path, headers = {"person": person}, {"accept-language": language}
    answer = region.call("GET /v1/people/{person}/accesses", claims=resident_claims(), path=path, headers=headers)
    found: list[dict[str, Any]] = answer.json["accesses"]
    return found


@pytest.fixture
def recognised(region: Region) -> Region:
    recognise(region)
    return region


def test_a_peer_learns_colour_code_and_instant_and_nothing_else(recognised: Region) -> None:
    registered = register(recognised)
    answer = {"code_id": registered.code.code_id, "as_of": "2020-04-07T07:46:53Z", "outcome": "VALID"}

    assert said(recognised, registered.code.payload) == answer | {"colour": "GREEN"}
    assign(recognised)
    assert said(recognised, registered.code.payload, "2") == answer | {"colour": "RED"}


def test_a_code_that_was_replaced_or_never_issued_has_its_outcome_and_no_colour(recognised: Region) -> None:
    registered = register(recognised)
    recognised.codes.replace(recognised.family.acting(ACCOUNT, registered.person_id), "replace-0001")
    claims = Claims(ISSUER, 1, int(START.timestamp()), CodeId("0" * 24))
    never = token.issue(claims, PREFIX, recognised.issuer.key.sign)

    found = [said(recognised, payload, payload) for payload in (registered.code.payload, never)]

    assert [(each["outcome"], each["colour"], each["code_id"]) for each in found] == [
        ("REPLACED", None, registered.code.code_id),
        ("UNKNOWN_CODE", None, "0" * 24),
    ]


def test_what_is_no_code_of_ours_is_none_to_a_peer(recognised: Region) -> None:
    genuine = register(recognised).code.payload
    forged = genuine[:-1] + ("1" if genuine[-1] != "1" else "2")
    cases = {
        "": "MALFORMED",
        "WIFI:T:WPA;S:x;P:y;;": "MALFORMED",
        forged: "BAD_SIGNATURE",
        # The peer's own code: genuine, and for the peer itself to tell of.
        code(START): "UNKNOWN_ISSUER",
    }

    recognised.clock.move(timedelta(minutes=1))
    found = [said(recognised, payload, payload) for payload in cases]

    assert [each["outcome"] for each in found] == list(cases.values())
    assert {(each["colour"], each["code_id"]) for each in found} == {(None, None)}
    assert [item for item in recognised.items() if item["sk"] == "PEER_SCAN"] == []


@pytest.mark.parametrize(("language", "name"), [("en", "Hubei"), ("zh-CN", "湖北省")])
def test_the_person_sees_which_region_looked_what_for_and_what_it_was_told(
    recognised: Region, language: str, name: str
) -> None:
    registered = register(recognised)
    assign(recognised)

    said(recognised, registered.code.payload)

    assert accesses(recognised, registered.person_id, language) == [
        {
            "at": "2020-04-07T07:46:53Z",
            "purpose": "CODE_CHECK",
            "looked_up": None,
            "roles": [],
            "place": None,
            "region": {"issuer": 42, "name": name},
            "outcome": "VALID",
            "colour": "RED",
            "decided_offline": False,
        }
    ]


def test_nothing_is_said_of_a_person_that_is_not_in_their_log_before(recognised: Region) -> None:
    payload = register(recognised).code.payload
    fault = ConnectionClosedError(endpoint_url="https://dynamodb.example")

    with patch.object(recognised.core.client, "put_item", side_effect=fault):
        answer = verify(recognised, payload)

    assert (answer.status, answer.json["code"]) == (503, "UNAVAILABLE")
    assert payload not in str(answer.body)


@pytest.mark.parametrize("fault", [server_fault, throttled, unreachable])
@pytest.mark.parametrize("number", range(4))
def test_whichever_call_fails_nothing_is_said_that_is_not_in_the_log_and_the_request_then_works(
    recognised: Region, number: int, fault: Callable[[str], Exception]
) -> None:
    registered = register(recognised)
    # The region's own process looks for its first key once more.
    verify(recognised, registered.code.payload, "before")
    for applied in (False, True):
        name = f"request-{applied}"
        with failing(recognised, number, fault, applied=applied):
            answer = verify(recognised, registered.code.payload, name)
        assert (answer.status, "said" in str(answer.body)) == (503, False)
        assert said(recognised, registered.code.payload, name)["colour"] == "GREEN"

    assert len(accesses(recognised, registered.person_id)) == 3


def test_one_request_is_one_look_and_one_answer_however_often_it_comes(recognised: Region) -> None:
    registered = register(recognised)
    first = said(recognised, registered.code.payload)
    assign(recognised)
    recognised.clock.move(timedelta(seconds=30))

    again = verify(recognised, registered.code.payload).json["answer"]
    assert json.loads(token_part(again))["said"] == first
    assert len(accesses(recognised, registered.person_id)) == 1
    assert said(recognised, registered.code.payload, "2")["colour"] == "RED"
    assert len(accesses(recognised, registered.person_id)) == 2


def test_a_request_that_was_about_another_code_before_is_refused(recognised: Region) -> None:
    one = register(recognised).code.payload
    other = register(recognised, serial=2, account=AccountId("account-2"))
    said(recognised, one)

    answer = verify(recognised, other.code.payload)

    assert (answer.status, answer.json["code"]) == (409, "IDEMPOTENCY_KEY_REUSED")
    assert len([item for item in recognised.items() if item["sk"] == "PEER_SCAN"]) == 1


def test_two_regions_may_give_two_requests_one_name(recognised: Region) -> None:
    registered = register(recognised)

    for issuer in (42, 43):
        recognised.for_peers.verify(Asker(issuer, "f" * 32), {"payload": registered.code.payload})

    assert [each["region"]["issuer"] for each in accesses(recognised, registered.person_id)] in ([42, 43], [43, 42])


@pytest.mark.parametrize(
    "about", [{}, {"payload": 1}, {"payload": None}, {"payload": "x" * 4097}, {"payload": "", "person": "x"}]
)
def test_a_question_about_anything_but_a_payload_is_refused(recognised: Region, about: dict[str, Any]) -> None:
    answer = recognised.call(VERIFY, body={"request": asks(START, ASKED, about)})

    assert (answer.status, answer.json["code"]) == (422, "INVALID_REQUEST")
    assert [error["field"] for error in answer.json["errors"]] == ["request"]


def forged(message: bytes) -> bytes:
    return sign(b"another " + message)


def test_whoever_is_no_peer_gets_one_refusal_and_reads_nothing_of_anybody(recognised: Region) -> None:
    about = {"payload": register(recognised).code.payload}
    refused = {
        "forged": asks(START, ASKED, about, signs=forged),
        "to another region": asks(START, ASKED, about, asked=45),
        "another question": asks(START, Question.HEALTH_SUMMARY, about),
        "old": asks(START - timedelta(minutes=7), ASKED, about),
        "garbage": "x.y.z",
    }
    bodies = []
    for request in refused.values():
        with listed(recognised) as calls:
            answer = recognised.call(VERIFY, body={"request": request})
        assert answer.status == 401
        assert [call.operation for call in calls] in ([], ["GetItem"])
        bodies.append(answer.body)

    assert len(set(bodies)) == 1
    assert [item for item in recognised.items() if item["sk"] == "PEER_SCAN"] == []


def test_a_region_is_no_peer_once_what_it_said_of_itself_has_expired(recognised: Region) -> None:
    payload = register(recognised).code.payload
    recognised.clock.move(timedelta(days=1))

    assert verify(recognised, payload).status == 401


def test_a_verification_costs_two_reads_and_one_conditional_write(recognised: Region) -> None:
    payload = register(recognised).code.payload
    said(recognised, payload)

    with listed(recognised) as calls:
        verify(recognised, payload, "2")

    assert [call.operation for call in calls] == ["GetItem", "GetItem", "PutItem", "Sign"]
    assert calls[2].parameters["ConditionExpression"] == "attribute_not_exists(pk)"


def test_neither_answer_nor_signal_has_a_name_a_document_or_a_reason(recognised: Region) -> None:
    registered = register(recognised)
    record = assign(recognised)
    recognised.signals.clear()

    answer = said(recognised, registered.code.payload)

    assert set(answer) == {"outcome", "colour", "code_id", "as_of"}
    told = str(answer) + str(recognised.signals)
    assert not [each for each in (NAME[0], resident_id(), record.record_id, registered.person_id) if each in told]
    assert recognised.signals == [CodeVerifiedForPeer("VALID")]


def test_the_service_itself_refuses_what_is_no_question(recognised: Region) -> None:
    with pytest.raises(DomainError) as refusal:
        recognised.for_peers.verify(Asker(42, "0" * 32), {"payload": 1})

    assert refusal.value.code is ErrorCode.INVALID_REQUEST
