"""The function that publishes a day when it is over, and what calls it."""

from collections.abc import Mapping

from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as targets
from constructs import Construct

from infra.event_functions import AUDIT_DAYS
from infra.failed_events import failed_events, keep_what_fails
from infra.grants import Granted, Resource
from infra.lambda_target import LambdaTarget
from infra.suite_function import SuiteFunction


class NightlyDays(Construct):
    """Half an hour after each midnight of the region, the day that is over is published.

    A night on which that fails again and again is kept for two weeks; the next night publishes both days.
    """

    def __init__(
        self,
        scope: Construct,
        name: str,
        *,
        target: LambdaTarget,
        values: Mapping[str, str],
        resources: Mapping[Resource, Granted],
        log_days: int,
    ) -> None:
        """Raises SettingMissingError, ClosureError or DistributionError."""
        super().__init__(scope, name)
        failed = failed_events(self)
        function = SuiteFunction(
            self,
            AUDIT_DAYS,
            target=target,
            values=values,
            resources=dict(resources) | {Resource.FAILED_DAYS: Granted(failed.queue_arn)},
            log_days=log_days,
        ).function
        keep_what_fails(self, function, failed)
        events.Rule(
            self,
            "Midnight",
            description="A day of the region is over",
            # Rules count in UTC: this is 00:30 in the region.
            schedule=events.Schedule.cron(minute="30", hour="16"),
            targets=[targets.LambdaFunction(function, dead_letter_queue=failed)],
        )
