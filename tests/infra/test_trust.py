"""The trust list has a key of its own and a schedule; a new key for codes takes nothing away from the old one."""

from collections.abc import Mapping
from pathlib import Path

from tests.infra.template import Template, read_template


def test_the_list_is_looked_at_every_ten_minutes(templates: Mapping[str, Template]) -> None:
    (found,) = [
        rule["Properties"]["ScheduleExpression"]
        for rule in templates["Api"].of_type("AWS::Events::Rule").values()
        if rule["Properties"].get("Description") == "The trust list is kept fresh"
    ]
    assert found == "rate(10 minutes)"


def test_trust_lists_have_a_key_of_their_own_that_outlives_the_stack(templates: Mapping[str, Template]) -> None:
    (key,) = [
        each
        for each in templates["Data"].of_type("AWS::KMS::Key").values()
        if each["Properties"].get("Description") == "Signs trust lists"
    ]
    assert (key["Properties"]["KeySpec"], key["Properties"]["KeyUsage"]) == ("ECC_NIST_P256", "SIGN_VERIFY")
    assert key["DeletionPolicy"] == "Retain"


def test_what_others_encrypt_to_outlives_the_stack_and_is_opened_by_nobody_yet(
    templates: Mapping[str, Template],
) -> None:
    (key,) = [
        each
        for each in templates["Data"].of_type("AWS::KMS::Key").values()
        if each["Properties"].get("Description") == "Opens what other regions encrypt to this one"
    ]
    assert (key["Properties"]["KeySpec"], key["Properties"]["KeyUsage"]) == ("RSA_3072", "ENCRYPT_DECRYPT")
    assert key["DeletionPolicy"] == "Retain"


def test_a_region_without_peers_says_so_to_the_one_function_that_hears_them(templates: Mapping[str, Template]) -> None:
    settings = {
        name: each.get("Environment", {}).get("Variables", {}) for name, each in templates["Api"].functions().items()
    }
    assert {name: each["PEERS"] for name, each in settings.items() if "PEERS" in each} == {"trust_refreshes": "{}"}


def test_the_next_signing_key_leaves_the_one_before_and_what_others_import_of_it(
    templates: Mapping[str, Template], tmp_path: Path
) -> None:
    import aws_cdk as cdk

    from infra.data_stack import DataStack
    from infra.region import load_region

    before = templates["Data"]
    app = cdk.App(outdir=str(tmp_path), analytics_reporting=False)
    DataStack(app, "Data", load_region("guangdong", code_key_id="2"), cdk.Environment(region="ap-east-1"))
    app.synth()
    after = read_template(tmp_path, "Data")
    signing = {
        name
        for name, each in before.of_type("AWS::KMS::Key").items()
        if each["Properties"].get("Description") == "Signs health codes"
    }
    assert len(signing) == 1
    now = {
        name
        for name, each in after.of_type("AWS::KMS::Key").items()
        if each["Properties"].get("Description") == "Signs health codes"
    }
    assert signing < now
    assert len(now) == 2
    exported = {
        json_name for json_name in before.content["Outputs"] if "Export" in before.content["Outputs"][json_name]
    }
    assert {name for name in exported if "SigningKey" in name} <= set(after.content["Outputs"])
