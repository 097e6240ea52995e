"""What a function may do, as data: an action list for each resource it touches, and nothing else."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import aws_cdk as cdk
from aws_cdk import aws_iam as iam


class Resource(StrEnum):
    """What functions can be granted; also the name of the setting that tells a function where it is."""

    CORE = "core_table"
    VAULT = "vault_table"
    PERSON_KEY = "person_key"
    SIGNING_KEY = "signing_key"
    CURSOR_KEY = "cursor_key"
    REGISTER_SECRET = "register_secret"  # noqa: S105  (the name of a setting)
    SANDBOX_TABLE = "register_table"


@dataclass(frozen=True, slots=True)
class Grant:
    """The actions that one function may take on one resource."""

    resource: Resource
    actions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Granted:
    """A resource in a stack: its ARN, and for a table the ARN of the key that encrypts it."""

    arn: str
    table_key_arn: str = ""


# DynamoDB unlocks a table with the rights of whoever calls it.
_READ_WITH_KEY = ("kms:Decrypt", "kms:DescribeKey")
_WRITE_WITH_KEY = (*_READ_WITH_KEY, "kms:Encrypt", "kms:GenerateDataKey", "kms:ReEncryptFrom", "kms:ReEncryptTo")
_WRITES = frozenset({"dynamodb:PutItem", "dynamodb:UpdateItem"})


def statements(grants: tuple[Grant, ...], resources: Mapping[Resource, Granted]) -> list[iam.PolicyStatement]:
    """The IAM statements for `grants`, with those for the keys of the tables among them.

    Raises KeyError when a granted resource is not in `resources`.
    """
    found: list[iam.PolicyStatement] = []
    for grant in grants:
        granted = resources[grant.resource]
        found.append(iam.PolicyStatement(actions=list(grant.actions), resources=[granted.arn]))
        if granted.table_key_arn:
            writes = not _WRITES.isdisjoint(grant.actions)
            found.append(
                iam.PolicyStatement(
                    actions=list(_WRITE_WITH_KEY if writes else _READ_WITH_KEY),
                    resources=[granted.table_key_arn],
                    conditions={"StringEquals": {"kms:ViaService": f"dynamodb.{cdk.Aws.REGION}.{cdk.Aws.URL_SUFFIX}"}},
                )
            )
    return found
