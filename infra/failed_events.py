"""Where events are kept on which a function failed again and again."""

import aws_cdk as cdk
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from infra.findings import accept

_KEEP = cdk.Duration.days(14)
_RETRIES = 2


def failed_events(scope: Construct, name: str = "Failed") -> sqs.Queue:
    """The queue `name` of `scope`: encrypted, over TLS only, for two weeks."""
    queue = sqs.Queue(
        scope,
        name,
        encryption=sqs.QueueEncryption.SQS_MANAGED,
        enforce_ssl=True,
        retention_period=_KEEP,
    )
    accept(queue, "AwsSolutions-SQS3", "This is the queue in which what failed is kept.")
    return queue


def keep_what_fails(scope: Construct, function: lambda_.Function, failed: sqs.Queue) -> None:
    """Let an event on which `function` failed be tried twice more, and then be kept in `failed`."""
    lambda_.CfnEventInvokeConfig(
        scope,
        "Retries",
        function_name=function.function_name,
        qualifier="$LATEST",
        maximum_retry_attempts=_RETRIES,
        destination_config=lambda_.CfnEventInvokeConfig.DestinationConfigProperty(
            on_failure=lambda_.CfnEventInvokeConfig.OnFailureProperty(destination=failed.queue_arn)
        ),
    )
