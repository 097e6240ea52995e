"""How residents are told that there is news: from the core table's stream to the topic of the push gateways."""

from collections.abc import Mapping

import aws_cdk as cdk
from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as targets
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_sns as sns
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from functions.notification_deliveries.app import DETAIL_TYPE, SOURCE
from infra.event_functions import NOTIFICATION_CHANGES, NOTIFICATION_DELIVERIES
from infra.failed_events import failed_events
from infra.findings import accept
from infra.grants import Granted, Resource
from infra.lambda_target import LambdaTarget
from infra.stream_function import StreamFunction
from infra.suite_function import SuiteFunction

FILTERS: tuple[Mapping[str, object], ...] = (
    {"eventName": ["INSERT", "MODIFY"], "dynamodb": {"Keys": {"sk": {"S": ["PERSON"]}}}},
    {"eventName": ["MODIFY"], "dynamodb": {"Keys": {"sk": {"S": ["APPEAL"]}}}},
    {"eventName": ["INSERT", "MODIFY"], "dynamodb": {"Keys": {"sk": {"S": [{"prefix": "GUARDIAN#"}]}}}},
    {
        "eventName": ["INSERT"],
        "dynamodb": {
            "Keys": {"sk": {"S": [{"prefix": "LOOK_UP#"}]}},
            "NewImage": {"looked_up": {"S": ["IDENTITY", "MASKED_IDENTITY"]}},
        },
    },
)
"""The changes of the core table that may be news; the function looks closer."""
_TRIES = 5
# Each message of the queue is one request to the table and one to the bus; so many functions at once keep below the
# quota of the bus in every AWS region, also when a whole import turns red.
_AT_ONCE = 10
_BATCH = 10


class Notifications(Construct):
    """Notifications, from what is written to the encrypted topic; `topic_arn` is what a push gateway subscribes to."""

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
        queue = sqs.Queue(
            self,
            "Waiting",
            encryption=sqs.QueueEncryption.SQS_MANAGED,
            enforce_ssl=True,
            # Six times what the function may take, as Lambda advises.
            visibility_timeout=cdk.Duration.seconds(6 * NOTIFICATION_DELIVERIES.timeout_s),
            dead_letter_queue=sqs.DeadLetterQueue(queue=failed, max_receive_count=_TRIES),
        )
        # One account may have several regions, and a bus has no name of its own unless it is given one.
        bus = events.EventBus(self, "Bus", event_bus_name=f"{cdk.Stack.of(self).stack_name}-notifications")
        given = dict(values) | {"notification_queue": queue.queue_url, "notification_bus": bus.event_bus_name}
        granted = dict(resources) | {
            Resource.NOTIFICATION_QUEUE: Granted(queue.queue_arn),
            Resource.NOTIFICATION_BUS: Granted(bus.event_bus_arn),
        }
        StreamFunction(
            self,
            "Changes",
            NOTIFICATION_CHANGES,
            filters=FILTERS,
            target=target,
            values=given,
            resources=granted,
            log_days=log_days,
        )
        sending = SuiteFunction(
            self, NOTIFICATION_DELIVERIES, target=target, values=given, resources=granted, log_days=log_days
        ).function
        mapping = lambda_.CfnEventSourceMapping(
            self,
            "Deliveries",
            function_name=sending.function_name,
            event_source_arn=queue.queue_arn,
            batch_size=_BATCH,
            function_response_types=["ReportBatchItemFailures"],
            scaling_config=lambda_.CfnEventSourceMapping.ScalingConfigProperty(maximum_concurrency=_AT_ONCE),
        )
        if sending.role is not None:
            # Lambda tries the rights when the mapping is made.
            mapping.node.add_dependency(sending.role)
        self.topic_arn = self._topic(bus, failed)

    def _topic(self, bus: events.EventBus, failed: sqs.Queue) -> str:
        key = kms.Key(
            self,
            "Key",
            description="Encrypts the topic of notifications",
            enable_key_rotation=True,
            removal_policy=cdk.RemovalPolicy.DESTROY,
        )
        topic = sns.Topic(self, "Topic", master_key=key, enforce_ssl=True)
        # With a role of the rule's own, nobody has to be let in by the topic.
        role = iam.Role(self, "Publisher", assumed_by=iam.ServicePrincipal("events.amazonaws.com"))
        accept(
            role,
            "AwsSolutions-IAM5[Action::kms:GenerateDataKey*]",
            "CDK writes it so, for the one key of the topic: data keys, with and without their plain text.",
        )
        events.Rule(
            self,
            "News",
            description="There is news for a resident",
            event_bus=bus,
            event_pattern=events.EventPattern(source=[SOURCE], detail_type=[DETAIL_TYPE]),
            targets=[
                targets.SnsTopic(
                    topic,
                    message=events.RuleTargetInput.from_event_path("$.detail"),
                    role=role,
                    dead_letter_queue=failed,
                )
            ],
        )
        return topic.topic_arn
