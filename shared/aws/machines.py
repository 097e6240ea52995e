"""Step Functions: runs of a state machine, each with a name of its own."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from botocore.exceptions import ClientError

_GAVE_UP = frozenset({"FAILED", "TIMED_OUT", "ABORTED"})


class StepFunctions(Protocol):
    """What is used of botocore's client."""

    def start_execution(self, *, stateMachineArn: str, name: str, input: str) -> object:  # noqa: A002, N803
        """`StartExecution`, with its own names."""

    def describe_execution(self, *, executionArn: str) -> Mapping[str, object]:  # noqa: N803
        """`DescribeExecution`, with its own names."""


@dataclass(frozen=True, slots=True)
class StateMachine:
    """A state machine of the standard kind, by its ARN, with the client that reaches it."""

    client: StepFunctions = field(repr=False)
    arn: str

    def start(self, name: str, about: Mapping[str, object]) -> bool:
        """Start the run `name` with `about` as its input, unless there is or was one of this name.

        Returns False when there was one and it gave up: for 90 days Step Functions takes the name for no other.
        """
        try:
            self.client.start_execution(stateMachineArn=self.arn, name=name, input=json.dumps(about))
        except ClientError as error:
            if error.response["Error"]["Code"] != "ExecutionAlreadyExists":
                raise
            run = f"{self.arn.replace(':stateMachine:', ':execution:')}:{name}"
            return self.client.describe_execution(executionArn=run)["status"] not in _GAVE_UP
        return True
