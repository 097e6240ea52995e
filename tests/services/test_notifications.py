"""Residents are told that there is news: each of those whom it concerns, at most once, and nobody else anything."""

import json
import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

import pytest
from botocore.exceptions import ReadTimeoutError

from shared.access.model import LookedUp, Purpose
from shared.appeals.model import AppealOutcome
from shared.aws import keys
from shared.aws.transactions import Item, wire_item
from shared.family.model import Relation
from shared.kernel.clock import day_of
from shared.kernel.errors import ErrorCode
from shared.kernel.ids import AccountId
from shared.kernel.paging import PageRequest
from shared.kernel.pii import DocumentNumber
from shared.kernel.signals import NotificationLost, NotificationMade, NotificationSent, RequestFailed
from shared.notifications.model import Kind
from shared.notifications.rules import MESSAGE_LENGTH
from shared.notifications.service import Delays
from shared.risk.service import Decision
from tests.acts import (
    ACCOUNT,
    NAME,
    PHONE,
    add_member,
    assign,
    assign_beyond_brake,
    in_days,
    officer,
    refused,
    register,
)
from tests.appeal_acts import appeal, decide
from tests.aws_calls import failing, server_fault, unreachable
from tests.builders import resident_id
from tests.look_up_acts import met
from tests.notification_acts import (
    GUARDIAN,
    STRANGER,
    changes,
    delivered,
    every_kind,
    handed_out,
    kinds,
    notifications,
    settled_family,
    told,
)
from tests.region import LONGEST_DELAY, NOTIFICATION_RETENTION, START, Region

EVERYBODY = (ACCOUNT, GUARDIAN, STRANGER)


@pytest.fixture
def family(region: Region) -> Region:
    return settled_family(region)


def test_a_colour_that_changes_is_told_to_its_person_and_to_who_may_act_for_them(family: Region) -> None:
    told(family, lambda: assign(family))

    assert [kinds(family, account) for account in EVERYBODY] == [[Kind.COLOUR_CHANGED], [Kind.COLOUR_CHANGED], []]
    assert family.signals[-2:] == [NotificationMade("COLOUR_CHANGED")] * 2
    (own,), (guardians,) = notifications(family, ACCOUNT), notifications(family, GUARDIAN)
    assert own.person_id == guardians.person_id == family.family.people(ACCOUNT)[0].person_id
    assert (own.at, own.entry_id != guardians.entry_id) == (START, True)


def test_a_lift_is_told_like_the_assignment_was(family: Region) -> None:
    record = assign(family).record_id
    told(family, lambda: family.risk.lift(officer(), record, "误报"))

    assert [kinds(family, account) for account in EVERYBODY] == [[Kind.COLOUR_CHANGED], [Kind.COLOUR_CHANGED], []]


def test_a_second_reason_for_red_is_no_news_and_neither_is_the_first_of_two_lifts(family: Region) -> None:
    first = assign(family).record_id

    told(family, lambda: assign(family, key="assign-0002"))
    told(family, lambda: family.risk.lift(officer(), first, "误报"))

    assert [kinds(family, account) for account in EVERYBODY] == [[], [], []]


def test_what_waits_for_a_second_officer_is_told_with_the_approval(family: Region) -> None:
    made: list[Any] = []
    told(family, lambda: made.append(assign_beyond_brake(family)))
    assert kinds(family, ACCOUNT) == []

    told(family, lambda: family.approvals.decide(officer("officer-2"), made[0].record_id, Decision.APPROVE, "核实"))
    assert kinds(family, ACCOUNT) == [Kind.COLOUR_CHANGED]


def test_a_record_that_begins_later_is_not_told_as_a_colour_that_has_changed(family: Region) -> None:
    told(family, lambda: assign(family, starts_at=START + timedelta(days=1), ends_on=in_days(14)))

    assert kinds(family, ACCOUNT) == []


def test_a_person_without_account_and_guardian_is_told_nothing(region: Region) -> None:
    told(region, lambda: assign(region, 9))

    assert region.waiting.sent == []
    assert not [item for item in region.items() if "NOTIFICATION#" in item["sk"]]


def test_a_member_without_an_account_is_told_through_the_guardian(family: Region) -> None:
    add_member(family, 8, account=GUARDIAN)
    told(family, lambda: assign(family, 8))

    assert [kinds(family, account) for account in EVERYBODY] == [[], [Kind.COLOUR_CHANGED], []]


def test_who_may_no_longer_act_for_a_person_is_told_nothing_more(family: Region) -> None:
    person = family.family.people(ACCOUNT)[0].person_id
    family.family.remove(GUARDIAN, person)
    told(family, lambda: assign(family))
    assert kinds(family, GUARDIAN) == []


def test_whose_link_has_ended_by_itself_is_told_nothing_more(family: Region) -> None:
    child = resident_id(8, date(2015, 6, 1))
    add_member(family, 8, Relation.CHILD, STRANGER, document_number=child)
    family.clock.move(timedelta(days=20 * 365))
    today = day_of(family.clock.now)
    told(family, lambda: assign(family, document_number=DocumentNumber(child), ends_on=None, review_on=today))

    assert kinds(family, STRANGER) == []


@pytest.mark.parametrize(
    ("outcome", "news"),
    [
        (AppealOutcome.UPHELD, [Kind.APPEAL_DECIDED]),
        (AppealOutcome.LIFTED, [Kind.APPEAL_DECIDED, Kind.COLOUR_CHANGED]),
    ],
)
def test_the_outcome_of_an_appeal_is_told(family: Region, outcome: AppealOutcome, news: list[Kind]) -> None:
    record = assign(family).record_id
    filed: list[Any] = []
    told(family, lambda: filed.append(appeal(family, record)))
    assert kinds(family, ACCOUNT) == []

    told(family, lambda: decide(family, filed[0].standing.appeal.entry_id, outcome))

    assert [kinds(family, account) for account in EVERYBODY] == [news, news, []]


def test_a_family_link_is_told_on_both_sides(family: Region) -> None:
    told(family, lambda: add_member(family, 1, Relation.PARENT, STRANGER))
    person = family.family.people(ACCOUNT)[0].person_id

    for account in EVERYBODY:
        assert [(each.kind, each.person_id) for each in notifications(family, account)] == [
            (Kind.FAMILY_LINK_MADE, person)
        ]


def test_the_end_of_a_link_is_no_news(family: Region) -> None:
    person = family.family.people(ACCOUNT)[0].person_id
    told(family, lambda: family.family.remove(GUARDIAN, person))

    assert [kinds(family, account) for account in EVERYBODY] == [[], [], []]


def test_a_look_up_of_who_somebody_is_is_told_and_another_is_not(family: Region) -> None:
    scanned = met(family)
    told(family, lambda: family.look_ups.travel(scanned.officer, scanned.scan_id, Purpose.EPIDEMIC_INVESTIGATION.value))
    assert kinds(family, ACCOUNT) == []

    told(family, lambda: family.look_ups.identity(scanned.officer, scanned.scan_id, Purpose.MEDICAL_CARE.value))

    news = [Kind.IDENTITY_LOOKED_UP]
    assert [kinds(family, account) for account in EVERYBODY] == [news, news, []]
    looked_up = [item["looked_up"] for item in family.items() if "looked_up" in item]
    assert sorted(looked_up) == [LookedUp.IDENTITY, LookedUp.TRAVEL]


def test_a_scan_and_a_registration_are_no_news(family: Region) -> None:
    told(family, lambda: met(family, key="scan-0002"))
    told(family, lambda: register(family, 7, AccountId("account-7")))

    assert family.waiting.sent == []


def test_notifications_are_kept_for_the_days_of_the_region(family: Region) -> None:
    told(family, lambda: assign(family))

    kept = [item["expires_at"] for item in family.items() if item["sk"].startswith("NOTIFICATION#")]
    assert kept == [(START + NOTIFICATION_RETENTION).timestamp()] * 2


def test_the_newest_is_shown_first_page_by_page(family: Region) -> None:
    for number in range(3):
        told(family, lambda number=number: assign(family, key=f"assign-{number:04}"))  # type: ignore[misc]
        told(family, lambda: _lift_everything(family))
        family.clock.move(timedelta(minutes=1))
    first = family.notifications.page(ACCOUNT, PageRequest(limit=4))
    second = family.notifications.page(ACCOUNT, PageRequest(4, first.cursor))
    seen = first.items + second.items

    assert second.cursor is None
    assert len({each.entry_id for each in seen}) == 6
    assert [each.at for each in seen] == sorted((each.at for each in seen), reverse=True)


def test_a_cursor_opens_no_other_account_s_list(family: Region) -> None:
    for number in range(2):
        told(family, lambda number=number: assign(family, key=f"assign-{number:04}"))  # type: ignore[misc]
        told(family, lambda: _lift_everything(family))
    cursor = family.notifications.page(GUARDIAN, PageRequest(limit=1)).cursor

    with refused(ErrorCode.INVALID_CURSOR):
        family.notifications.page(ACCOUNT, PageRequest(1, cursor))


def _lift_everything(region: Region) -> None:
    for item in region.items():
        if item["sk"].startswith("RISK#") and "lifted_at" not in item:
            region.risk.lift(officer(), item["record_id"], "误报")


def test_a_change_that_is_told_twice_is_one_notification_and_one_message(family: Region) -> None:
    records = told(family, lambda: assign(family))
    family.on_change({"Records": records}, None)

    assert len(family.waiting.sent) == 4
    assert len(delivered(family)) == 2
    assert kinds(family, ACCOUNT) == [Kind.COLOUR_CHANGED]
    assert [each for each in family.signals if isinstance(each, NotificationSent)] == [NotificationSent()] * 2


def test_a_delivery_that_is_handed_out_twice_is_one_message(family: Region) -> None:
    told(family, lambda: assign(family))
    event = handed_out(family)
    for _ in range(3):
        assert family.on_delivery(event, None) == {"batchItemFailures": []}

    assert sorted(json.loads(each)["recipient"] for each in family.bus.taken) == [ACCOUNT, GUARDIAN]


def test_a_delivery_of_what_is_no_longer_kept_is_none(family: Region) -> None:
    told(family, lambda: assign(family))
    for item in family.items():
        if item["sk"].startswith("NOTIFICATION#"):
            place = wire_item({"pk": item["pk"], "sk": item["sk"]})
            family.core.client.delete_item(TableName=family.core.name, Key=place)

    assert delivered(family) == []
    assert not [item for item in family.items() if "sent_at" in item]


# Guardians, two people, two notifications.
_CALLS_OF_A_CHANGE = 5


@pytest.mark.parametrize("applied", [False, True])
@pytest.mark.parametrize("number", range(_CALLS_OF_A_CHANGE))
def test_a_crash_at_any_call_while_notifications_are_made_loses_and_doubles_nothing(
    family: Region, number: int, applied: bool
) -> None:
    records = changes(family, lambda: assign(family))
    change = [each for each in records if each["dynamodb"]["Keys"]["sk"]["S"] == "PERSON"]
    with failing(family, number, unreachable, applied=applied):
        answer = family.on_change({"Records": change}, None)
    assert answer == {"batchItemFailures": [{"itemIdentifier": change[0]["dynamodb"]["SequenceNumber"]}]}

    assert family.on_change({"Records": change}, None) == {"batchItemFailures": []}

    assert [kinds(family, account) for account in EVERYBODY] == [[Kind.COLOUR_CHANGED], [Kind.COLOUR_CHANGED], []]
    assert sorted(each["recipient"] for each in delivered(family)) == [ACCOUNT, GUARDIAN]


def test_no_more_calls_are_made_than_were_made_to_fail(family: Region) -> None:
    records = changes(family, lambda: assign(family))
    change = [each for each in records if each["dynamodb"]["Keys"]["sk"]["S"] == "PERSON"]
    with failing(family, _CALLS_OF_A_CHANGE, server_fault):
        assert family.on_change({"Records": change}, None) == {"batchItemFailures": []}


@pytest.mark.parametrize("sent", [False, True])
@pytest.mark.parametrize("number", range(2))
def test_a_crash_at_the_queue_loses_and_doubles_nothing(
    family: Region, monkeypatch: pytest.MonkeyPatch, number: int, sent: bool
) -> None:
    with _failing_once(monkeypatch, family.waiting, "send", number, done=sent):
        records = changes(family, lambda: assign(family))
        assert family.on_change({"Records": records}, None) != {"batchItemFailures": []}
    family.on_change({"Records": records}, None)

    assert sorted(each["recipient"] for each in delivered(family)) == [ACCOUNT, GUARDIAN]


@pytest.mark.parametrize(("applied", "messages"), [(False, 1), (True, 0)])
def test_a_crash_while_a_message_is_marked_may_lose_it_and_never_doubles_it(
    family: Region, applied: bool, messages: int
) -> None:
    event = _one_delivery(family)
    with failing(family, 0, server_fault, applied=applied):
        assert family.on_delivery(event, None) == {"batchItemFailures": [{"itemIdentifier": "message-0"}]}
    for _ in range(2):
        family.on_delivery(event, None)

    assert len(family.bus.taken) == messages


@pytest.mark.parametrize("sent", [False, True])
def test_a_message_of_which_nobody_knows_whether_it_was_sent_is_not_sent_again(
    family: Region, monkeypatch: pytest.MonkeyPatch, sent: bool
) -> None:
    event = _one_delivery(family)
    with _failing_once(monkeypatch, family.bus, "put", 0, done=sent):
        assert family.on_delivery(event, None) == {"batchItemFailures": []}
    for _ in range(2):
        assert family.on_delivery(event, None) == {"batchItemFailures": []}

    assert len(family.bus.taken) == int(sent)
    assert family.signals[-1] == NotificationLost("ReadTimeoutError")
    assert kinds(family, ACCOUNT) == [Kind.COLOUR_CHANGED]


def test_a_message_that_the_bus_did_not_take_is_sent_later(family: Region) -> None:
    event = _one_delivery(family)
    family.bus.takes = False
    for _ in range(2):
        assert family.on_delivery(event, None) == {"batchItemFailures": [{"itemIdentifier": "message-0"}]}
    assert family.signals[-1] == RequestFailed("SendingRefusedError")

    family.bus.takes = True
    for _ in range(2):
        family.on_delivery(event, None)

    assert len(family.bus.taken) == 1


def test_a_mark_that_cannot_be_taken_back_loses_the_message(family: Region) -> None:
    event = _one_delivery(family)
    family.bus.takes = False
    with failing(family, 1, server_fault):
        assert family.on_delivery(event, None) == {"batchItemFailures": [{"itemIdentifier": "message-0"}]}
    family.bus.takes = True
    family.on_delivery(event, None)

    assert family.bus.taken == []


def _one_delivery(region: Region) -> dict[str, Any]:
    told(region, lambda: assign(region))
    region.waiting.sent[:] = [each for each in region.waiting.sent if each[0]["recipient"] == ACCOUNT]
    return handed_out(region)


@contextmanager
def _failing_once(
    monkeypatch: pytest.MonkeyPatch, port: object, method: str, number: int, *, done: bool
) -> Iterator[None]:
    """Call `number` of the method, from 0, is not answered: it was done all the same, or it was not."""
    real, asked = getattr(type(port), method), 0

    def fail(*arguments: Any) -> Any:
        nonlocal asked
        asked += 1
        if asked != number + 1:
            return real(*arguments)
        if done:
            real(*arguments)
        raise ReadTimeoutError(endpoint_url="https://nowhere")

    with monkeypatch.context() as patched:
        patched.setattr(type(port), method, fail)
        yield


def test_messages_of_all_kinds_are_alike(family: Region) -> None:
    every_kind(family)
    sent = delivered(family)

    assert {kind for account in EVERYBODY for kind in kinds(family, account)} == set(Kind)
    assert {len(each) for each in family.bus.taken} == {MESSAGE_LENGTH}
    alike = {
        detail.replace(each["notification"], "").replace(each["recipient"], "").rstrip('0"}')
        for detail, each in zip(family.bus.taken, sent, strict=True)
    }
    assert len(alike) == 1


def test_nothing_that_the_vault_holds_and_no_person_is_in_any_message(family: Region) -> None:
    every_kind(family)
    waiting = json.dumps(family.waiting.sent, ensure_ascii=False)
    delivered(family)
    outside = waiting + "".join(family.bus.taken) + repr(family.signals)
    vault = [value for item in family.items(family.vault) for value in _texts(item) if value != "RESIDENT_ID"]
    of_people = [
        value
        for item in family.items()
        for name, value in item.items()
        if name
        in {"person_id", "masked_name", "payload", "code_id", "record_id", "reason", "case_reference", "officer"}
    ]

    assert {NAME, f"+86{PHONE}", resident_id(1)} <= set(vault)
    assert len(of_people) > 20
    assert [value for value in (*vault, *of_people) if value in outside] == []
    for word in (*Kind, "GREEN", "RED", "colour", "CLOSE_CONTACT"):
        assert word not in waiting + "".join(family.bus.taken)


def _texts(item: Item) -> Iterator[str]:
    yield from (value for name, value in item.items() if isinstance(value, str) and name != "sk")


def test_every_delivery_waits_for_a_time_from_the_same_range_whatever_the_news(
    family: Region, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []

    def draw(below: int) -> int:
        asked.append(below)
        return len(asked)

    monkeypatch.setattr(family.making, "_delays", Delays(LONGEST_DELAY, draw))
    every_kind(family)

    assert asked == [LONGEST_DELAY + 1] * len(family.waiting.sent)
    assert [delay for _, delay in family.waiting.sent] == list(range(1, len(asked) + 1))


def test_delays_use_their_whole_range_evenly() -> None:
    delays = Delays(LONGEST_DELAY, random.Random(3).randrange)
    drawn = [delays.draw() for _ in range(90_100)]
    tenths = [sum(low <= each < low + 90 for each in drawn) for low in range(0, LONGEST_DELAY, 90)]

    assert set(drawn) == set(range(LONGEST_DELAY + 1))
    # Nine thousand are expected in each tenth; six standard deviations are 540.
    assert all(abs(each - 9000) < 540 for each in tenths)


def test_a_notification_lies_where_its_key_says(family: Region) -> None:
    told(family, lambda: assign(family))
    (own,) = notifications(family, ACCOUNT)
    place = wire_item(keys.notification(ACCOUNT, own.entry_id))

    assert "Item" in family.core.client.get_item(TableName=family.core.name, Key=place)
