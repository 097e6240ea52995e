"""Where events are kept on which a function failed again and again."""

import aws_cdk as cdk
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from infra.findings import accept

_KEEP = cdk.Duration.days(14)


def failed_events(scope: Construct) -> sqs.Queue:
    """The queue `Failed` of `scope`: encrypted, over TLS only, for two weeks."""
    queue = sqs.Queue(
        scope,
        "Failed",
        encryption=sqs.QueueEncryption.SQS_MANAGED,
        enforce_ssl=True,
        retention_period=_KEEP,
    )
    accept(queue, "AwsSolutions-SQS3", "This is the queue in which what failed is kept.")
    return queue
