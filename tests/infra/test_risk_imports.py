"""The state machine of imports: what it calls, how often it tries, where it ends, and what it may do."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from infra.region import load_region
from tests.infra.template import Template, as_list


@pytest.fixture(scope="module")
def states(templates: Mapping[str, Template]) -> dict[str, Any]:
    from infra.risk_imports import definition

    assert templates["Api"].of_type("AWS::StepFunctions::StateMachine")
    found: dict[str, Any] = definition("bucket", "rows", "report", 7)["States"]
    return found


def test_it_is_deployed_as_it_is_defined_with_every_output_that_is_dropped(templates: Mapping[str, Template]) -> None:
    from infra.risk_imports import definition

    _, parts = templates["Api"].only("AWS::StepFunctions::StateMachine")["DefinitionString"]["Fn::Join"]
    text = "".join(part if isinstance(part, str) else "<somewhere>" for part in parts)
    at_once = load_region("guangdong").imports.chunks_at_once
    assert json.loads(text) == definition("<somewhere>", "<somewhere>", "<somewhere>", at_once)


def test_each_part_of_the_plan_is_worked_through_and_gives_nothing_back(states: dict[str, Any]) -> None:
    parts = states["Parts"]
    task = parts["ItemProcessor"]["States"]["Rows"]
    assert parts["ItemReader"]["Parameters"] == {"Bucket": "bucket", "Key.$": "$.chunks"}
    assert parts["ItemProcessor"]["ProcessorConfig"]["Mode"] == "DISTRIBUTED"
    assert parts["ItemSelector"] == {"import_id.$": "$.import", "chunk.$": "$$.Map.Item.Value"}
    assert (task["Resource"], task["OutputPath"], parts["MaxConcurrency"]) == ("rows", None, 7)


def test_whatever_fails_is_tried_again_and_then_the_import_is_said_to_have_stalled(states: dict[str, Any]) -> None:
    tasks = [states["Parts"]["ItemProcessor"]["States"]["Rows"], states["Report"], states["Stall"]]
    for task in tasks:
        (retry,) = task["Retry"]
        assert retry["ErrorEquals"] == ["States.ALL"]
        assert (retry["MaxAttempts"], retry["BackoffRate"]) == (6, 2)
    for name in ("Parts", "Report"):
        (caught,) = states[name]["Catch"]
        assert (caught["ErrorEquals"], caught["ResultPath"], caught["Next"]) == (["States.ALL"], None, "Stall")
    assert states["Stall"]["Parameters"] == {"import_id.$": "$.import", "attempt.$": "$.attempt", "ended": "stalled"}
    assert states["Stalled"]["Type"] == "Fail"


def test_the_region_s_file_says_how_many_parts_run_at_once(templates: Mapping[str, Template]) -> None:
    text = json.dumps(templates["Api"].only("AWS::StepFunctions::StateMachine")["DefinitionString"])
    assert f'\\"MaxConcurrency\\": {load_region("guangdong").imports.chunks_at_once},' in text.replace('\\\\"', '\\"')


def test_it_logs_every_step_and_no_data(templates: Mapping[str, Template]) -> None:
    logging = templates["Api"].only("AWS::StepFunctions::StateMachine")["LoggingConfiguration"]
    assert (logging["Level"], logging["IncludeExecutionData"]) == ("ALL", False)


def test_its_role_may_do_exactly_this(templates: Mapping[str, Template]) -> None:
    api = templates["Api"]
    role = api.only("AWS::StepFunctions::StateMachine")["RoleArn"]["Fn::GetAtt"][0]
    policies = api.content["Resources"][role]["Properties"]["Policies"]
    allowed = {
        action: json.dumps(each["Resource"])
        for policy in policies
        for each in policy["PolicyDocument"]["Statement"]
        for action in as_list(each["Action"])
    }
    logs = {action for action in allowed if action.startswith("logs:")}
    assert set(allowed) - logs == {
        "lambda:InvokeFunction",
        "s3:GetObject",
        "kms:Decrypt",
        "states:StartExecution",
        "states:DescribeExecution",
        "states:StopExecution",
    }
    assert "/imports/*" in allowed["s3:GetObject"]
    assert "stateMachine:yuekang-guangdong-risk-imports" in allowed["states:StartExecution"]
    assert "execution:yuekang-guangdong-risk-imports:*" in allowed["states:StopExecution"]
    called = list(_functions(api, allowed["lambda:InvokeFunction"]))
    assert sorted(called) == ["import_report", "import_rows"]


def _functions(api: Template, resources: str) -> Iterator[str]:
    for arn in as_list(json.loads(resources)):
        yield api.function_at(arn)
