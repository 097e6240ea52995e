"""Another region is told of a person after the question is in the person's log, and never who else there is (M21)."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest

from shared.access.model import Access, LookedUp, Purpose
from shared.aws.transactions import wire_item
from shared.federation.model import Asker, Question
from shared.health_questions.model import Because, Released
from shared.health_questions.sealed import Asked, seal
from shared.health_questions.service import HealthAnswers, Recipient
from shared.health_questions.understanding import detail_from, summary_from
from shared.identity.model import Document
from shared.kernel.errors import DomainError, ErrorCode, FieldsRefused
from shared.kernel.federation_signals import HealthQuestionAnswered
from shared.kernel.ids import PersonId
from shared.kernel.paging import PageRequest
from shared.risk.model import Colour
from shared.risk.store import RiskStore
from tests.acts import ACCOUNT, assign, refused, register
from tests.builders import resident_id
from tests.encryption import DRAW, OTHER_KID, public_key, unwrap
from tests.health_records import declared, measured, released
from tests.province_acts import document
from tests.region import HEALTH_QUESTIONS, ISSUER, LOOK_UPS, OUR_KID, START, Region

HUBEI, JTI = 42, "0" * 32
SUMMARY, DETAIL = Question.HEALTH_SUMMARY, Question.HEALTH_DETAIL


def about(
    question: Question = SUMMARY, who: Document | None = None, *, jti: str = JTI, asker: int = HUBEI
) -> dict[str, Any]:
    asked = Asked(asker, ISSUER, question.value, jti)
    return {"person": seal(who or document(), asked, OUR_KID, public_key(OUR_KID), DRAW)}


def ask(
    region: Region,
    question: Question = SUMMARY,
    serial: int = 1,
    *,
    jti: str = JTI,
    asker: int = HUBEI,
    answers: HealthAnswers | None = None,
) -> dict[str, Any]:
    answering = answers or region.health_answers
    method = answering.summary if question is SUMMARY else answering.detail
    return method(Asker(asker, jti), about(question, document(serial), jti=jti, asker=asker))


def with_limit(region: Region, per_hour: int) -> HealthAnswers:
    return HealthAnswers(
        core=region.core,
        person_ids=region.person_ids,
        recipient=Recipient(ISSUER, OUR_KID, lambda wrapped: unwrap(wrapped, OUR_KID)),
        limits=replace(HEALTH_QUESTIONS, per_hour=per_hour),
        clock=region.clock,
        signals=region.signals.append,
    )


def log(region: Region) -> list[Access]:
    own = region.family.people(ACCOUNT)[0].person_id
    return list(region.accesses.page(region.family.acting(ACCOUNT, own), PageRequest()).items)


def looks(region: Region) -> list[dict[str, Any]]:
    return [item for item in region.items() if item["sk"].startswith("PEER_LOOK#")]


def counts(region: Region) -> list[dict[str, Any]]:
    return [item for item in region.items() if "questions" in item]


def test_a_summary_tells_the_colour_and_how_much_there_is(region: Region) -> None:
    own = register(region).person_id
    measured(region, own, 365)
    region.clock.move(timedelta(minutes=1))
    measured(region, own, 366)
    declared(region, own, "早上去过菜市场")

    summary = summary_from(ask(region))

    assert summary is not None
    assert (summary.colour, summary.as_of) == (Colour.GREEN, START + timedelta(minutes=1))
    assert (summary.temperatures.newest, summary.temperatures.count) == (START + timedelta(minutes=1), 2)
    assert (summary.declarations.count, summary.health_checks.count, summary.release_notices.newest) == (1, 0, None)


def test_a_detail_tells_what_the_person_sees_here_without_who_recorded_it(region: Region) -> None:
    own = register(region).person_id
    measured(region, own, 371)
    declared(region, own, "早上去过菜市场")
    notice = released(region, own, "区人民医院")
    record = assign(region)

    said = ask(region, DETAIL)
    detail = detail_from(said)

    assert detail is not None
    assert detail.colour is Colour.RED
    made = record.assignment
    assert [replace(each, ends_at=None) for each in detail.because] == [
        Because(made.category, made.authority, made.reason, made.starts_at, None, None)
    ]
    assert [each.tenths for each in detail.lists.temperatures] == [371]
    assert detail.lists.release_notices == (
        Released("区人民医院", "观察点", notice.observation.observed_from, notice.observation.observed_to, START),
    )
    # Neither the record's id nor an officer; neither what was declared nor whom.
    for kept_here in (record.record_id, "officer-1", "medic-1", "菜市场", own, resident_id(), made.case_reference):
        assert kept_here not in str(said)


def test_a_hold_that_is_over_colours_nobody(region: Region) -> None:
    register(region)
    assign(region)
    region.clock.move(timedelta(days=20))

    summary = summary_from(ask(region))

    assert summary is not None
    assert summary.colour is Colour.GREEN


def test_of_a_list_twenty_are_told_and_that_there_are_more(region: Region) -> None:
    own = register(region).person_id
    for _ in range(21):
        region.clock.move(timedelta(minutes=1))
        measured(region, own, 365)

    detail = detail_from(ask(region, DETAIL))

    assert detail is not None
    assert len(detail.lists.temperatures) == 20
    assert detail.lists.temperatures[0].measured_at == region.clock.now
    assert detail.lists.more == {"temperatures"}


def test_the_question_is_in_the_persons_access_log(region: Region) -> None:
    register(region)
    ask(region)
    region.clock.move(timedelta(minutes=1))
    ask(region, DETAIL, jti="1" * 32)

    assert log(region) == [
        Access(
            START + timedelta(minutes=1),
            Purpose.HEALTH_QUERY,
            (),
            None,
            None,
            None,
            None,
            LookedUp.HEALTH_DETAIL,
            HUBEI,
        ),
        Access(START, Purpose.HEALTH_QUERY, (), None, None, None, None, LookedUp.HEALTH_SUMMARY, HUBEI),
    ]


def test_the_log_has_the_question_before_anything_of_the_person_is_read(region: Region) -> None:
    register(region)
    order: list[str] = []
    person = RiskStore.person

    def noted(self: RiskStore, person_id: PersonId) -> Any:
        order.extend("look" for _ in looks(region))
        order.append("read")
        return person(self, person_id)

    with patch.object(RiskStore, "person", noted):
        ask(region)

    assert order == ["look", "read"]


def test_where_the_log_cannot_be_written_nothing_is_said(region: Region) -> None:
    register(region)
    with (
        patch("shared.health_questions.store.commit", side_effect=RuntimeError),
        patch.object(RiskStore, "person") as read,
        pytest.raises(RuntimeError),
    ):
        ask(region)

    assert not read.called
    assert looks(region) == []


def test_of_a_person_who_is_not_known_nothing_is_said_and_as_much_is_written(region: Region) -> None:
    register(region)
    known = ask(region)
    unknown = ask(region, serial=9, jti="1" * 32)

    assert (known["known"], unknown) == (True, {"known": False})
    one, other = looks(region)
    assert one.keys() == other.keys()
    assert sum(each["questions"] for each in counts(region)) == 2
    assert region.signals[-2:] == [
        HealthQuestionAnswered("42", "health-summary", "KNOWN"),
        HealthQuestionAnswered("42", "health-summary", "UNKNOWN"),
    ]


def test_who_registers_later_sees_who_had_asked(region: Region) -> None:
    ask(region)
    register(region)

    assert [each.region for each in log(region)] == [HUBEI]


def test_who_is_on_the_red_list_without_a_registration_is_known(region: Region) -> None:
    assign(region)

    summary = summary_from(ask(region))

    assert summary is not None
    assert summary.colour is Colour.RED


def test_a_request_that_comes_again_is_answered_again_and_counted_once(region: Region) -> None:
    register(region)
    first = ask(region)
    before = region.items()

    assert ask(region) == first
    assert region.items() == before
    # The same request as another question, of another region or of another person is another.
    ask(region, DETAIL)
    ask(region, asker=41)
    ask(region, serial=9)
    assert len(looks(region)) == 4
    assert sum(each["questions"] for each in counts(region)) == 4


def test_a_request_that_fails_after_its_entry_is_answered_when_it_comes_again(region: Region) -> None:
    register(region)
    with patch.object(RiskStore, "person", side_effect=RuntimeError), pytest.raises(RuntimeError):
        ask(region)
    before = region.items()

    assert ask(region)["known"] is True
    assert region.items() == before
    assert (len(looks(region)), [each["questions"] for each in counts(region)]) == (1, [1])


def test_a_region_that_asks_too_often_waits_for_the_next_hour_and_others_do_not(region: Region) -> None:
    register(region)
    few = with_limit(region, 16)
    asked = 0
    with refused(ErrorCode.TOO_MANY_ATTEMPTS):
        for number in range(17):
            ask(region, jti=f"{number:032x}", answers=few)
            asked += 1
    before = region.items()

    assert 1 <= asked <= 16
    with pytest.raises(DomainError) as refusal:
        ask(region, jti=f"{asked:032x}", answers=few)
    assert refusal.value.retry_after == 788
    assert region.items() == before
    assert len(looks(region)) == asked
    # What was answered once is answered again, and another region is another count.
    ask(region, jti=f"{0:032x}", answers=few)
    ask(region, jti=f"{asked:032x}", asker=41, answers=few)
    region.clock.move(timedelta(seconds=788))
    ask(region, jti=f"{asked:032x}", answers=few)


def test_no_region_has_more_than_the_limit_of_an_hour_in_whole_sixteenths(region: Region) -> None:
    few, answered = with_limit(region, 20), 0
    for number in range(100):
        try:
            ask(region, jti=f"{number:032x}", answers=few)
            answered += 1
        except DomainError:
            continue

    assert 16 <= answered <= 32
    assert {each["questions"] for each in counts(region)} <= {1, 2}


@pytest.mark.parametrize(
    "told",
    [
        {},
        {"person": None},
        {"person": "x"},
        {"document_number": resident_id()},
        about(DETAIL),
        about(jti="1" * 32),
        about(asker=41),
        {"person": seal(document(), Asked(HUBEI, 42, SUMMARY.value, JTI), OUR_KID, public_key(OUR_KID), DRAW)},
        {"person": seal(document(), Asked(HUBEI, 44, SUMMARY.value, JTI), OTHER_KID, public_key(OTHER_KID), DRAW)},
    ],
)
def test_what_was_not_sealed_for_this_question_is_refused_and_leaves_nothing(
    region: Region, told: dict[str, Any]
) -> None:
    register(region)
    before = region.items()

    with pytest.raises(FieldsRefused) as refusal:
        region.health_answers.summary(Asker(HUBEI, JTI), told)

    assert refusal.value.problems.keys() == {"about.person"}
    assert refusal.value.__cause__ is None
    assert region.items() == before
    assert HealthQuestionAnswered("42", "health-summary", "KNOWN") not in region.signals


def test_a_question_is_kept_as_long_as_a_look_up(region: Region) -> None:
    register(region)
    ask(region)

    [look], [count] = looks(region), counts(region)
    assert look["expires_at"] == int((START + LOOK_UPS.retention).timestamp())
    assert count["pk"] == "PEER#042"
    assert look["region"] == HUBEI


def test_the_documents_number_is_in_no_item_and_no_signal(region: Region) -> None:
    ask(region)
    ask(region, DETAIL)

    assert resident_id() not in str([wire_item(item) for item in region.items()])
    assert resident_id() not in str(region.signals)
