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
    """A client that knows one answer."""

    code: str
    asked: list[str] = field(default_factory=list)

    def start_execution(self, *, stateMachineArn: str, name: str, input: str) -> object:  # noqa: A002, N803
        self.asked.append(name)
        raise ClientError({"Error": {"Code": self.code, "Message": f"{stateMachineArn} {input}"}}, "StartExecution")


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


def test_a_name_whose_run_is_over_is_left_alone() -> None:
    over = _Refusing("ExecutionAlreadyExists")

    StateMachine(over, "arn").start("abc-1", {})

    assert over.asked == ["abc-1"]


@pytest.mark.parametrize("code", ["ThrottlingException", "StateMachineDoesNotExist", "AccessDeniedException"])
def test_any_other_refusal_is_a_fault(code: str) -> None:
    with pytest.raises(ClientError, match=code):
        StateMachine(_Refusing(code), "arn").start("abc-1", {})
