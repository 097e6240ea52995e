"""Notifications over HTTP: from what is written to what a push gateway gets, and to the list of the resident."""

import json
import time
from collections.abc import Iterator
from typing import Any

import pytest

from local.client import ApiClient
from local.seed import resident
from local.state import Resident, State
from shared.kernel.clock import day_of, utc_now
from shared.notifications.rules import MESSAGE_LENGTH
from tests.builders import idempotency

pytestmark = pytest.mark.journey

# The first change starts the function that makes notifications, and its first message the one that sends them.
_SECONDS = 90.0
_LONGEST_DELAY = 2.0


@pytest.fixture(scope="module")
def gateway(state: State) -> Iterator[str]:
    """The address of a queue that stands for a push gateway: subscribed to the topic, as any gateway is."""
    sqs, sns = state.deployed.client("sqs"), state.deployed.client("sns")
    url = sqs.create_queue(QueueName="push-gateway")["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    topic = state.deployed.outputs["NotificationTopicArn"]
    made = sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn, Attributes={"RawMessageDelivery": "true"})
    yield url
    sns.unsubscribe(SubscriptionArn=made["SubscriptionArn"])
    sqs.delete_queue(QueueUrl=url)


@pytest.fixture(scope="module")
def person(api: ApiClient, state: State) -> tuple[Resident, str, str]:
    """A resident with their person id and the text of their code."""
    who = resident(state.deployed, "journey-notifications", 111)
    registered = api.send("POST", "/v1/registration", token=who.token, body=who.registration)
    assert registered.status == 201, registered.body
    own = registered.json()["person"]
    code = api.send("GET", f"/v1/people/{own}/code", token=who.token)
    return who, own, code.json()["payload"]


def test_whoever_turns_red_or_is_looked_up_gets_one_message_each_and_the_list_says_which(
    api: ApiClient, state: State, gateway: str, person: tuple[Resident, str, str]
) -> None:
    who, own, payload = person
    body = {
        "document": {"type": who.document_type, "number": who.document_number},
        "category": "CLOSE_CONTACT",
        "case_reference": "CDC-2020-0417",
        "reason": "与确诊病例同乘一车",
        "review_on": day_of(utc_now()).isoformat(),
    }
    officer, medic = state.staff["health_authority"], state.staff["medic"]
    for _ in range(2):
        made = api.send(
            "POST", "/v1/risk-records", token=officer, body=body, headers=idempotency("journey-notified-0001")
        )
        assert made.status in {200, 201}, made.body
    (red,) = _received(state, gateway, who.account, 1)

    scanned = api.send(
        "POST",
        "/v1/scans",
        token=medic,
        body={"payload": payload, "checkpoint_id": state.checkpoint},
        headers=idempotency("journey-notified-0002"),
    )
    assert scanned.status == 200, scanned.body
    path = f"/v1/scans/{scanned.json()['scan']}/identity?purpose=MEDICAL_CARE"
    assert api.send("GET", path, token=medic).status == 200
    (seen,) = _received(state, gateway, who.account, 1)

    assert len(red) == len(seen) == MESSAGE_LENGTH
    told = [json.loads(each)["notification"] for each in (seen, red)]
    listed = api.send("GET", "/v1/notifications", token=who.token)
    assert listed.status == 200, listed.body
    found = listed.json()["notifications"]
    assert [(each["notification"], each["kind"], each["person"]) for each in found] == [
        (told[0], "IDENTITY_LOOKED_UP", own),
        (told[1], "COLOUR_CHANGED", own),
    ]
    for private in (own, payload, who.name, who.document_number, who.phone, "RED", "COLOUR", "IDENTITY"):
        assert private not in red + seen


def _received(state: State, gateway: str, account: str, number: int) -> list[str]:
    """The messages for an account: those awaited, and whatever else comes in twice the longest delay after them."""
    sqs = state.deployed.client("sqs")
    found: list[str] = []
    deadline = time.monotonic() + _SECONDS
    while time.monotonic() < deadline:
        answer = sqs.receive_message(QueueUrl=gateway, MaxNumberOfMessages=10, WaitTimeSeconds=1)
        for message in answer.get("Messages", []):
            sqs.delete_message(QueueUrl=gateway, ReceiptHandle=message["ReceiptHandle"])
            content: dict[str, Any] = json.loads(message["Body"])
            if content["recipient"] == account:
                found.append(message["Body"])
        if len(found) == number:
            deadline = min(deadline, time.monotonic() + 2 * _LONGEST_DELAY)
    assert len(found) == number, "no message, or more than one"
    return found
