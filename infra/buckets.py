"""The buckets: of the health certificates' files, and of the imports of risk records."""

from collections.abc import Mapping, Sequence

import aws_cdk as cdk
from aws_cdk import aws_kms as kms
from aws_cdk import aws_s3 as s3
from constructs import Construct

from infra.findings import accept
from infra.grants import Granted, Resource

UPLOADS = "uploads/"
"""Where forms put files, in each bucket; nothing stays here."""
FILES = "certificates/"
"""Where the checked certificates are."""
IMPORTS = "imports/"
"""Where everything that belongs to an import is."""
# DynamoDB may take two days to remove an item whose time is over; its file must not go first.
_AFTER_THE_ITEM = 2


class FileBucket(Construct):
    """A private bucket, encrypted with a key of its own, that outlives its stack and forgets files by themselves.

    A key of its own as the tables have: whoever is given the bucket still cannot read a file without it, and every use
    is in CloudTrail. Not versioned: no file is ever replaced by another, and an old version would outlive its
    retention.
    """

    def __init__(
        self,
        scope: Construct,
        name: str,
        *,
        key_description: str,
        expiries: Sequence[s3.LifecycleRule],
        parts: Mapping[Resource, str],
        unlogged: str,
    ) -> None:
        """`parts` says what begins the keys of each part that is granted, `unlogged` why S3 keeps no access log."""
        super().__init__(scope, name)
        key = kms.Key(
            self,
            "Key",
            description=key_description,
            enable_key_rotation=True,
            removal_policy=cdk.RemovalPolicy.RETAIN,
        )
        bucket = s3.Bucket(
            self,
            "Bucket",
            encryption=s3.BucketEncryption.KMS,
            encryption_key=key,
            # One key for a while in place of a call to KMS for each file.
            bucket_key_enabled=True,
            block_public_access=s3.BlockPublicAccess.BLOCK_ALL,
            object_ownership=s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
            enforce_ssl=True,
            minimum_tls_version=1.2,
            removal_policy=cdk.RemovalPolicy.RETAIN,
            lifecycle_rules=list(expiries),
        )
        resource = bucket.node.default_child
        assert isinstance(resource, s3.CfnBucket)  # noqa: S101  (for the type checker: it always is)
        # The L2's own way to the same setting deploys a function of CDK's, with a role that may change any bucket.
        resource.notification_configuration = s3.CfnBucket.NotificationConfigurationProperty(
            event_bridge_configuration=s3.CfnBucket.EventBridgeConfigurationProperty(event_bridge_enabled=True)
        )
        accept(bucket, "AwsSolutions-S1", unlogged)
        self.bucket_name = bucket.bucket_name
        stack = cdk.Stack.of(self)
        # An export with a name of ours: the findings on grants of a part of the bucket are called after it.
        exported = f"{stack.stack_name}-{name}-arn"
        arn = stack.export_value(bucket.bucket_arn, name=exported)
        self.granted = {
            resource: Granted(f"{arn}/{part}*", key.key_arn, "s3", f"Resource::{exported}/{part}*")
            for resource, part in parts.items()
        }


def certificate_bucket(scope: Construct, keep_days: int) -> FileBucket:
    """The bucket of certificates, each of which is kept for `keep_days` once it is confirmed."""
    return FileBucket(
        scope,
        "certificates",
        key_description="Encrypts the files of health certificates",
        expiries=[_expiry("Uploads", UPLOADS, 1), _expiry("Files", FILES, keep_days + _AFTER_THE_ITEM)],
        parts={Resource.CERTIFICATE_UPLOADS: UPLOADS, Resource.CERTIFICATE_FILES: FILES},
        unlogged="A log of S3's would name persons in its keys. Files are reached only through links that our own "
        "function signs for those who may act for the person, and CloudTrail has every use of the key.",
    )


def import_bucket(scope: Construct, keep_days: int) -> FileBucket:
    """The bucket of imports, each of which is kept for `keep_days`."""
    unfinished = s3.LifecycleRule(id="Unfinished", abort_incomplete_multipart_upload_after=cdk.Duration.days(1))
    return FileBucket(
        scope,
        "imports",
        key_description="Encrypts the files of risk imports",
        expiries=[
            _expiry("Uploads", UPLOADS, 1),
            _expiry("Files", IMPORTS, keep_days + _AFTER_THE_ITEM),
            unfinished,
        ],
        parts={Resource.IMPORT_UPLOADS: UPLOADS, Resource.IMPORT_FILES: IMPORTS},
        unlogged="A file is reached by our own functions alone, its report through links that one of them signs for "
        "officers of the authority; CloudTrail has every use of the key.",
    )


def _expiry(name: str, prefix: str, days: int) -> s3.LifecycleRule:
    return s3.LifecycleRule(id=name, prefix=prefix, expiration=cdk.Duration.days(days))
