"""Two regions ask each other for real: over HTTP, signed, the document encrypted by one and opened by the other."""

import json
import logging
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest

from shared.access.model import LookedUp, Purpose
from shared.federation.envelope import answer_as_jwt, request_as_jwt
from shared.federation.model import Answer, Question, Request
from shared.health_questions.sealed import Asked, seal
from shared.jws.compact import unbase64
from shared.kernel.errors import ErrorCode
from shared.kernel.federation_signals import HealthQuestionAnswered, ProvinceAsked
from shared.kernel.ids import AccountId
from shared.kernel.paging import PageRequest
from shared.provinces.model import Row
from shared.provinces.service import ProvinceService
from tests import loopback
from tests.acts import ACCOUNT, add_member, assign, refused, register
from tests.builders import resident_id
from tests.encryption import DRAW, public_key
from tests.health_records import measured, released
from tests.itinerary_acts import acting
from tests.peer_servers import by
from tests.province_acts import consent, document
from tests.region import resident_claims
from tests.two_regions import GUANGDONG, HUBEI, TwoRegions, asking, served_by, two_regions


@pytest.fixture
def both() -> Iterator[TwoRegions]:
    with two_regions() as both:
        register(both.ours)
        consent(both.ours)
        yield both


def rows(both: TwoRegions, service: ProvinceService | None = None) -> tuple[Row, ...]:
    return (service or both.asking).summaries(acting(both.ours))


def test_a_resident_of_one_region_sees_what_the_other_holds(both: TwoRegions) -> None:
    person = register(both.theirs).person_id
    measured(both.theirs, person, 366)
    released(both.theirs, person, "武汉某医院")

    [row] = rows(both)
    seen = both.asking.detail(acting(both.ours), "42")

    assert row.silence is None
    assert row.summary is not None
    assert (row.summary.temperatures.count, row.summary.release_notices.count) == (1, 1)
    assert seen.detail is not None
    assert [each.tenths for each in seen.detail.lists.temperatures] == [366]
    assert [each.institution for each in seen.detail.lists.release_notices] == ["武汉某医院"]
    # The same document is another person there, since the keys of the hashes differ.
    assert person != both.ours.family.people(ACCOUNT)[0].person_id


def test_a_red_of_the_other_region_comes_with_its_reason(both: TwoRegions) -> None:
    assign(both.theirs)

    seen = both.asking.detail(acting(both.ours), "42")

    assert seen.detail is not None
    assert [(each.category, each.reason) for each in seen.detail.because] == [("CLOSE_CONTACT", "与确诊病例同乘一车")]


def test_who_is_not_known_there_is_not_known(both: TwoRegions) -> None:
    assert rows(both) == (Row(HUBEI, None, None),)


def test_a_member_of_the_family_is_asked_for_by_their_own_document(both: TwoRegions) -> None:
    register(both.theirs, 2)
    member = add_member(both.ours, 2).link.member
    consent(both.ours, person=member)

    [row] = both.asking.summaries(acting(both.ours, person=member))

    assert row.summary is not None
    assert rows(both) == (Row(HUBEI, None, None),)


def test_the_person_sees_in_the_other_region_who_asked(both: TwoRegions) -> None:
    person = register(both.theirs).person_id
    rows(both)
    both.asking.detail(acting(both.ours), "42")

    log = both.theirs.accesses.page(both.theirs.family.acting(ACCOUNT, person), PageRequest()).items
    assert {(each.purpose, each.region, each.looked_up) for each in log} == {
        (Purpose.HEALTH_QUERY, GUANGDONG, LookedUp.HEALTH_SUMMARY),
        (Purpose.HEALTH_QUERY, GUANGDONG, LookedUp.HEALTH_DETAIL),
    }
    answer = both.theirs.call(
        "GET /v1/people/{person}/accesses", claims=resident_claims(), path={"person": person}
    ).json["accesses"]
    assert {(each["region"]["name"], each["place"], tuple(each["roles"])) for each in answer} == {
        ("Guangdong", None, ())
    }


def test_without_consent_nothing_leaves(both: TwoRegions) -> None:
    both.ours.provinces.revoke_consent(acting(both.ours))

    with refused(ErrorCode.CONSENT_MISSING):
        rows(both)
    assert both.line.received == []


def test_the_document_number_is_nowhere_on_the_way(both: TwoRegions, caplog: pytest.LogCaptureFixture) -> None:
    person = register(both.theirs).person_id
    with caplog.at_level(logging.INFO):
        rows(both)
        both.asking.detail(acting(both.ours), "42")

    sent = b"".join(each.body for each in both.line.received)
    claims = [unbase64(json.loads(each.body)["request"].split(".")[1].encode()) for each in both.line.received]
    sealed = [json.loads(each)["about"]["person"] for each in claims]
    opened = [unbase64(part.encode()) for text in sealed for part in text.split(".")]
    number = resident_id().encode()
    stored = str([region.items() for region in (both.ours, both.theirs)])
    said = f"{caplog.text} {both.ours.signals} {both.theirs.signals} {stored}"

    for text in (sent, *claims, *opened, said.encode()):
        assert number not in text
    assert resident_id() in str(both.theirs.items(both.theirs.vault))
    assert f"PERSON#{person}" in stored


def test_nothing_of_the_answer_is_stored(both: TwoRegions) -> None:
    released(both.theirs, register(both.theirs).person_id, "武汉某医院")
    before = both.ours.items(both.ours.vault), both.ours.items(both.ours.audit)
    core = both.ours.items()

    both.asking.detail(acting(both.ours), "42")

    assert (both.ours.items(both.ours.vault), both.ours.items(both.ours.audit)) == before
    assert [item.keys() for item in both.ours.items() if item not in core] == [{"pk", "sk", "looks", "expires_at"}]


Broken = Callable[[TwoRegions], loopback.Answer]


def answering(said: Mapping[str, Any], **changes: Any) -> Broken:
    """A region that answers the question with `said`, or the answer's `changes` to another question."""

    def broken(both: TwoRegions) -> loopback.Answer:
        def signed(text: str) -> str:
            claims = json.loads(unbase64(text.split(".")[1].encode()))
            given: dict[str, Any] = {"asker": GUANGDONG, "asked": HUBEI, "at": both.theirs.clock.now, "about": {}}
            given |= {"request_id": claims["jti"], "question": claims["question"]}
            return answer_as_jwt(
                Answer(Request(**given | changes), both.theirs.clock.now, said), 1, both.theirs.issuer.key.sign
            )

        return by(both.line, signed)

    return broken


def test_a_summary_that_is_signed_rightly_is_taken(both: TwoRegions) -> None:
    both.line.script[:] = [answering({"known": False})(both)]

    assert rows(both) == (Row(HUBEI, None, None),)


def forged(both: TwoRegions) -> loopback.Answer:
    """Signed with a key of ours that is not the other region's."""
    return by(
        both.line,
        lambda text: answer_as_jwt(
            Answer(
                Request(
                    GUANGDONG,
                    HUBEI,
                    both.theirs.clock.now,
                    json.loads(unbase64(text.split(".")[1].encode()))["jti"],
                    Question.HEALTH_SUMMARY,
                    {},
                ),
                both.theirs.clock.now,
                {"known": False},
            ),
            1,
            both.ours.issuer.key.sign,
        ),
    )


@pytest.mark.parametrize(
    ("broken", "silence"),
    [
        (answering({}), "NOT_READABLE"),
        (answering({"known": True, "colour": "GREEN"}), "NOT_READABLE"),
        (answering({"known": "perhaps"}), "NOT_READABLE"),
        (answering({"known": False}, request_id="0" * 32), "NOT_GENUINE"),
        (answering({"known": False}, question="health-detail"), "NOT_GENUINE"),
        (answering({"known": False}, asker=41), "NOT_GENUINE"),
        (forged, "NOT_GENUINE"),
        (lambda both: loopback.answer(content={"answer": "a.b.c"}), "NOT_GENUINE"),
        (lambda both: loopback.answer(content=b"<html>"), "NOT_READABLE"),
        (lambda both: loopback.answer(status=503, content={}), "REFUSED"),
        (lambda both: loopback.answer(status=429, content={}), "REFUSED"),
        (lambda both: loopback.hang_up, "NOT_REACHED"),
    ],
)
def test_what_is_no_answer_to_this_question_is_none(both: TwoRegions, broken: Broken, silence: str) -> None:
    both.line.script[:] = [broken(both)]

    assert rows(both) == (Row(HUBEI, silence, None),)
    assert both.ours.signals[-1] == ProvinceAsked("42", "health-summary", silence)


def test_a_request_that_is_sent_again_by_somebody_is_answered_to_nobody_else(both: TwoRegions) -> None:
    register(both.theirs)
    rows(both)
    before = both.theirs.items()
    body = json.loads(both.line.received[0].body)

    again = both.theirs.call("POST /v1/federation/health-summary", body=body)
    other = both.theirs.call("POST /v1/federation/health-detail", body=body)

    # It tells the one who asked what they were told, and nobody can make another question of it.
    assert (again.status, other.status, other.json["code"]) == (200, 401, "UNAUTHENTICATED")
    assert both.theirs.items() == before


def asked_with(both: TwoRegions, sealed: str, jti: str = "1" * 32, question: Question = Question.HEALTH_SUMMARY) -> Any:
    request = Request(GUANGDONG, HUBEI, both.ours.clock.now, jti, question, {"person": sealed})
    body = {"request": request_as_jwt(request, 1, both.ours.issuer.key.sign)}
    return both.theirs.call(f"POST /v1/federation/{question}", body=body)


def test_a_sealed_document_cannot_be_lifted_into_another_request(both: TwoRegions) -> None:
    register(both.theirs)
    rows(both)
    request = json.loads(both.line.received[0].body)["request"]
    claims = json.loads(unbase64(request.split(".")[1].encode()))
    before, told = both.theirs.items(), list(both.theirs.signals)

    answer = asked_with(both, claims["about"]["person"])

    assert (answer.status, answer.json["code"]) == (422, "INVALID_REQUEST")
    assert both.theirs.items() == before
    assert both.theirs.signals == told


def test_a_document_that_was_sealed_for_us_is_not_read_by_them(both: TwoRegions) -> None:
    jti = "1" * 32
    asked = Asked(GUANGDONG, HUBEI, Question.HEALTH_SUMMARY, jti)

    for kid, key in (("42.e1", "44.e1"), ("44.e1", "44.e1"), ("42.e2", "42.e1")):
        answer = asked_with(both, seal(document(), asked, kid, public_key(key), DRAW), jti)
        assert (answer.status, answer.json["code"]) == (422, "INVALID_REQUEST")
    assert asked_with(both, seal(document(), asked, "42.e1", public_key("42.e1"), DRAW), jti).status == 200


def test_what_is_refused_says_nothing_of_what_was_sent(both: TwoRegions) -> None:
    answer = asked_with(both, f"person {resident_id()}")

    assert answer.status == 422
    assert resident_id() not in str(answer.body)
    assert resident_id() not in str(both.theirs.signals)


def test_known_and_unknown_lead_to_the_same_writes(both: TwoRegions) -> None:
    register(both.theirs)
    other = AccountId("account-5")
    stranger = both.ours.family.acting(other, register(both.ours, 5, other).person_id)
    both.ours.provinces.give_consent(stranger)
    rows(both)
    both.asking.summaries(stranger)

    one, another = (item for item in both.theirs.items() if item["sk"].startswith("PEER_LOOK#"))
    assert one.keys() == another.keys()
    assert sum(item["questions"] for item in both.theirs.items() if "questions" in item) == 2
    assert [each for each in both.theirs.signals if isinstance(each, HealthQuestionAnswered)] == [
        HealthQuestionAnswered("44", "health-summary", "KNOWN"),
        HealthQuestionAnswered("44", "health-summary", "UNKNOWN"),
    ]


def test_after_three_failures_a_region_is_not_asked_for_a_while(both: TwoRegions) -> None:
    both.line.script[:] = [loopback.hang_up]
    service = asking(both.ours)
    silences = [rows(both, service)[0].silence for _ in range(4)]
    both.line.script[:] = [served_by(both.theirs, both.line)]

    assert silences == ["NOT_REACHED"] * 3 + ["BREAKER_OPEN"]
    assert rows(both, asking(both.ours))[0].silence is None
