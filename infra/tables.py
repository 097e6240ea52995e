"""Tables as their specs say, each encrypted with a key of its own."""

import aws_cdk as cdk
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_kms as kms
from constructs import Construct

from infra.grants import Granted
from shared.aws.table_specs import TableSpec


class SuiteTable(Construct):
    """The table of `spec`; with `keep` it outlives its stack and refuses to be deleted."""

    def __init__(self, scope: Construct, spec: TableSpec, *, keep: bool) -> None:
        super().__init__(scope, spec.name)
        removal = cdk.RemovalPolicy.RETAIN if keep else cdk.RemovalPolicy.DESTROY
        key = kms.Key(
            self,
            "Key",
            description=f"Encrypts the table {spec.name}",
            enable_key_rotation=True,
            removal_policy=removal,
        )
        table = dynamodb.Table(
            self,
            "Table",
            partition_key=_string(spec.partition_key),
            sort_key=_string(spec.sort_key),
            billing_mode=dynamodb.BillingMode.PAY_PER_REQUEST,
            encryption=dynamodb.TableEncryption.CUSTOMER_MANAGED,
            encryption_key=key,
            point_in_time_recovery_specification=dynamodb.PointInTimeRecoverySpecification(
                point_in_time_recovery_enabled=True
            ),
            deletion_protection=keep,
            removal_policy=removal,
            time_to_live_attribute=spec.ttl_attribute,
            stream=dynamodb.StreamViewType.NEW_AND_OLD_IMAGES if spec.stream else None,
        )
        for index in spec.indexes:
            table.add_global_secondary_index(
                index_name=index.name,
                partition_key=_string(index.partition_key),
                sort_key=_string(index.sort_key),
                projection_type=dynamodb.ProjectionType.ALL,
            )
        self.table_name = table.table_name
        self.granted = Granted(table.table_arn, key.key_arn)
        self.granted_stream = Granted(table.table_stream_arn or "", key.key_arn)
        self.granted_indexes = {
            index.name: Granted(f"{table.table_arn}/index/{index.name}", key.key_arn) for index in spec.indexes
        }


def _string(name: str) -> dynamodb.Attribute:
    return dynamodb.Attribute(name=name, type=dynamodb.AttributeType.STRING)
