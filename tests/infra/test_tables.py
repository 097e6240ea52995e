"""The tables and keys of the templates are those of the specs."""

from collections.abc import Mapping
from typing import Any

import pytest

from shared.aws.table_specs import REGION_TABLES, SANDBOX_REGISTER, TableSpec
from tests.infra.template import Template

_TABLE = "AWS::DynamoDB::Table"
_KEY = "AWS::KMS::Key"


def _table(template: Template, spec: TableSpec) -> Mapping[str, Any]:
    """The whole resource of the table of `spec`."""
    path = f"/{spec.name}/Table/Resource"
    (found,) = [each for each in template.of_type(_TABLE).values() if each["Metadata"]["aws:cdk:path"].endswith(path)]
    return found


@pytest.fixture(params=REGION_TABLES, ids=lambda spec: spec.name)
def spec(request: pytest.FixtureRequest) -> TableSpec:
    found: TableSpec = request.param
    return found


def test_there_are_the_specified_tables_and_no_others(templates: Mapping[str, Template]) -> None:
    assert len(templates["Data"].of_type(_TABLE)) == len(REGION_TABLES)
    assert not templates["Api"].of_type(_TABLE)
    assert len(templates["Sandbox"].of_type(_TABLE)) == 1


def test_a_table_has_the_keys_of_its_spec(templates: Mapping[str, Template], spec: TableSpec) -> None:
    properties = _table(templates["Data"], spec)["Properties"]
    assert properties["KeySchema"] == [
        {"AttributeName": spec.partition_key, "KeyType": "HASH"},
        {"AttributeName": spec.sort_key, "KeyType": "RANGE"},
    ]
    assert all(each["AttributeType"] == "S" for each in properties["AttributeDefinitions"])
    assert properties["BillingMode"] == "PAY_PER_REQUEST"


def test_a_table_has_the_indexes_of_its_spec(templates: Mapping[str, Template], spec: TableSpec) -> None:
    indexes = _table(templates["Data"], spec)["Properties"].get("GlobalSecondaryIndexes", [])
    found = {each["IndexName"]: [key["AttributeName"] for key in each["KeySchema"]] for each in indexes}
    assert found == {index.name: [index.partition_key, index.sort_key] for index in spec.indexes}


def test_a_table_forgets_and_streams_as_its_spec_says(templates: Mapping[str, Template], spec: TableSpec) -> None:
    properties = _table(templates["Data"], spec)["Properties"]
    ttl = {"AttributeName": spec.ttl_attribute, "Enabled": True} if spec.ttl_attribute else None
    stream = {"StreamViewType": "NEW_AND_OLD_IMAGES"} if spec.stream else None
    assert properties.get("TimeToLiveSpecification") == ttl
    assert properties.get("StreamSpecification") == stream


def test_a_table_of_the_region_cannot_be_lost(templates: Mapping[str, Template], spec: TableSpec) -> None:
    table = _table(templates["Data"], spec)
    assert table["Properties"]["DeletionProtectionEnabled"] is True
    assert table["Properties"]["PointInTimeRecoverySpecification"]["PointInTimeRecoveryEnabled"] is True
    assert (table["DeletionPolicy"], table["UpdateReplacePolicy"]) == ("Retain", "Retain")


def test_each_table_is_encrypted_with_a_key_of_its_own(templates: Mapping[str, Template]) -> None:
    for template, specs in ((templates["Data"], REGION_TABLES), (templates["Sandbox"], (SANDBOX_REGISTER,))):
        used = set()
        for each in specs:
            encryption = _table(template, each)["Properties"]["SSESpecification"]
            key = encryption["KMSMasterKeyId"]["Fn::GetAtt"][0]
            assert encryption["SSEType"] == "KMS"
            assert template.content["Resources"][key]["Properties"]["EnableKeyRotation"] is True
            used.add(key)
        assert len(used) == len(specs)


@pytest.mark.parametrize(
    ("name", "spec_of_key", "usage"),
    [
        ("PersonKey", "HMAC_256", "GENERATE_VERIFY_MAC"),
        ("CursorKey", "HMAC_256", "GENERATE_VERIFY_MAC"),
        ("SigningKey", "ECC_NIST_P256", "SIGN_VERIFY"),
    ],
)
def test_a_key_that_names_signs_or_seals_is_kept(
    templates: Mapping[str, Template], name: str, spec_of_key: str, usage: str
) -> None:
    (key,) = [
        each
        for each in templates["Data"].of_type(_KEY).values()
        if each["Metadata"]["aws:cdk:path"] == f"Data/{name}/Resource"
    ]
    assert key["Properties"]["KeySpec"] == spec_of_key
    assert key["Properties"]["KeyUsage"] == usage
    assert (key["DeletionPolicy"], key["UpdateReplacePolicy"]) == ("Retain", "Retain")
