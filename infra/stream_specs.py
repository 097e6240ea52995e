"""The functions that the core table's stream calls."""

from functions.audit import app as audit
from infra.functions import FunctionSpec
from infra.grants import Grant, Resource

AUDIT = FunctionSpec(
    "audit",
    audit.ROUTES,
    audit.Settings,
    (
        # It adds entries to chains, and neither it nor any other function can change or remove one.
        Grant(Resource.AUDIT, ("dynamodb:PutItem", "dynamodb:Query")),
        Grant(Resource.CORE_STREAM, ("dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator")),
        Grant(Resource.FAILED_CHANGES, ("sqs:SendMessage",)),
        Grant(Resource.POISON_CHANGES, ("sqs:SendMessage",)),
    ),
    memory_mb=512,
    # A hundred changes, each a query and a transaction.
    timeout_s=60,
)
"""Keeps the history of every person; called by the core table's stream."""
