"""A function that is told of what changes in a table."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from infra.failed_events import failed_events
from infra.findings import accept
from infra.function_spec import FunctionSpec
from infra.grants import Granted, Resource
from infra.lambda_target import LambdaTarget
from infra.suite_function import SuiteFunction

READ_STREAM = ("dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator")
"""What Lambda needs on the stream, with the function's own role."""
_BATCH = 100
_RETRIES = 10
# As many at once as Lambda allows a shard; those of one partition key stay in order.
_AT_ONCE = 10


class StreamFunction(Construct):
    """The function of `spec`, called with the changes of the core table's stream that one of `filters` lets through.

    It answers which change it failed on, and is called again from there. A change on which it fails eleven times is
    noted in a queue, by its place in the stream, and stops nobody.
    """

    def __init__(
        self,
        scope: Construct,
        name: str,
        spec: FunctionSpec,
        *,
        filters: Sequence[Mapping[str, Any]],
        target: LambdaTarget,
        values: Mapping[str, str],
        resources: Mapping[Resource, Granted],
        log_days: int,
    ) -> None:
        """`filters` are patterns of Lambda's event filtering.

        Raises SettingMissingError, ClosureError or DistributionError.
        """
        super().__init__(scope, name)
        failed = failed_events(self)
        made = SuiteFunction(
            self,
            spec,
            target=target,
            values=values,
            resources=dict(resources) | {Resource.FAILED_CHANGES: Granted(failed.queue_arn)},
            log_days=log_days,
        )
        role = made.function.role
        assert role is not None  # noqa: S101  (for the type checker: SuiteFunction gives it one)
        policy = iam.Policy(
            self,
            "ListStreams",
            statements=[iam.PolicyStatement(actions=["dynamodb:ListStreams"], resources=["*"])],
            roles=[role],
        )
        accept(policy, "AwsSolutions-IAM5[Resource::*]", "Lambda asks for this action, which knows no single stream.")
        mapping = lambda_.CfnEventSourceMapping(
            self,
            "Changes",
            function_name=made.function.function_name,
            event_source_arn=resources[Resource.CORE_STREAM].arn,
            starting_position="TRIM_HORIZON",
            batch_size=_BATCH,
            parallelization_factor=_AT_ONCE,
            function_response_types=["ReportBatchItemFailures"],
            bisect_batch_on_function_error=True,
            maximum_retry_attempts=_RETRIES,
            destination_config=lambda_.CfnEventSourceMapping.DestinationConfigProperty(
                on_failure=lambda_.CfnEventSourceMapping.OnFailureProperty(destination=failed.queue_arn)
            ),
            filter_criteria=lambda_.CfnEventSourceMapping.FilterCriteriaProperty(
                filters=[
                    lambda_.CfnEventSourceMapping.FilterProperty(pattern=json.dumps(pattern)) for pattern in filters
                ]
            ),
        )
        # Lambda tries the rights when the mapping is made.
        mapping.node.add_dependency(policy)
        mapping.node.add_dependency(role)
