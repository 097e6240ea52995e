"""The queue and the bus: what is sent to them, what they say, and what is handed out again."""

import json
from typing import Any

import pytest
from botocore.exceptions import ClientError, ReadTimeoutError
from botocore.stub import Stubber
from moto import mock_aws

from shared.aws import clients
from shared.aws.event_bus import EventBus
from shared.aws.queues import Queue, queue_handler
from shared.kernel.signals import RequestFailed, Signal

ENTRY = {"EventBusName": "bus", "Source": "yuekang", "DetailType": "News", "Detail": '{"version": 1}'}


def test_a_message_waits_as_long_as_it_was_told_to() -> None:
    client = clients.sqs()
    with Stubber(client) as stubber:
        expected = {"QueueUrl": "https://queue", "MessageBody": '{"a": "b"}', "DelaySeconds": 417}
        stubber.add_response("send_message", {"MessageId": "1"}, expected)
        Queue(client, "https://queue").send({"a": "b"}, 417)
        stubber.assert_no_pending_responses()


def test_what_was_sent_can_be_received() -> None:
    with mock_aws():
        client = clients.sqs()
        url = client.create_queue(QueueName="waiting")["QueueUrl"]
        Queue(client, url).send({"recipient": "账户"}, 0)
        (received,) = client.receive_message(QueueUrl=url)["Messages"]
    assert json.loads(received["Body"]) == {"recipient": "账户"}


def test_messages_that_fail_and_no_others_are_handed_out_again() -> None:
    seen: list[str] = []
    signals: list[Signal] = []

    def handle(body: Any) -> None:
        seen.append(body["recipient"])
        if body["recipient"] == "b":
            raise ValueError("a secret")

    bodies = [*(json.dumps({"recipient": each}) for each in "abc"), "no JSON"]
    records = [{"messageId": f"message-{number}", "body": body} for number, body in enumerate(bodies)]
    answer = queue_handler(handle, signals.append)({"Records": records}, None)

    assert seen == ["a", "b", "c"]
    assert answer == {"batchItemFailures": [{"itemIdentifier": "message-1"}, {"itemIdentifier": "message-3"}]}
    assert signals == [RequestFailed("ValueError"), RequestFailed("JSONDecodeError")]
    assert "secret" not in repr(signals)


@pytest.mark.parametrize(("refused", "taken"), [(0, True), (1, False)])
def test_the_bus_says_whether_it_took_an_event(refused: int, taken: bool) -> None:
    client = clients.events()
    with Stubber(client) as stubber:
        stubber.add_response("put_events", {"FailedEntryCount": refused, "Entries": [{}]}, {"Entries": [ENTRY]})
        assert EventBus(client, "bus", "yuekang", "News").put('{"version": 1}') is taken


def test_a_bus_that_asks_to_slow_down_has_not_taken_the_event() -> None:
    client = clients.events()
    with Stubber(client) as stubber:
        stubber.add_client_error("put_events", "ThrottlingException", http_status_code=400)
        assert EventBus(client, "bus", "yuekang", "News").put("{}") is False


def test_another_fault_of_the_bus_leaves_it_open() -> None:
    client = clients.events()
    with Stubber(client) as stubber:
        stubber.add_client_error("put_events", "InternalFailure", http_status_code=500)
        with pytest.raises(ClientError):
            EventBus(client, "bus", "yuekang", "News").put("{}")


def test_an_event_whose_answer_is_lost_is_not_put_a_second_time() -> None:
    client, sent = clients.events(), 0

    def lose(**_: Any) -> None:
        nonlocal sent
        sent += 1
        raise ReadTimeoutError(endpoint_url="https://events")

    client.meta.events.register("before-send.events", lose)
    with pytest.raises(ReadTimeoutError):
        EventBus(client, "bus", "yuekang", "News").put("{}")
    assert sent == 1
