"""The functions that streams and queues call; those behind the API are in `infra.functions`."""

from functions.notification_changes import app as notification_changes
from functions.notification_deliveries import app as notification_deliveries
from infra.functions import FunctionSpec
from infra.grants import Grant, Resource

NOTIFICATION_CHANGES = FunctionSpec(
    "notification_changes",
    notification_changes.ROUTES,
    notification_changes.Settings,
    (
        Grant(Resource.CORE, ("dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:Query")),
        Grant(Resource.CORE_STREAM, ("dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator")),
        Grant(Resource.NOTIFICATION_QUEUE, ("sqs:SendMessage",)),
        Grant(Resource.FAILED_CHANGES, ("sqs:SendMessage",)),
    ),
    memory_mb=512,
    timeout_s=60,
)
"""Makes notifications of what is written; called by the core table's stream."""

NOTIFICATION_DELIVERIES = FunctionSpec(
    "notification_deliveries",
    notification_deliveries.ROUTES,
    notification_deliveries.Settings,
    (
        Grant(Resource.CORE, ("dynamodb:UpdateItem",)),
        Grant(Resource.NOTIFICATION_QUEUE, ("sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage")),
        Grant(Resource.NOTIFICATION_BUS, ("events:PutEvents",)),
    ),
    memory_mb=512,
    timeout_s=30,
)
"""Sends them; called by the queue in which they wait."""
