"""What a function may do, as data: an action list for each resource it touches, and nothing else."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import aws_cdk as cdk
from aws_cdk import aws_iam as iam


class Resource(StrEnum):
    """What functions can be granted; also the name of the setting that tells a function where it is."""

    CORE = "core_table"
    CORE_LISTS = "core_lists"
    """The index of the core table; it goes by the table's name, so there is no setting of this name."""
    CORE_STREAM = "core_stream"
    """What changes in the core table; Lambda reads it with the function's own rights, so there is no setting either."""
    VAULT = "vault_table"
    AUDIT = "audit_table"
    AUDIT_LISTS = "audit_lists"
    """The index of the audit table; it goes by the table's name."""
    PERSON_KEY = "person_key"
    SIGNING_KEY = "signing_key"
    TRUST_KEY = "trust_key"
    ENCRYPTION_KEY = "encryption_key"
    CURSOR_KEY = "cursor_key"
    REGISTER_SECRET = "register_secret"  # noqa: S105  (the name of a setting)
    ITINERARY_SECRET = "itinerary_secret"  # noqa: S105  (the name of a setting)
    SANDBOX_TABLE = "register_table"
    CERTIFICATE_UPLOADS = "certificate_uploads"
    """The part of the certificates' bucket where forms put files; it goes by the setting `certificates_bucket`."""
    CERTIFICATE_FILES = "certificate_files"
    """The part with the checked files; it goes by the same setting."""
    DAYS = "days"
    """The bucket of published days, to be listed; it goes by the setting `days_bucket`, as do its parts."""
    DAY_HEADS = "day_heads"
    DAY_COUNTS = "day_counts"
    NOTIFICATION_QUEUE = "notification_queue"
    """Where notifications wait until they are sent."""
    NOTIFICATION_BUS = "notification_bus"
    FAILED_CHANGES = "failed_changes"
    """Where changes of the core table are noted on which the function that is told of them failed again and again."""
    FAILED_DAYS = "failed_days"
    """Where nights are noted on which no day could be published."""
    POISON_CHANGES = "poison_changes"
    """Where the audit notes changes of the core table that it does not understand."""
    IMPORT_UPLOADS = "import_uploads"
    """The part of the imports' bucket where forms put files; it goes by the setting `imports_bucket`."""
    IMPORT_FILES = "import_files"
    """The part with what belongs to an import; it goes by the same setting."""
    IMPORT_MACHINE = "import_machine"
    IMPORT_RUNS = "import_runs"
    """The runs of that machine; they go by its setting."""
    STATUS_LISTS = "status_lists"
    """Everything in the bucket of the status lists; it goes by the setting `status_lists_bucket`."""
    PEER_STATUS_LISTS = "peer_status_lists"
    """The part of it with the lists of other regions; it goes by the same setting."""
    STATUS_LISTS_SIGNING_KEY = "status_lists_signing_key"
    """The key that signs addresses of status lists, where a region has them at CloudFront."""
    FAILED_UPLOADS = "failed_uploads"
    """Where Lambda puts events whose check failed, with the function's own rights; no setting of a function."""


@dataclass(frozen=True, slots=True)
class Grant:
    """The actions that one function may take on one resource."""

    resource: Resource
    actions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Granted:
    """A resource in a stack: its ARN, and the ARN of the key that encrypts it with the service that uses that key."""

    arn: str
    key_arn: str = ""
    service: str = "dynamodb"
    finding: str = ""
    """How cdk-nag calls an ARN with a star in it: that of the files in one part of a bucket, or of a machine's runs."""


# DynamoDB unlocks a table, and S3 a file, with the rights of whoever calls it.
_READ_TABLE = ("kms:Decrypt", "kms:DescribeKey")
_WRITE_TABLE = (*_READ_TABLE, "kms:Encrypt", "kms:GenerateDataKey", "kms:ReEncryptFrom", "kms:ReEncryptTo")
_WITH_KEY = {
    "dynamodb:BatchGetItem": _READ_TABLE,
    "dynamodb:DeleteItem": _WRITE_TABLE,
    "dynamodb:DescribeStream": (),
    "dynamodb:GetItem": _READ_TABLE,
    "dynamodb:GetRecords": _READ_TABLE,
    "dynamodb:GetShardIterator": (),
    "dynamodb:PutItem": _WRITE_TABLE,
    "dynamodb:Query": _READ_TABLE,
    "dynamodb:UpdateItem": _WRITE_TABLE,
    "s3:DeleteObject": (),
    "s3:GetObject": ("kms:Decrypt",),
    "s3:PutObject": ("kms:GenerateDataKey",),
}
"""What each action on an encrypted resource needs of its key."""


def statements(grants: tuple[Grant, ...], resources: Mapping[Resource, Granted]) -> list[iam.PolicyStatement]:
    """The IAM statements for `grants`, and one for each key that encrypts what they grant.

    Raises KeyError when a granted resource is not in `resources`, and for an action on an encrypted one that is new.
    """
    found: list[iam.PolicyStatement] = []
    keys: dict[tuple[str, str], set[str]] = {}
    for grant in grants:
        granted = resources[grant.resource]
        found.append(iam.PolicyStatement(actions=list(grant.actions), resources=[granted.arn]))
        if granted.key_arn:
            needed = keys.setdefault((granted.key_arn, granted.service), set())
            needed.update(need for action in grant.actions for need in _WITH_KEY[action])
    return [*found, *(_use_of_key(*key, actions) for key, actions in keys.items() if actions)]


def _use_of_key(key_arn: str, service: str, actions: set[str]) -> iam.PolicyStatement:
    return iam.PolicyStatement(
        actions=sorted(actions),
        resources=[key_arn],
        conditions={"StringEquals": {"kms:ViaService": f"{service}.{cdk.Aws.REGION}.{cdk.Aws.URL_SUFFIX}"}},
    )
