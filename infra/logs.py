"""Logs that forget: every log of the suite ends after the days that the region's file gives it."""

import aws_cdk as cdk
from aws_cdk import aws_logs as logs
from constructs import Construct


def log_group(scope: Construct, name: str, days: int) -> logs.LogGroup:
    """A log group whose entries are removed after `days`, one of the numbers that CloudWatch Logs takes."""
    group = logs.LogGroup(scope, name, removal_policy=cdk.RemovalPolicy.DESTROY)
    # The L2's enum lags behind the days that the service takes, so the number is set on the resource itself.
    resource = group.node.default_child
    assert isinstance(resource, logs.CfnLogGroup)  # noqa: S101  (for the type checker: it always is)
    resource.retention_in_days = days
    return group
