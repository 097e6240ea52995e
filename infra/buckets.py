"""The bucket of the health certificates' files."""

import aws_cdk as cdk
from aws_cdk import aws_kms as kms
from aws_cdk import aws_s3 as s3
from constructs import Construct

from infra.findings import accept
from infra.grants import Granted, Resource

UPLOADS = "uploads/"
"""Where forms put files; nothing stays here."""
FILES = "certificates/"
"""Where the checked files are."""
# DynamoDB may take two days to remove an item whose time is over; its file must not go first.
_AFTER_THE_ITEM = 2


class CertificateBucket(Construct):
    """A private bucket, encrypted with a key of its own, that outlives its stack and forgets files by themselves.

    A key of its own as the tables have: whoever is given the bucket still cannot read a file without it, and every use
    is in CloudTrail. Not versioned: no file is ever replaced, and an old version would outlive its retention.
    """

    def __init__(self, scope: Construct, name: str, *, keep_days: int) -> None:
        """`keep_days` is how long a confirmed certificate is kept."""
        super().__init__(scope, name)
        key = kms.Key(
            self,
            "Key",
            description="Encrypts the files of health certificates",
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
            lifecycle_rules=[
                _expiry("Uploads", UPLOADS, 1),
                _expiry("Files", FILES, keep_days + _AFTER_THE_ITEM),
            ],
        )
        resource = bucket.node.default_child
        assert isinstance(resource, s3.CfnBucket)  # noqa: S101  (for the type checker: it always is)
        # The L2's own way to the same setting deploys a function of CDK's, with a role that may change any bucket.
        resource.notification_configuration = s3.CfnBucket.NotificationConfigurationProperty(
            event_bridge_configuration=s3.CfnBucket.EventBridgeConfigurationProperty(event_bridge_enabled=True)
        )
        accept(
            bucket,
            "AwsSolutions-S1",
            "A log of S3's would name persons in its keys. Files are reached only through links that our own function "
            "signs for those who may act for the person, and CloudTrail has every use of the key.",
        )
        self.bucket_name = bucket.bucket_name
        stack = cdk.Stack.of(self)
        # An export with a name of ours: the findings on grants of a part of the bucket are called after it.
        exported = f"{stack.stack_name}-certificates-arn"
        arn = stack.export_value(bucket.bucket_arn, name=exported)
        self.granted = {
            resource: Granted(f"{arn}/{part}*", key.key_arn, "s3", f"Resource::{exported}/{part}*")
            for resource, part in ((Resource.CERTIFICATE_UPLOADS, UPLOADS), (Resource.CERTIFICATE_FILES, FILES))
        }


def _expiry(name: str, prefix: str, days: int) -> s3.LifecycleRule:
    return s3.LifecycleRule(id=name, prefix=prefix, expiration=cdk.Duration.days(days))
