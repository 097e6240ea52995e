"""A function that a schedule calls."""

from collections.abc import Mapping

import aws_cdk as cdk
from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as targets
from constructs import Construct

from infra.function_spec import FunctionSpec
from infra.grants import Granted, Resource
from infra.lambda_target import LambdaTarget
from infra.suite_function import SuiteFunction


class ScheduledFunction(Construct):
    """Called every few minutes; a call that fails is made up for by the next, so its event is kept nowhere."""

    def __init__(
        self,
        scope: Construct,
        name: str,
        spec: FunctionSpec,
        *,
        every: cdk.Duration,
        description: str,
        target: LambdaTarget,
        values: Mapping[str, str],
        resources: Mapping[Resource, Granted],
        log_days: int,
    ) -> None:
        """Raises SettingMissingError, ClosureError or DistributionError."""
        super().__init__(scope, name)
        function = SuiteFunction(
            self, spec, target=target, values=values, resources=resources, log_days=log_days
        ).function
        events.Rule(
            self,
            "Schedule",
            description=description,
            schedule=events.Schedule.rate(every),
            targets=[targets.LambdaFunction(function, retry_attempts=0)],
        )
