"""Runs of a state machine: one for each name, and a fault is a fault."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError
from moto import mock_aws

from shared.aws import clients
from shared.aws.machines import StateMachine

ROLE = "arn:aws:iam::123456789012:role/machine"
PASS = {"StartAt": "Only", "States": {"Only": {"Type": "Pass", "End": True}}}


@dataclass
class _Refusing:
    """A client that starts nothing, and knows how the run stands that has the name."""

    code: str
    status: str = ""
    asked: list[str] = field(default_factory=list)

    def start_execution(self, *, stateMachineArn: str, name: str, input: str) -> object:  # noqa: A002, N803
        self.asked.append(name)
        raise ClientError({"Error": {"Code": self.code, "Message": f"{stateMachineArn} {input}"}}, "StartExecution")

    def describe_execution(self, *, executionArn: str) -> dict[str, object]:  # noqa: N803
        self.asked.append(executionArn)
        return {"status": self.status}


@pytest.fixture
def machine() -> Iterator[StateMachine]:
    with mock_aws():
        maker: Any = boto3.client("stepfunctions")
        made = maker.create_state_machine(name="imports", definition=json.dumps(PASS), roleArn=ROLE)
        yield StateMachine(clients.step_functions(), made["stateMachineArn"])


def test_a_run_has_its_name_and_what_it_was_told(machine: StateMachine) -> None:
    machine.start("abc-1", {"import": "abc", "attempt": 1})

    client: Any = machine.client
    [run] = client.list_executions(stateMachineArn=machine.arn)["executions"]
    told = client.describe_execution(executionArn=run["executionArn"])["input"]
    assert (run["name"], json.loads(told)) == ("abc-1", {"import": "abc", "attempt": 1})


def test_a_name_is_run_once_and_another_name_besides(machine: StateMachine) -> None:
    for name in ("abc-1", "abc-1", "abc-2"):
        machine.start(name, {})

    client: Any = machine.client
    runs = client.list_executions(stateMachineArn=machine.arn)["executions"]
    assert sorted(run["name"] for run in runs) == ["abc-1", "abc-2"]


@pytest.mark.parametrize("status", ["RUNNING", "SUCCEEDED", "PENDING_REDRIVE", "FAILED", "TIMED_OUT", "ABORTED"])
def test_a_name_that_was_taken_is_left_alone_and_tells_whether_its_run_gave_up(status: str) -> None:
    taken = _Refusing("ExecutionAlreadyExists", status)
    arn = "arn:aws:states:ap-east-1:123456789012:stateMachine:imports"

    started = StateMachine(taken, arn).start("abc-1", {})

    assert started is (status not in {"FAILED", "TIMED_OUT", "ABORTED"})
    assert taken.asked == ["abc-1", "arn:aws:states:ap-east-1:123456789012:execution:imports:abc-1"]


def test_a_run_that_was_stopped_has_given_up(machine: StateMachine) -> None:
    assert machine.start("abc-1", {})
    client: Any = machine.client
    [run] = client.list_executions(stateMachineArn=machine.arn)["executions"]
    client.stop_execution(executionArn=run["executionArn"])

    assert not machine.start("abc-1", {})


@pytest.mark.parametrize("code", ["ThrottlingException", "StateMachineDoesNotExist", "AccessDeniedException"])
def test_any_other_refusal_is_a_fault(code: str) -> None:
    with pytest.raises(ClientError, match=code):
        StateMachine(_Refusing(code), "arn").start("abc-1", {})
