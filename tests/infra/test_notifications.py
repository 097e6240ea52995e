"""From the stream to the topic: what passes where, what is encrypted, and where that goes which fails."""

import json
from collections.abc import Mapping
from typing import Any

import pytest

from functions.notification_deliveries.app import DETAIL_TYPE, SOURCE
from shared.aws.streams import change_of
from shared.notifications.rules import kind_of
from shared.notifications.store import written_by
from tests.acts import scan
from tests.infra.template import Template, as_list
from tests.notification_acts import Record, changes, every_kind, settled_family
from tests.region import deployed_region


@pytest.fixture(scope="module")
def api(templates: Mapping[str, Template]) -> Template:
    return templates["Api"]


def _mapping(api: Template, function: str) -> Mapping[str, Any]:
    (found,) = [
        each
        for each in api.properties("AWS::Lambda::EventSourceMapping")
        if api.function_at(each["FunctionName"]) == function
    ]
    return found


def _resource(api: Template, kind: str, start: str) -> tuple[str, Mapping[str, Any]]:
    (found,) = [(name, each["Properties"]) for name, each in api.of_type(kind).items() if name.startswith(start)]
    return found


def _passes(pattern: Any, record: Any) -> bool:
    """Lambda's event filtering, as far as the filters here use it."""
    if isinstance(pattern, dict):
        return isinstance(record, dict) and all(_passes(each, record.get(name)) for name, each in pattern.items())
    return any(
        isinstance(record, str) and record.startswith(each["prefix"]) if isinstance(each, dict) else record == each
        for each in pattern
    )


def test_the_stream_s_filters_let_all_news_through_and_hold_back_what_never_is_any(api: Template) -> None:
    filters = [
        json.loads(each["Pattern"]) for each in _mapping(api, "notification_changes")["FilterCriteria"]["Filters"]
    ]
    with deployed_region() as region:
        settled = settled_family(region)
        records = every_kind(settled)
        scanned: list[Record] = changes(region, lambda: scan(region, "no code", key="scan-0009"))
    passed = {each["eventID"] for each in records if any(_passes(one, each) for one in filters)}
    news = {
        each["eventID"]
        for each in records
        if (written := written_by(change_of(each))) is not None and kind_of(written) is not None
    }

    assert len(news) == 5
    assert news <= passed
    assert len(passed) < len(records) / 2
    assert scanned
    assert not any(_passes(one, each) for each in scanned for one in filters)


def test_the_queue_and_the_queue_of_what_failed_are_encrypted_and_take_tls_only(api: Template) -> None:
    waiting, queue = _resource(api, "AWS::SQS::Queue", "NotificationsWaiting")
    failed, kept = _resource(api, "AWS::SQS::Queue", "NotificationsFailed")

    assert queue["SqsManagedSseEnabled"] is kept["SqsManagedSseEnabled"] is True
    assert queue["RedrivePolicy"] == {"deadLetterTargetArn": {"Fn::GetAtt": [failed, "Arn"]}, "maxReceiveCount": 5}
    assert kept["MessageRetentionPeriod"] == 14 * 86400
    for name in (waiting, failed):
        (policy,) = [
            each["PolicyDocument"]["Statement"]
            for each in api.properties("AWS::SQS::QueuePolicy")
            if each["Queues"] == [{"Ref": name}]
        ]
        assert {"Bool": {"aws:SecureTransport": "false"}} in [each["Condition"] for each in policy]


def test_a_message_of_the_queue_stays_hidden_six_times_as_long_as_its_function_may_take(api: Template) -> None:
    _, queue = _resource(api, "AWS::SQS::Queue", "NotificationsWaiting")
    assert queue["VisibilityTimeout"] == 6 * api.functions()["notification_deliveries"]["Timeout"]


def test_those_that_fail_and_no_others_are_handed_out_again_by_a_bounded_number_of_functions(api: Template) -> None:
    waiting, _ = _resource(api, "AWS::SQS::Queue", "NotificationsWaiting")
    mapping = _mapping(api, "notification_deliveries")

    assert mapping["EventSourceArn"] == {"Fn::GetAtt": [waiting, "Arn"]}
    assert mapping["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
    assert mapping["ScalingConfig"] == {"MaximumConcurrency": 10}


def test_the_topic_is_encrypted_with_a_key_of_its_own(api: Template) -> None:
    topic = api.only("AWS::SNS::Topic")
    key = api.content["Resources"][topic["KmsMasterKeyId"]["Fn::GetAtt"][0]]
    assert key["Properties"]["EnableKeyRotation"] is True


def test_what_is_on_the_bus_goes_to_the_topic_without_its_envelope_or_is_kept(api: Template) -> None:
    _, rule = _resource(api, "AWS::Events::Rule", "NotificationsNews")
    bus, _ = _resource(api, "AWS::Events::EventBus", "NotificationsBus")
    failed, _ = _resource(api, "AWS::SQS::Queue", "NotificationsFailed")
    (topic,) = api.of_type("AWS::SNS::Topic")
    (target,) = rule["Targets"]

    assert rule["EventBusName"] == {"Ref": bus}
    assert rule["EventPattern"] == {"source": [SOURCE], "detail-type": [DETAIL_TYPE]}
    assert (target["Arn"], target["InputPath"]) == ({"Ref": topic}, "$.detail")
    assert target["DeadLetterConfig"] == {"Arn": {"Fn::GetAtt": [failed, "Arn"]}}
    assert target["RoleArn"]["Fn::GetAtt"][0].startswith("NotificationsPublisher")


def test_only_the_sending_function_may_put_events_and_only_the_rule_may_publish(api: Template) -> None:
    senders = {
        name
        for name in api.functions()
        for statement in api.statements(name)
        if "events:PutEvents" in as_list(statement["Action"])
    }
    assert senders == {"notification_deliveries"}

    publishers = [
        each["Roles"]
        for each in api.properties("AWS::IAM::Policy")
        if "sns:Publish" in json.dumps(each["PolicyDocument"])
    ]
    assert len(publishers) == 1
    assert publishers[0][0]["Ref"].startswith("NotificationsPublisher")
    roles = json.dumps([each.get("Policies", []) for each in api.properties("AWS::IAM::Role")])
    assert "sns:" not in roles
    # The topic itself lets nobody in, and turns away whoever comes without TLS.
    statements = api.only("AWS::SNS::TopicPolicy")["PolicyDocument"]["Statement"]
    assert [each["Effect"] for each in statements] == ["Deny"]
    assert not api.of_type("AWS::Events::EventBusPolicy")


def test_only_the_making_function_fills_the_queue(api: Template) -> None:
    waiting, _ = _resource(api, "AWS::SQS::Queue", "NotificationsWaiting")
    fillers = {
        name
        for name in api.functions()
        for statement in api.statements(name)
        if "sqs:SendMessage" in as_list(statement["Action"]) and waiting in json.dumps(statement["Resource"])
    }
    assert fillers == {"notification_changes"}
