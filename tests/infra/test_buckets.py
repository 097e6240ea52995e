"""The bucket of the certificates: private, encrypted, forgetful; and its events reach the check of uploads."""

import json
from collections.abc import Mapping
from typing import Any

import pytest

from infra.region import load_region
from shared.certificates.store import uploaded_for
from tests.infra.template import Template

_EXPORT = "yuekang-guangdong-data-certificates-arn"


@pytest.fixture(scope="module")
def bucket(templates: Mapping[str, Template]) -> Mapping[str, Any]:
    """The whole resource."""
    return next(
        each
        for each in templates["Data"].of_type("AWS::S3::Bucket").values()
        if each["Metadata"]["aws:cdk:path"] == "Data/certificates/Bucket/Resource"
    )


def test_it_outlives_its_stack_and_no_other_stack_has_a_bucket(
    templates: Mapping[str, Template], bucket: Mapping[str, Any]
) -> None:
    assert (bucket["DeletionPolicy"], bucket["UpdateReplacePolicy"]) == ("Retain", "Retain")
    assert not any(templates[name].of_type("AWS::S3::Bucket") for name in ("Api", "Sandbox"))


def test_nobody_but_the_account_has_anything_of_it(bucket: Mapping[str, Any]) -> None:
    properties = bucket["Properties"]
    assert set(properties["PublicAccessBlockConfiguration"].values()) == {True}
    assert len(properties["PublicAccessBlockConfiguration"]) == 4
    assert properties["OwnershipControls"]["Rules"] == [{"ObjectOwnership": "BucketOwnerEnforced"}]


def test_it_is_encrypted_with_a_key_of_its_own(templates: Mapping[str, Template], bucket: Mapping[str, Any]) -> None:
    (rule,) = bucket["Properties"]["BucketEncryption"]["ServerSideEncryptionConfiguration"]
    key_id = rule["ServerSideEncryptionByDefault"]["KMSMasterKeyID"]["Fn::GetAtt"][0]
    key = templates["Data"].content["Resources"][key_id]
    assert rule["ServerSideEncryptionByDefault"]["SSEAlgorithm"] == "aws:kms"
    assert rule["BucketKeyEnabled"] is True
    assert key["Metadata"]["aws:cdk:path"] == "Data/certificates/Key/Resource"
    assert key["Properties"]["EnableKeyRotation"] is True
    assert key["DeletionPolicy"] == "Retain"


def test_nothing_passes_without_tls(templates: Mapping[str, Template]) -> None:
    [statements] = [
        each["Properties"]["PolicyDocument"]["Statement"]
        for each in templates["Data"].of_type("AWS::S3::BucketPolicy").values()
        if each["Metadata"]["aws:cdk:path"].startswith("Data/certificates/")
    ]
    denied = [each["Condition"] for each in statements if each["Effect"] == "Deny" and each["Action"] == "s3:*"]
    assert {"Bool": {"aws:SecureTransport": "false"}} in denied
    assert {"NumericLessThan": {"s3:TlsVersion": 1.2}} in denied
    assert len(statements) == len(denied)


def test_uploads_go_after_a_day_and_files_after_their_certificates(bucket: Mapping[str, Any]) -> None:
    rules = {each["Prefix"]: each for each in bucket["Properties"]["LifecycleConfiguration"]["Rules"]}
    kept = load_region("guangdong").retention.certificate_days
    assert {each["Status"] for each in rules.values()} == {"Enabled"}
    assert {prefix: each["ExpirationInDays"] for prefix, each in rules.items()} == {
        "uploads/": 1,
        "certificates/": kept + 2,
    }


def test_an_old_version_of_a_file_is_not_kept(bucket: Mapping[str, Any]) -> None:
    assert "VersioningConfiguration" not in bucket["Properties"]


def _rule(api: Template) -> tuple[str, Mapping[str, Any]]:
    """The logical id and the properties of the one rule on S3's events."""
    rules = {name: each["Properties"] for name, each in api.of_type("AWS::Events::Rule").items()}
    (found,) = [(name, rule) for name, rule in rules.items() if rule["EventPattern"]["source"] == ["aws.s3"]]
    return found


def test_the_events_of_uploads_reach_the_function_that_checks_them(
    templates: Mapping[str, Template], bucket: Mapping[str, Any]
) -> None:
    api = templates["Api"]
    _, rule = _rule_of_uploads(api)
    (target,) = rule["Targets"]
    pattern = rule["EventPattern"]
    assert bucket["Properties"]["NotificationConfiguration"] == {
        "EventBridgeConfiguration": {"EventBridgeEnabled": True}
    }
    assert (pattern["source"], pattern["detail-type"]) == (["aws.s3"], ["Object Created"])
    assert pattern["detail"]["object"] == {"key": [{"prefix": "uploads/"}]}
    assert "certificatesBucket" in json.dumps(pattern["detail"]["bucket"])
    assert api.function_at(target["Arn"]) == "certificate_uploads"
    # The prefix is that of the keys which the function takes for an upload.
    assert uploaded_for(f"uploads/{'a' * 32}/{'b' * 16}") == ("a" * 32, "b" * 16)


def test_only_the_rule_may_call_that_function(templates: Mapping[str, Template]) -> None:
    api = templates["Api"]
    rule, _ = _rule_of_uploads(api)
    permissions = [
        each
        for each in api.properties("AWS::Lambda::Permission")
        if api.function_at(each["FunctionName"]) == "certificate_uploads"
    ]
    assert [(each["Principal"], each["SourceArn"]) for each in permissions] == [
        ("events.amazonaws.com", {"Fn::GetAtt": [rule, "Arn"]})
    ]


def test_an_event_that_cannot_be_handled_is_tried_again_and_then_kept(templates: Mapping[str, Template]) -> None:
    api = templates["Api"]
    [(queue, properties)] = [
        (name, each["Properties"])
        for name, each in api.of_type("AWS::SQS::Queue").items()
        if each["Metadata"]["aws:cdk:path"].startswith("Api/CertificateUploads/")
    ]
    arn = {"Fn::GetAtt": [queue, "Arn"]}
    [retries] = [
        each
        for each in api.properties("AWS::Lambda::EventInvokeConfig")
        if api.function_at(each["FunctionName"]) == "certificate_uploads"
    ]
    (target,) = _rule_of_uploads(api)[1]["Targets"]
    assert retries["MaximumRetryAttempts"] == 2
    assert retries["DestinationConfig"] == {"OnFailure": {"Destination": arn}}
    assert target["DeadLetterConfig"] == {"Arn": arn}
    assert properties["SqsManagedSseEnabled"] is True
    assert properties["MessageRetentionPeriod"] == 14 * 86400


def _rule_of_uploads(api: Template) -> tuple[str, Mapping[str, Any]]:
    """Its logical id and its properties."""
    [found] = [
        (name, each["Properties"])
        for name, each in api.of_type("AWS::Events::Rule").items()
        if each["Metadata"]["aws:cdk:path"].startswith("Api/CertificateUploads/")
    ]
    return found


def test_no_function_of_cdk_s_own_is_deployed_for_it(templates: Mapping[str, Template]) -> None:
    data = templates["Data"]
    assert not data.of_type("AWS::Lambda::Function")
    assert not [each for each in data.content["Resources"].values() if each["Type"].startswith("Custom::")]


def test_the_export_of_its_arn_has_the_name_that_the_accepted_findings_have(templates: Mapping[str, Template]) -> None:
    names = [each["Export"]["Name"] for each in templates["Data"].content["Outputs"].values() if "Export" in each]
    assert _EXPORT in names
