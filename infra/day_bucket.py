"""The bucket of published days."""

import aws_cdk as cdk
from aws_cdk import aws_iam as iam
from aws_cdk import aws_s3 as s3
from constructs import Construct

from infra.findings import accept
from infra.grants import Granted, Resource


class DayBucket(Construct):
    """A private bucket in which nobody can replace or remove a file before its time, not even the account's root.

    In compliance mode, since it is evidence against whoever operates the region too. Encrypted with S3's own key: there
    is nothing personal in it, and who checks a day later needs no key that somebody could have destroyed.
    """

    def __init__(self, scope: Construct, name: str, *, keep_days: int) -> None:
        """`keep_days` is for how long each file is locked."""
        super().__init__(scope, name)
        bucket = s3.Bucket(
            self,
            "Bucket",
            encryption=s3.BucketEncryption.S3_MANAGED,
            block_public_access=s3.BlockPublicAccess.BLOCK_ALL,
            object_ownership=s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
            enforce_ssl=True,
            minimum_tls_version=1.2,
            versioned=True,
            object_lock_enabled=True,
            object_lock_default_retention=s3.ObjectLockRetention.compliance(cdk.Duration.days(keep_days)),
            removal_policy=cdk.RemovalPolicy.RETAIN,
        )
        everything = bucket.arn_for_objects("*")
        # The lock keeps versions. These two keep what is read without naming a version.
        bucket.add_to_resource_policy(
            iam.PolicyStatement(
                sid="NothingIsRemoved",
                effect=iam.Effect.DENY,
                principals=[iam.AnyPrincipal()],
                actions=["s3:DeleteObject"],
                resources=[everything],
            )
        )
        bucket.add_to_resource_policy(
            iam.PolicyStatement(
                sid="NothingIsReplaced",
                effect=iam.Effect.DENY,
                principals=[iam.AnyPrincipal()],
                actions=["s3:PutObject"],
                resources=[everything],
                conditions={"Null": {"s3:if-none-match": "true"}},
            )
        )
        accept(
            bucket,
            "AwsSolutions-S1",
            "Two functions of ours read and write it, and nothing in it is secret or can be replaced: a log of S3's "
            "would tell only who looked at what anyone may see.",
        )
        self.bucket_name = bucket.bucket_name
        stack = cdk.Stack.of(self)
        # An export with a name of ours: the findings on grants of a part of the bucket are called after it.
        exported = f"{stack.stack_name}-days-arn"
        arn = stack.export_value(bucket.bucket_arn, name=exported)
        self.granted = {
            Resource.DAYS: Granted(arn),
            Resource.DAY_HEADS: Granted(f"{arn}/heads/*", finding=f"Resource::{exported}/heads/*"),
            Resource.DAY_COUNTS: Granted(f"{arn}/counts/*", finding=f"Resource::{exported}/counts/*"),
        }
