"""The bucket in which status lists are published."""

import aws_cdk as cdk
from aws_cdk import aws_s3 as s3
from constructs import Construct

from infra.findings import accept
from infra.grants import Granted, Resource

# An edition is good for a day, and issued again before that.
_KEEP = cdk.Duration.days(2)


class StatusListBucket(Construct):
    """A private bucket for what only enrolled scanners are handed; all of it can be built again."""

    def __init__(self, scope: Construct, name: str) -> None:
        super().__init__(scope, name)
        bucket = s3.Bucket(
            self,
            "Bucket",
            encryption=s3.BucketEncryption.S3_MANAGED,
            block_public_access=s3.BlockPublicAccess.BLOCK_ALL,
            object_ownership=s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
            enforce_ssl=True,
            minimum_tls_version=1.2,
            removal_policy=cdk.RemovalPolicy.RETAIN,
            lifecycle_rules=[
                s3.LifecycleRule(id="Editions", prefix="lists/", expiration=_KEEP),
                # The contents of a peer go with its lists: they are good for a day, and replaced every few minutes.
                s3.LifecycleRule(id="Mirrors", prefix="peers/", expiration=_KEEP),
            ],
        )
        accept(bucket, "AwsSolutions-S1", "Only functions of the suite read it, and the API's log has who asked them.")
        self.bucket_name = bucket.bucket_name
        stack = cdk.Stack.of(self)
        exported = f"{stack.stack_name}-status-lists-arn"
        arn = stack.export_value(bucket.bucket_arn, name=exported)
        self.granted = {
            resource: Granted(f"{arn}/{part}", service="s3", finding=f"Resource::{exported}/{part}")
            for resource, part in ((Resource.STATUS_LISTS, "*"), (Resource.PEER_STATUS_LISTS, "peers/*"))
        }
