"""The bucket of published days: locked, whoever asks; and the night on which a day is published."""

from collections.abc import Mapping
from typing import Any

import pytest

from infra.region import load_region
from tests.infra.template import Template, as_list


@pytest.fixture(scope="module")
def bucket(templates: Mapping[str, Template]) -> Mapping[str, Any]:
    """The whole resource."""
    return next(
        each
        for each in templates["Data"].of_type("AWS::S3::Bucket").values()
        if each["Metadata"]["aws:cdk:path"] == "Data/days/Bucket/Resource"
    )


@pytest.fixture(scope="module")
def statements(templates: Mapping[str, Template]) -> list[Mapping[str, Any]]:
    """Those of the bucket's policy."""
    [policy] = [
        each["Properties"]["PolicyDocument"]["Statement"]
        for each in templates["Data"].of_type("AWS::S3::BucketPolicy").values()
        if each["Metadata"]["aws:cdk:path"].startswith("Data/days/")
    ]
    return list(policy)


def test_each_file_is_locked_for_as_long_as_the_region_says_and_for_everybody(bucket: Mapping[str, Any]) -> None:
    lock = bucket["Properties"]["ObjectLockConfiguration"]
    assert bucket["Properties"]["ObjectLockEnabled"] is True
    assert lock["ObjectLockEnabled"] == "Enabled"
    assert lock["Rule"]["DefaultRetention"] == {
        "Mode": "COMPLIANCE",
        "Days": load_region("guangdong").retention.published_day_days,
    }
    assert bucket["Properties"]["VersioningConfiguration"] == {"Status": "Enabled"}


def test_it_outlives_its_stack_and_forgets_nothing(bucket: Mapping[str, Any]) -> None:
    assert (bucket["DeletionPolicy"], bucket["UpdateReplacePolicy"]) == ("Retain", "Retain")
    assert "LifecycleConfiguration" not in bucket["Properties"]


def test_it_is_closed_to_the_public_and_encrypted_without_a_key_that_could_be_destroyed(
    bucket: Mapping[str, Any],
) -> None:
    [rule] = bucket["Properties"]["BucketEncryption"]["ServerSideEncryptionConfiguration"]
    assert rule == {"ServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}
    assert list(bucket["Properties"]["PublicAccessBlockConfiguration"].values()) == [True] * 4


def test_its_policy_only_denies_and_lets_nobody_remove_or_replace_a_file(statements: list[Mapping[str, Any]]) -> None:
    assert {each["Effect"] for each in statements} == {"Deny"}
    own = {each["Sid"]: each for each in statements if "Sid" in each}
    assert own["NothingIsRemoved"]["Action"] == "s3:DeleteObject"
    assert own["NothingIsReplaced"]["Action"] == "s3:PutObject"
    assert own["NothingIsReplaced"]["Condition"] == {"Null": {"s3:if-none-match": "true"}}
    assert {str(each["Principal"]) for each in own.values()} == {"{'AWS': '*'}"}
    assert [each["Condition"] for each in statements if each["Action"] == "s3:*"] == [
        {"Bool": {"aws:SecureTransport": "false"}},
        {"NumericLessThan": {"s3:TlsVersion": 1.2}},
    ]


def test_only_two_functions_reach_it_and_none_may_delete_there_or_touch_its_lock(
    templates: Mapping[str, Template],
) -> None:
    reaching = {
        name: {
            action
            for each in template.statements(name)
            if "data-days-arn" in str(each["Resource"])
            for action in as_list(each["Action"])
        }
        for template in (templates["Api"], templates["Sandbox"])
        for name in template.functions()
    }
    assert {name: actions for name, actions in reaching.items() if actions} == {
        "audit_days": {"s3:GetObject", "s3:ListBucket", "s3:PutObject"},
        "published_days": {"s3:GetObject", "s3:ListBucket"},
    }


def test_a_day_is_published_half_an_hour_after_it_is_over_and_a_failed_night_is_kept(
    templates: Mapping[str, Template],
) -> None:
    api = templates["Api"]
    [(name, rule)] = [
        (name, each["Properties"])
        for name, each in api.of_type("AWS::Events::Rule").items()
        if each["Properties"].get("ScheduleExpression", "").startswith("cron")
    ]
    [target] = rule["Targets"]
    [retries] = [
        each
        for each in api.properties("AWS::Lambda::EventInvokeConfig")
        if api.function_at(each["FunctionName"]) == "audit_days"
    ]
    # 16:30 UTC is 00:30 in the region.
    assert rule["ScheduleExpression"] == "cron(30 16 * * ? *)"
    assert api.function_at(target["Arn"]) == "audit_days"
    assert retries["MaximumRetryAttempts"] == 2
    assert retries["DestinationConfig"]["OnFailure"]["Destination"] == target["DeadLetterConfig"]["Arn"]
    assert [
        each["SourceArn"]
        for each in api.properties("AWS::Lambda::Permission")
        if api.function_at(each["FunctionName"]) == "audit_days"
    ] == [{"Fn::GetAtt": [name, "Arn"]}]
