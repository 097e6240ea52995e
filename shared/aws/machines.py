"""Step Functions: runs of a state machine, each with a name of its own."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from botocore.exceptions import ClientError


class StepFunctions(Protocol):
    """What is used of botocore's client."""

    def start_execution(self, *, stateMachineArn: str, name: str, input: str) -> object:  # noqa: A002, N803
        """`StartExecution`, with its own names."""


@dataclass(frozen=True, slots=True)
class StateMachine:
    """A state machine of the standard kind, by its ARN, with the client that reaches it."""

    client: StepFunctions = field(repr=False)
    arn: str

    def start(self, name: str, about: Mapping[str, object]) -> None:
        """Start the run `name` with `about` as its input, unless there is or was one of this name.

        Step Functions answers for a name that runs with the same input as if it had started it, and refuses for 90 days
        a name whose run is over.
        """
        try:
            self.client.start_execution(stateMachineArn=self.arn, name=name, input=json.dumps(about))
        except ClientError as error:
            if error.response["Error"]["Code"] != "ExecutionAlreadyExists":
                raise
