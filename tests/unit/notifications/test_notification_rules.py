"""What is news, and that a message about it is like any other."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.access.model import LookedUp
from shared.kernel.ids import AccountId, Authority, EntryId, PersonId, RecordId, base32
from shared.notifications.model import (
    AppealWritten,
    Delivery,
    HoldsWritten,
    Kind,
    LinkWritten,
    LookUpWritten,
    Written,
)
from shared.notifications.rules import MESSAGE_LENGTH, kind_of, message, notification_of
from shared.risk.model import Category, Hold

AT = datetime(2020, 4, 7, 7, 46, 53, tzinfo=UTC)
DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)
HOLD = Hold(
    record_id=RecordId("record-1"),
    category=Category.CLOSE_CONTACT,
    authority=Authority("CDC-440106"),
    reason="reason",
    starts_at=AT,
    ends_at=AT + 14 * DAY,
    review_on=None,
)
OTHER = replace(HOLD, record_id=RecordId("record-2"), ends_at=None)
LATER = replace(OTHER, starts_at=AT + DAY)
OVER = replace(OTHER, starts_at=AT - 9 * DAY, ends_at=AT - DAY)


def written(what: HoldsWritten | AppealWritten | LinkWritten | LookUpWritten) -> Written:
    return Written("change-1", AT, PersonId("p" * 32), what)


@pytest.mark.parametrize(
    ("before", "after", "changed"),
    [
        ((), (HOLD,), True),
        ((HOLD,), (), True),
        ((OVER,), (HOLD,), True),
        ((HOLD, OVER), (), True),
        ((LATER,), (LATER, HOLD), True),
        ((LATER, HOLD), (LATER,), True),
        ((), (), False),
        ((HOLD,), (HOLD,), False),
        ((HOLD,), (HOLD, OTHER), False),
        ((HOLD, OTHER), (OTHER,), False),
        ((HOLD,), (OTHER,), False),
        ((), (LATER,), False),
        ((LATER,), (), False),
        ((OVER,), (), False),
        ((), (OVER,), False),
    ],
)
def test_a_colour_has_changed_when_it_is_another_at_the_write(
    before: tuple[Hold, ...], after: tuple[Hold, ...], changed: bool
) -> None:
    assert kind_of(written(HoldsWritten(before, after))) is (Kind.COLOUR_CHANGED if changed else None)


@pytest.mark.parametrize(("seconds", "changed"), [(0, True), (1, True), (5, True), (6, False)])
def test_what_begins_with_the_write_has_begun_although_clocks_differ(seconds: int, changed: bool) -> None:
    hold = replace(HOLD, starts_at=AT + seconds * SECOND)
    assert (kind_of(written(HoldsWritten((), (hold,)))) is Kind.COLOUR_CHANGED) is changed


@pytest.mark.parametrize(
    ("what", "kind"),
    [
        (AppealWritten(before=False, after=True), Kind.APPEAL_DECIDED),
        (AppealWritten(before=False, after=False), None),
        (AppealWritten(before=True, after=True), None),
        (LinkWritten(None, AT), Kind.FAMILY_LINK_MADE),
        (LinkWritten(AT - DAY, AT), Kind.FAMILY_LINK_MADE),
        (LinkWritten(AT, AT), None),
        (LookUpWritten(LookedUp.IDENTITY), Kind.IDENTITY_LOOKED_UP),
        (LookUpWritten(LookedUp.MASKED_IDENTITY), Kind.IDENTITY_LOOKED_UP),
        (LookUpWritten(LookedUp.TRAVEL), None),
        (LookUpWritten(LookedUp.CONTACTS), None),
        (LookUpWritten(LookedUp.DECLARATIONS), None),
    ],
)
def test_what_is_news_of_appeals_families_and_look_ups(
    what: AppealWritten | LinkWritten | LookUpWritten, kind: Kind | None
) -> None:
    assert kind_of(written(what)) is kind


def test_a_notification_is_the_same_for_the_same_write_and_account_and_no_other() -> None:
    first = written(LookUpWritten(LookedUp.IDENTITY))
    made = [
        notification_of(change, Kind.IDENTITY_LOOKED_UP, AccountId(account)).entry_id
        for change in (first, replace(first, change_id="change-2"))
        for account in ("account-1", "account-2", "account-1")
    ]
    assert (made[0], made[3]) == (made[2], made[5])
    assert len(set(made)) == 4


ENTRIES = st.binary(min_size=10, max_size=10).map(lambda raw: EntryId(base32(raw)))
ACCOUNTS = st.text(st.characters(max_codepoint=127), min_size=1, max_size=255).map(AccountId)


@given(st.lists(st.builds(Delivery, ACCOUNTS, ENTRIES), min_size=2, max_size=5))
def test_all_messages_have_one_length_and_but_for_their_ids_the_same_words(deliveries: list[Delivery]) -> None:
    messages = [message(each) for each in deliveries]

    assert {len(each.encode()) for each in messages} == {MESSAGE_LENGTH}
    for each, sent in zip(deliveries, map(json.loads, messages), strict=True):
        assert (sent.pop("recipient"), sent.pop("notification")) == (each.recipient, each.entry_id)
        assert set(sent.pop("padding")) <= {"0"}
        assert sent == {"version": 1}


def test_messages_to_one_account_differ_in_the_id_of_the_notification_only() -> None:
    first, second = (message(Delivery(AccountId("account-1"), EntryId(letter * 16))) for letter in "ab")
    assert first == second.replace("b" * 16, "a" * 16)


def test_an_account_with_a_name_beyond_all_tokens_is_refused() -> None:
    with pytest.raises(ValueError, match="more than 255 characters"):
        message(Delivery(AccountId("a" * MESSAGE_LENGTH), EntryId("a" * 16)))
