"""The status lists: the bucket in which they are published, and the schedule on which they are built."""

from collections.abc import Mapping

import aws_cdk as cdk
from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as targets
from aws_cdk import aws_s3 as s3
from constructs import Construct

from infra.event_functions import STATUS_LIST_BUILDS
from infra.findings import accept
from infra.grants import Granted, Resource
from infra.lambda_target import LambdaTarget
from infra.suite_function import SuiteFunction

_EVERY = cdk.Duration.minutes(4)
# An edition is good for a day, and issued again before that.
_KEEP = cdk.Duration.days(2)


class StatusListBucket(Construct):
    """A private bucket for what only enrolled scanners are handed; all of it can be built again."""

    def __init__(self, scope: Construct, name: str) -> None:
        super().__init__(scope, name)
        bucket = s3.Bucket(
            self,
            "Bucket",
            encryption=s3.BucketEncryption.S3_MANAGED,
            block_public_access=s3.BlockPublicAccess.BLOCK_ALL,
            object_ownership=s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
            enforce_ssl=True,
            minimum_tls_version=1.2,
            removal_policy=cdk.RemovalPolicy.RETAIN,
            lifecycle_rules=[s3.LifecycleRule(id="Editions", prefix="lists/", expiration=_KEEP)],
        )
        accept(bucket, "AwsSolutions-S1", "Only functions of the suite read it, and the API's log has who asked them.")
        self.bucket_name = bucket.bucket_name
        stack = cdk.Stack.of(self)
        exported = f"{stack.stack_name}-status-lists-arn"
        arn = stack.export_value(bucket.bucket_arn, name=exported)
        self.granted = {Resource.STATUS_LISTS: Granted(f"{arn}/*", service="s3", finding=f"Resource::{exported}/*")}


class StatusListBuilds(Construct):
    """The function that builds the lists, every few minutes.

    A build that fails is made up for by the next, so its event is kept nowhere.
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
        function = SuiteFunction(
            self, STATUS_LIST_BUILDS, target=target, values=values, resources=resources, log_days=log_days
        ).function
        events.Rule(
            self,
            "Schedule",
            description="The status lists are built",
            schedule=events.Schedule.rate(_EVERY),
            targets=[targets.LambdaFunction(function, retry_attempts=0)],
        )
