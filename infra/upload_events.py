"""The function that checks uploads, and how S3's events reach it."""

from collections.abc import Mapping

from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as targets
from constructs import Construct

from infra.buckets import UPLOADS
from infra.failed_events import failed_events, keep_what_fails
from infra.function_spec import FunctionSpec
from infra.grants import Granted, Resource
from infra.lambda_target import LambdaTarget
from infra.suite_function import SuiteFunction


class UploadEvents(Construct):
    """Each new upload is checked; an event on which the check fails again and again is kept for two weeks.

    By EventBridge and not by a notification from the bucket to the function: the bucket's stack knows no function.
    """

    def __init__(
        self,
        scope: Construct,
        name: str,
        spec: FunctionSpec,
        *,
        bucket: str,
        about: str,
        target: LambdaTarget,
        values: Mapping[str, str],
        resources: Mapping[Resource, Granted],
        log_days: int,
    ) -> None:
        """`bucket` is the name of the one whose uploads the function of `spec` checks, `about` what they are for.

        Raises SettingMissingError, ClosureError or DistributionError.
        """
        super().__init__(scope, name)
        failed = failed_events(self)
        function = SuiteFunction(
            self,
            spec,
            target=target,
            values=values,
            resources=dict(resources) | {Resource.FAILED_UPLOADS: Granted(failed.queue_arn)},
            log_days=log_days,
        ).function
        keep_what_fails(self, function, failed)
        events.Rule(
            self,
            "Created",
            description=f"A file was uploaded for {about}",
            event_pattern=events.EventPattern(
                source=["aws.s3"],
                detail_type=["Object Created"],
                detail={
                    "bucket": {"name": [bucket]},
                    "object": {"key": [{"prefix": UPLOADS}]},
                },
            ),
            targets=[targets.LambdaFunction(function, dead_letter_queue=failed)],
        )
