"""Each function has its settings, its log and its limits, and nothing else."""

from collections.abc import Mapping

import pytest

from infra.region import load_region
from shared.aws.settings import variables
from tests.infra.template import Template


@pytest.fixture(params=["Api", "Sandbox"])
def template(request: pytest.FixtureRequest, templates: Mapping[str, Template]) -> Template:
    return templates[request.param]


def test_the_environment_is_exactly_the_settings(template: Template) -> None:
    from infra.event_functions import EVENT_FUNCTIONS
    from infra.functions import API_FUNCTIONS
    from infra.sandbox_functions import SANDBOX_FUNCTIONS

    settings = {spec.name: spec.settings for spec in (*API_FUNCTIONS, *EVENT_FUNCTIONS, *SANDBOX_FUNCTIONS)}
    for name, properties in template.functions().items():
        environment = properties.get("Environment", {}).get("Variables", {})
        assert environment.keys() == variables(settings[name]), name


def test_the_runtime_is_the_default_one(template: Template) -> None:
    for properties in template.functions().values():
        assert properties["Runtime"] == "python3.13"
        assert properties["Architectures"] == ["arm64"]


def test_every_log_forgets_after_the_days_of_the_region(template: Template) -> None:
    logs = template.of_type("AWS::Logs::LogGroup")
    assert {each["Properties"]["RetentionInDays"] for each in logs.values()} == {
        load_region("guangdong").retention.log_days
    }
    used = {each["LoggingConfig"]["LogGroup"]["Ref"] for each in template.functions().values()}
    assert len(used) == len(template.functions())
    assert used <= set(logs)


def test_the_values_are_those_of_the_region_file(templates: Mapping[str, Template]) -> None:
    region = load_region("guangdong")
    residents = templates["Api"].functions()["residents"]["Environment"]["Variables"]
    assert residents["CODE_ISSUER"] == "44"
    assert residents["CODE_KEY_ID"] == str(region.code.key_id)
    assert residents["CODE_PREFIX"] == region.code.prefix
    assert residents["REGISTER_URL"] == region.register.url
    assert residents["REGISTER_SECRET"] == region.register.secret
    scans = templates["Api"].functions()["scans"]["Environment"]["Variables"]
    assert scans["SCAN_RETENTION_DAYS"] == str(region.retention.scan_days)
    assert (scans["ROLES_CLAIM"], scans["AUTHORITY_CLAIM"]) == ("cognito:groups", "custom:authority")


def test_a_setting_without_a_value_is_named() -> None:
    from functions.checkpoints import app as checkpoints
    from infra.function_spec import FunctionSpec
    from infra.suite_function import SettingMissingError, environment

    spec = FunctionSpec("checkpoints", checkpoints.ROUTES, checkpoints.Settings, (), memory_mb=128, timeout_s=1)
    values = {
        "core_table": "core",
        "code_prefix": "HTTPS://X/C/",
        "cursor_key": "",
        "staff_issuer": "x",
        "roles_claim": "x",
    }
    with pytest.raises(SettingMissingError, match="functions/checkpoints reads AUTHORITY_CLAIM, CURSOR_KEY, for which"):
        environment(spec, values)


def test_the_outputs_say_where_everything_is(templates: Mapping[str, Template]) -> None:
    outputs = {
        name: {key for key, output in each.content["Outputs"].items() if "Export" not in output}
        for name, each in templates.items()
    }
    assert outputs == {
        "Data": {
            "CoreTableName",
            "VaultTableName",
            "AuditTableName",
            "CertificatesBucketName",
            "DaysBucketName",
            "ImportsBucketName",
            "TrustKeyId",
            "ResidentsUserPoolId",
            "ResidentsClientId",
            "StaffUserPoolId",
            "StaffClientId",
        },
        "Api": {"ApiUrl", "ApiId", "NotificationTopicArn"},
        "Sandbox": {
            "RegisterUrl",
            "RegisterApiId",
            "RegisterSecret",
            "RegisterTableName",
            "ItineraryUrl",
            "ItinerarySecret",
        },
    }
