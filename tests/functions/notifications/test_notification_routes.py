"""The list of what an account was told, and the events that fill it, as their senders send them."""

import json
from collections.abc import Iterator

import pytest

from shared.kernel.ids import AccountId
from tests.acts import ACCOUNT, assign
from tests.functions.samples import EVENTS, placeholders
from tests.notification_acts import GUARDIAN, every_kind, handed_out, kinds, notifications, settled_family, told
from tests.region import Region, deployed_region, resident_claims

ROUTE = "GET /v1/notifications"


@pytest.fixture(scope="module")
def region() -> Iterator[Region]:
    with deployed_region() as region:
        yield settled_family(region)


def listed(region: Region, account: str = ACCOUNT) -> list[dict[str, object]]:
    answer = region.call(ROUTE, claims=resident_claims(account))
    assert answer.status == 200, answer.body
    found: list[dict[str, object]] = answer.json["notifications"]
    return found


def test_an_account_without_a_person_has_an_empty_list(region: Region) -> None:
    assert listed(region, "account-99") == []


def test_the_sample_of_the_stream_makes_one_notification_and_a_second_time_none(region: Region) -> None:
    text = (EVENTS / "notification_changes" / "holds_changed.json").read_text(encoding="utf-8")
    assert placeholders(text) == {"person", "record", "authority"}
    person = region.family.people(ACCOUNT)[0].person_id
    filled = text.replace("{{person}}", person).replace("{{record}}", f"{person}-{'a' * 16}")
    event = json.loads(filled.replace("{{authority}}", "CDC-440106"))

    for _ in range(2):
        assert region.on_change(event, None) == {"batchItemFailures": []}

    (found,) = listed(region)
    assert found == {
        "notification": notifications(region, ACCOUNT)[0].entry_id,
        "kind": "COLOUR_CHANGED",
        "person": person,
        "at": "2020-04-07T07:46:53Z",
    }


def test_the_sample_of_the_queue_is_of_nothing_that_is_kept_and_sends_nothing(region: Region) -> None:
    text = (EVENTS / "notification_deliveries" / "due.json").read_text(encoding="utf-8")
    assert placeholders(text) == {"account"}

    assert region.on_delivery(json.loads(text.replace("{{account}}", ACCOUNT)), None) == {"batchItemFailures": []}
    assert region.bus.taken == []


def test_a_message_without_a_recipient_is_a_failure_and_not_passed_over(region: Region) -> None:
    event = {"Records": [{"messageId": "1", "body": '{"entry_id": "abcdefghijklmnop"}'}]}
    assert region.on_delivery(event, None) == {"batchItemFailures": [{"itemIdentifier": "1"}]}


def test_the_list_names_the_notification_of_the_message_and_never_a_colour(region: Region) -> None:
    every_kind(region)
    region.on_delivery(handed_out(region), None)
    sent = [json.loads(detail) for detail in region.bus.taken]

    for account in (ACCOUNT, GUARDIAN):
        own = {each["notification"] for each in sent if each["recipient"] == account}
        assert own <= {each["notification"] for each in listed(region, account)}
        assert kinds(region, account)
    text = json.dumps([listed(region, account) for account in (ACCOUNT, GUARDIAN)])
    assert not [word for word in ("GREEN", "RED", "LIFTED", "UPHELD", "CLOSE_CONTACT") if word in text]


def test_whom_an_account_may_no_longer_act_for_is_no_longer_named(region: Region) -> None:
    person = region.family.people(ACCOUNT)[0].person_id
    told(region, lambda: assign(region, key="assign-0009"))
    assert person in {each["person"] for each in listed(region, GUARDIAN)}

    region.family.remove(AccountId(GUARDIAN), person)

    after = listed(region, GUARDIAN)
    assert after
    assert person not in {each["person"] for each in after}
    assert None in {each["person"] for each in after}
    assert person in {each["person"] for each in listed(region)}
