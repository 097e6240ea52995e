"""The bucket in which status lists are published, and what stands before it where a region wants that."""

from collections.abc import Collection, Iterable
from dataclasses import replace
from textwrap import wrap

import aws_cdk as cdk
from aws_cdk import aws_cloudfront as cloudfront
from aws_cdk import aws_cloudfront_origins as origins
from aws_cdk import aws_s3 as s3
from constructs import Construct

from infra.findings import accept
from infra.function_spec import FunctionSpec
from infra.grants import Grant, Granted, Resource

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
        self.bucket = bucket
        self.bucket_name = bucket.bucket_name
        stack = cdk.Stack.of(self)
        exported = f"{stack.stack_name}-status-lists-arn"
        arn = stack.export_value(bucket.bucket_arn, name=exported)
        self.granted = {
            resource: Granted(f"{arn}/{part}", service="s3", finding=f"Resource::{exported}/{part}")
            for resource, part in ((Resource.STATUS_LISTS, "*"), (Resource.PEER_STATUS_LISTS, "peers/*"))
        }


class StatusListDistribution(Construct):
    """CloudFront before the bucket: editions are answered to whoever has a signed address of one, and nothing else is.

    What an address is signed with is in no cache key, so that all scanners share what is kept of an edition.
    """

    def __init__(self, scope: Construct, name: str, bucket: s3.IBucket, signing_key: str) -> None:
        """`signing_key` is the public half of the key that signs addresses, in Base64."""
        super().__init__(scope, name)
        pem = "\n".join(["-----BEGIN PUBLIC KEY-----", *wrap(signing_key, 64), "-----END PUBLIC KEY-----", ""])
        public_key = cloudfront.PublicKey(self, "PublicKey", encoded_key=pem)
        distribution = cloudfront.Distribution(
            self,
            "Distribution",
            comment="Status lists, for enrolled scanners",
            default_behavior=cloudfront.BehaviorOptions(
                origin=origins.S3BucketOrigin.with_origin_access_control(bucket),
                allowed_methods=cloudfront.AllowedMethods.ALLOW_GET_HEAD,
                cache_policy=cloudfront.CachePolicy.CACHING_OPTIMIZED,
                # A list is compressed already.
                compress=False,
                trusted_key_groups=[cloudfront.KeyGroup(self, "KeyGroup", items=[public_key])],
                viewer_protocol_policy=cloudfront.ViewerProtocolPolicy.HTTPS_ONLY,
            ),
            http_version=cloudfront.HttpVersion.HTTP2_AND_3,
        )
        for rule, reason in _ACCEPTED.items():
            accept(distribution, rule, reason)
        self.cdn = f"{distribution.distribution_domain_name} {public_key.public_key_id}"


_ACCEPTED = {
    "AwsSolutions-CFR1": "Scanners may stand abroad; who may read is what the signature of an address says.",
    "AwsSolutions-CFR2": "Without an address that the API signed minutes ago nothing is answered.",
    "AwsSolutions-CFR3": "The API's log has who asked for an address; an edition says nothing of who reads it.",
    "AwsSolutions-CFR4": "The host is CloudFront's own, whose certificate comes with its own lowest version of TLS.",
}


def signing_addresses(specs: Iterable[FunctionSpec], resources: Collection[Resource]) -> list[FunctionSpec]:
    """The `specs`, of which the lists' own may sign addresses where there is a key for it."""
    grants = tuple(Grant(each, ("kms:Sign",)) for each in (Resource.STATUS_LISTS_SIGNING_KEY,) if each in resources)
    return [replace(spec, grants=spec.grants + grants) if spec.name == "status_lists" else spec for spec in specs]
