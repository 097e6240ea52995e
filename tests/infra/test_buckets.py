"""The buckets: private, encrypted, forgetful; and their events reach the checks of uploads."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pytest

from infra.region import load_region
from shared.certificates.store import uploaded_for
from shared.imports import files as import_files
from tests.infra.template import Template


@dataclass(frozen=True)
class Kept:
    """One bucket: its name in the stack, what checks its uploads, and after how many days each part of it goes."""

    name: str
    checked_by: str
    days: Mapping[str, int]


_RETENTION = load_region("guangdong").retention
BUCKETS = (
    Kept("certificates", "certificate_uploads", {"uploads/": 1, "certificates/": _RETENTION.certificate_days + 2}),
    Kept("imports", "import_uploads", {"uploads/": 1, "imports/": _RETENTION.import_days + 2}),
)


@pytest.fixture(params=BUCKETS, ids=lambda kept: kept.name)
def kept(request: pytest.FixtureRequest) -> Kept:
    found: Kept = request.param
    return found


@pytest.fixture
def bucket(templates: Mapping[str, Template], kept: Kept) -> Mapping[str, Any]:
    """The whole resource of the bucket."""
    return _bucket(templates, kept)


def _bucket(templates: Mapping[str, Template], kept: Kept) -> Mapping[str, Any]:
    (found,) = [
        each
        for name, each in templates["Data"].of_type("AWS::S3::Bucket").items()
        if name.startswith(f"{kept.name}Bucket")
    ]
    return found


def _rule(api: Template, kept: Kept) -> tuple[str, Mapping[str, Any]]:
    """The logical id and the properties of the rule for the bucket's uploads."""
    (found,) = [
        (name, each["Properties"])
        for name, each in api.of_type("AWS::Events::Rule").items()
        if f"{kept.name}Bucket" in json.dumps(each["Properties"].get("EventPattern", {}))
    ]
    return found


def test_a_bucket_outlives_its_stack(templates: Mapping[str, Template], bucket: Mapping[str, Any]) -> None:
    assert (bucket["DeletionPolicy"], bucket["UpdateReplacePolicy"]) == ("Retain", "Retain")
    assert not any(templates[name].of_type("AWS::S3::Bucket") for name in ("Api", "Sandbox"))


def test_nobody_but_the_account_has_anything_of_it(bucket: Mapping[str, Any]) -> None:
    properties = bucket["Properties"]
    assert set(properties["PublicAccessBlockConfiguration"].values()) == {True}
    assert len(properties["PublicAccessBlockConfiguration"]) == 4
    assert properties["OwnershipControls"]["Rules"] == [{"ObjectOwnership": "BucketOwnerEnforced"}]


def test_it_is_encrypted_with_a_key_of_its_own(
    templates: Mapping[str, Template], bucket: Mapping[str, Any], kept: Kept
) -> None:
    (rule,) = bucket["Properties"]["BucketEncryption"]["ServerSideEncryptionConfiguration"]
    key_id = rule["ServerSideEncryptionByDefault"]["KMSMasterKeyID"]["Fn::GetAtt"][0]
    key = templates["Data"].content["Resources"][key_id]
    assert rule["ServerSideEncryptionByDefault"]["SSEAlgorithm"] == "aws:kms"
    assert rule["BucketKeyEnabled"] is True
    assert key["Metadata"]["aws:cdk:path"] == f"Data/{kept.name}/Key/Resource"
    assert key["Properties"]["EnableKeyRotation"] is True
    assert key["DeletionPolicy"] == "Retain"


def test_nothing_passes_without_tls(templates: Mapping[str, Template]) -> None:
    policies = templates["Data"].properties("AWS::S3::BucketPolicy")
    assert len(policies) == len(templates["Data"].of_type("AWS::S3::Bucket"))
    for policy in policies:
        statements = policy["PolicyDocument"]["Statement"]
        denied = [each["Condition"] for each in statements if each["Effect"] == "Deny" and each["Action"] == "s3:*"]
        assert {"Bool": {"aws:SecureTransport": "false"}} in denied
        assert {"NumericLessThan": {"s3:TlsVersion": 1.2}} in denied
        assert {each["Effect"] for each in statements} == {"Deny"}


def test_uploads_go_after_a_day_and_files_after_their_items(bucket: Mapping[str, Any], kept: Kept) -> None:
    rules = bucket["Properties"]["LifecycleConfiguration"]["Rules"]
    assert {each["Status"] for each in rules} == {"Enabled"}
    assert {each["Prefix"]: each["ExpirationInDays"] for each in rules if "Prefix" in each} == kept.days


def test_what_a_report_s_writer_left_unfinished_goes_after_a_day(templates: Mapping[str, Template]) -> None:
    rules = _bucket(templates, BUCKETS[1])["Properties"]["LifecycleConfiguration"]["Rules"]
    assert [each["AbortIncompleteMultipartUpload"] for each in rules if "Prefix" not in each] == [
        {"DaysAfterInitiation": 1}
    ]


def test_an_old_version_of_a_file_is_not_kept(bucket: Mapping[str, Any]) -> None:
    assert "VersioningConfiguration" not in bucket["Properties"]


def test_the_events_of_uploads_reach_the_function_that_checks_them(
    templates: Mapping[str, Template], bucket: Mapping[str, Any], kept: Kept
) -> None:
    api = templates["Api"]
    _, rule = _rule(api, kept)
    (target,) = rule["Targets"]
    pattern = rule["EventPattern"]
    assert bucket["Properties"]["NotificationConfiguration"] == {
        "EventBridgeConfiguration": {"EventBridgeEnabled": True}
    }
    assert (pattern["source"], pattern["detail-type"]) == (["aws.s3"], ["Object Created"])
    assert pattern["detail"]["object"] == {"key": [{"prefix": "uploads/"}]}
    assert api.function_at(target["Arn"]) == kept.checked_by


def test_the_prefix_is_that_of_the_keys_which_the_functions_take_for_an_upload() -> None:
    assert uploaded_for(f"uploads/{'a' * 32}/{'b' * 16}") == ("a" * 32, "b" * 16)
    assert import_files.uploaded_for(f"uploads/{'b' * 16}") == "b" * 16


def test_only_the_rule_may_call_that_function(templates: Mapping[str, Template], kept: Kept) -> None:
    api = templates["Api"]
    rule, _ = _rule(api, kept)
    permissions = [
        each
        for each in api.properties("AWS::Lambda::Permission")
        if api.function_at(each["FunctionName"]) == kept.checked_by
    ]
    assert [(each["Principal"], each["SourceArn"]) for each in permissions] == [
        ("events.amazonaws.com", {"Fn::GetAtt": [rule, "Arn"]})
    ]


def test_an_event_that_cannot_be_handled_is_tried_again_and_then_kept(
    templates: Mapping[str, Template], kept: Kept
) -> None:
    api = templates["Api"]
    (retries,) = [
        each
        for each in api.properties("AWS::Lambda::EventInvokeConfig")
        if api.function_at(each["FunctionName"]) == kept.checked_by
    ]
    _, rule = _rule(api, kept)
    (target,) = rule["Targets"]
    arn = target["DeadLetterConfig"]["Arn"]
    queue = api.of_type("AWS::SQS::Queue")[arn["Fn::GetAtt"][0]]["Properties"]
    assert retries["MaximumRetryAttempts"] == 2
    assert retries["DestinationConfig"] == {"OnFailure": {"Destination": arn}}
    assert queue["SqsManagedSseEnabled"] is True
    assert queue["MessageRetentionPeriod"] == 14 * 86400


def test_no_function_of_cdk_s_own_is_deployed_for_it(templates: Mapping[str, Template]) -> None:
    data = templates["Data"]
    assert not data.of_type("AWS::Lambda::Function")
    assert not [each for each in data.content["Resources"].values() if each["Type"].startswith("Custom::")]


def test_the_export_of_its_arn_has_the_name_that_the_accepted_findings_have(
    templates: Mapping[str, Template], kept: Kept
) -> None:
    names = [each["Export"]["Name"] for each in templates["Data"].content["Outputs"].values() if "Export" in each]
    assert f"yuekang-guangdong-data-{kept.name}-arn" in names
