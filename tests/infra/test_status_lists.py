"""The status lists are built as often as they promise, and nobody but our functions reads them."""

import json
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_public_key

from infra.grants import Resource
from shared.statuslist.rules import GOOD_FOR, PERIOD
from tests.infra.template import Template, read_template


@pytest.fixture(scope="module")
def schedule(templates: Mapping[str, Template]) -> Any:
    rules = templates["Api"].of_type("AWS::Events::Rule").values()
    (found,) = [
        rule["Properties"] for rule in rules if rule["Properties"].get("Description") == "The status lists are built"
    ]
    return found


def test_they_are_built_as_often_as_scanners_ask(schedule: Any) -> None:
    assert timedelta(minutes=4) == PERIOD
    assert schedule["ScheduleExpression"] == "rate(4 minutes)"


def test_editions_outlive_what_they_are_good_for(templates: Mapping[str, Template]) -> None:
    buckets = templates["Data"].of_type("AWS::S3::Bucket").values()
    rules = [
        rule
        for each in buckets
        for rule in each["Properties"].get("LifecycleConfiguration", {}).get("Rules", [])
        if rule["Id"] == "Editions"
    ]
    (rule,) = rules
    assert (rule["Prefix"], rule["Status"]) == ("lists/", "Enabled")
    assert timedelta(days=rule["ExpirationInDays"]) > GOOD_FOR


def test_those_of_others_are_taken_over_as_often_as_they_are_built(templates: Mapping[str, Template]) -> None:
    rules = templates["Api"].of_type("AWS::Events::Rule").values()
    about = "The status lists of other regions are taken over"
    (found,) = [rule["Properties"] for rule in rules if rule["Properties"].get("Description") == about]
    assert found["ScheduleExpression"] == "rate(4 minutes)"


def test_what_is_held_of_others_goes_when_it_has_not_been_good_for_a_day(templates: Mapping[str, Template]) -> None:
    buckets = templates["Data"].of_type("AWS::S3::Bucket").values()
    rules = [
        rule
        for each in buckets
        for rule in each["Properties"].get("LifecycleConfiguration", {}).get("Rules", [])
        if rule["Id"] == "Mirrors"
    ]
    (rule,) = rules
    assert (rule["Prefix"], rule["Status"]) == ("peers/", "Enabled")
    # An edition may be a day old when contents name it, and those are good for a day.
    assert timedelta(days=rule["ExpirationInDays"]) >= 2 * GOOD_FOR


def test_the_bucket_is_nobodys_but_the_accounts(templates: Mapping[str, Template]) -> None:
    for bucket in templates["Data"].of_type("AWS::S3::Bucket").values():
        assert set(bucket["Properties"]["PublicAccessBlockConfiguration"].values()) == {True}
        assert bucket["DeletionPolicy"] == "Retain"


@pytest.fixture(scope="module")
def behind(elsewhere: Path) -> Mapping[str, Template]:
    """The templates of a region that has its status lists at CloudFront."""
    return {name: read_template(elsewhere, name) for name in ("Data", "Api")}


def test_a_region_that_does_not_ask_for_it_has_nothing_of_cloudfront(templates: Mapping[str, Template]) -> None:
    assert not [kind for kind in _kinds(templates["Data"]) if "CloudFront" in kind]
    told = templates["Api"].functions()["status_lists"]["Environment"]["Variables"]
    assert (told["STATUS_LISTS_CDN"], told["STATUS_LISTS_SIGNING_KEY"]) == ("none", "none")


def test_only_signed_addresses_are_answered(behind: Mapping[str, Template]) -> None:
    from tests.infra.synthesis import SIGNING_KEY

    data = behind["Data"]
    distribution = data.only("AWS::CloudFront::Distribution")["DistributionConfig"]
    behaviour = distribution["DefaultCacheBehavior"]
    ((group_id, group),) = data.of_type("AWS::CloudFront::KeyGroup").items()
    ((key_id, key),) = data.of_type("AWS::CloudFront::PublicKey").items()

    assert behaviour["TrustedKeyGroups"] == [{"Ref": group_id}]
    assert group["Properties"]["KeyGroupConfig"]["Items"] == [{"Ref": key_id}]
    pem = key["Properties"]["PublicKeyConfig"]["EncodedKey"]
    read = load_pem_public_key(pem.encode())
    assert b64encode(read.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).decode() == SIGNING_KEY
    # Another behaviour would be a way around it.
    assert "CacheBehaviors" not in distribution
    assert (behaviour["ViewerProtocolPolicy"], behaviour["AllowedMethods"]) == ("https-only", ["GET", "HEAD"])
    # What an address is signed with is in no cache key: this policy of CloudFront's own keeps queries out of it.
    assert behaviour["CachePolicyId"] == "658327ea-f89d-4fab-a63d-7e88639e58f6"
    assert "OriginRequestPolicyId" not in behaviour


def test_cloudfront_reads_the_lists_and_nobody_else_in_public(behind: Mapping[str, Template]) -> None:
    data = behind["Data"]
    ((distribution, _),) = data.of_type("AWS::CloudFront::Distribution").items()
    control = data.only("AWS::CloudFront::OriginAccessControl")["OriginAccessControlConfig"]
    assert (control["SigningBehavior"], control["OriginAccessControlOriginType"]) == ("always", "s3")
    allowed = [
        statement
        for policy in data.properties("AWS::S3::BucketPolicy")
        for statement in policy["PolicyDocument"]["Statement"]
        if statement["Effect"] == "Allow" and "cloudfront.amazonaws.com" in json.dumps(statement["Principal"])
    ]
    (statement,) = allowed
    assert statement["Action"] == "s3:GetObject"
    assert f'"{distribution}"' in json.dumps(statement["Condition"]["StringEquals"]["AWS:SourceArn"])
    for bucket in data.of_type("AWS::S3::Bucket").values():
        assert set(bucket["Properties"]["PublicAccessBlockConfiguration"].values()) == {True}


def test_the_function_signs_with_the_key_and_may_do_nothing_else_more(
    templates: Mapping[str, Template], behind: Mapping[str, Template]
) -> None:
    ((key, _),) = [
        (name, each)
        for name, each in behind["Data"].of_type("AWS::KMS::Key").items()
        if each["Properties"]["Description"] == "Signs addresses of status lists"
    ]
    more = [
        statement
        for statement in behind["Api"].statements("status_lists")
        if statement["Action"] not in [each["Action"] for each in templates["Api"].statements("status_lists")]
    ]
    (statement,) = more
    assert statement["Action"] == "kms:Sign"
    assert key in json.dumps(statement["Resource"])
    told = behind["Api"].functions()["status_lists"]["Environment"]["Variables"]
    assert key in json.dumps(told["STATUS_LISTS_SIGNING_KEY"])
    signing = {
        name
        for name in behind["Api"].functions()
        for each in behind["Api"].statements(name)
        if key in json.dumps(each["Resource"])
    }
    assert signing == {"status_lists"}


def test_the_first_deployment_makes_the_key_and_nothing_that_would_trust_another(tmp_path: Path) -> None:
    import aws_cdk as cdk

    from infra.data_stack import DataStack
    from infra.decisions import StatusLists
    from infra.region import load_region

    app = cdk.App(outdir=str(tmp_path), analytics_reporting=False)
    region = replace(load_region("guangdong"), status_lists=StatusLists(cdn=True))
    data = DataStack(app, "Data", region, cdk.Environment(region=region.aws_region))
    app.synth()

    template = read_template(tmp_path, "Data")
    assert "StatusListsKeyId" in template.content["Outputs"]
    assert not [kind for kind in _kinds(template) if "CloudFront" in kind]
    assert data.values["status_lists_cdn"] == "none"
    assert Resource.STATUS_LISTS_SIGNING_KEY not in data.resources


def _kinds(template: Template) -> set[str]:
    return {each["Type"] for each in template.content["Resources"].values()}
