"""What outlives every deployment of code: the tables, the files, the keys, and the accounts."""

import aws_cdk as cdk
from aws_cdk import aws_kms as kms
from constructs import Construct

from infra.buckets import certificate_bucket, import_bucket
from infra.day_bucket import DayBucket
from infra.decisions import Region, StatusLists
from infra.grants import Granted, Resource
from infra.status_lists import StatusListBucket, StatusListDistribution
from infra.tables import SuiteTable
from infra.user_pools import TokenIssuer, resident_issuer, staff_issuer
from shared.aws.table_specs import AUDIT, CORE, LISTS, REGION_TABLES, VAULT

# A setting of a function is never empty.
_NONE = "none"
_P256 = kms.KeySpec.ECC_NIST_P256


class DataStack(cdk.Stack):
    """The region's data; nothing in it is ever removed by a deployment."""

    def __init__(self, scope: Construct, name: str, region: Region, env: cdk.Environment) -> None:
        super().__init__(scope, name, stack_name=f"yuekang-{region.name}-data", env=env, termination_protection=True)
        tables = {spec.name: SuiteTable(self, spec, keep=True) for spec in REGION_TABLES}
        for spec in REGION_TABLES:
            cdk.CfnOutput(self, f"{spec.name.title()}TableName", value=tables[spec.name].table_name)

        person = self._key("PersonKey", kms.KeySpec.HMAC_256, kms.KeyUsage.GENERATE_VERIFY_MAC, "Names persons")
        signing = self._signing_keys(region.code.key_id)[-1]
        trust = self._key("TrustKey", _P256, kms.KeyUsage.SIGN_VERIFY, "Signs trust lists")
        cdk.CfnOutput(self, "TrustKeyId", value=trust.key_id, description="For `make anchor`")
        encryption = self._key(
            "EncryptionKey",
            kms.KeySpec.RSA_3072,
            kms.KeyUsage.ENCRYPT_DECRYPT,
            "Opens what other regions encrypt to this one",
        )
        cursor = self._key("CursorKey", kms.KeySpec.HMAC_256, kms.KeyUsage.GENERATE_VERIFY_MAC, "Seals page cursors")

        certificates = certificate_bucket(self, region.retention.certificate_days)
        imports = import_bucket(self, region.retention.import_days)
        cdk.CfnOutput(self, "CertificatesBucketName", value=certificates.bucket_name)
        days = DayBucket(self, "days", keep_days=region.retention.published_day_days)
        cdk.CfnOutput(self, "DaysBucketName", value=days.bucket_name)
        cdk.CfnOutput(self, "ImportsBucketName", value=imports.bucket_name)
        status_lists = StatusListBucket(self, "status_lists")

        self.resources: dict[Resource, Granted] = {}
        cdn, cdn_key = self._status_lists_cdn(region.status_lists, status_lists)

        self.residents: TokenIssuer = resident_issuer(self, region.residents)
        self.staff: TokenIssuer = staff_issuer(self, region.staff)
        self.resources |= (
            certificates.granted
            | days.granted
            | imports.granted
            | status_lists.granted
            | {
                Resource.CORE: tables[CORE.name].granted,
                Resource.CORE_LISTS: tables[CORE.name].granted_indexes[LISTS.name],
                Resource.CORE_STREAM: tables[CORE.name].granted_stream,
                Resource.VAULT: tables[VAULT.name].granted,
                Resource.AUDIT: tables[AUDIT.name].granted,
                Resource.AUDIT_LISTS: tables[AUDIT.name].granted_indexes[LISTS.name],
                Resource.PERSON_KEY: Granted(person.key_arn),
                Resource.SIGNING_KEY: Granted(signing.key_arn),
                Resource.TRUST_KEY: Granted(trust.key_arn),
                Resource.ENCRYPTION_KEY: Granted(encryption.key_arn),
                Resource.CURSOR_KEY: Granted(cursor.key_arn),
            }
        )
        self.values = {
            "certificates_bucket": certificates.bucket_name,
            "days_bucket": days.bucket_name,
            "imports_bucket": imports.bucket_name,
            "core_table": tables[CORE.name].table_name,
            "vault_table": tables[VAULT.name].table_name,
            "audit_table": tables[AUDIT.name].table_name,
            "person_key": person.key_arn,
            "signing_key": signing.key_arn,
            "status_lists_bucket": status_lists.bucket_name,
            "status_lists_cdn": cdn,
            "status_lists_signing_key": cdn_key,
            "trust_key": trust.key_arn,
            "encryption_key": encryption.key_arn,
            "cursor_key": cursor.key_arn,
        }

    def _status_lists_cdn(self, decided: StatusLists, status_lists: StatusListBucket) -> tuple[str, str]:
        """What the functions are told of the distribution and of the key that signs for it."""
        if not decided.cdn:
            return _NONE, _NONE
        key = self._key("StatusListsKey", _P256, kms.KeyUsage.SIGN_VERIFY, "Signs addresses of status lists")
        cdk.CfnOutput(self, "StatusListsKeyId", value=key.key_id)
        if not decided.signing_key:
            return _NONE, _NONE
        self.resources[Resource.STATUS_LISTS_SIGNING_KEY] = Granted(key.key_arn)
        distribution = StatusListDistribution(self, "StatusListsCdn", status_lists.bucket, decided.signing_key)
        return distribution.cdn, key.key_arn

    def _signing_keys(self, count: int) -> list[kms.Key]:
        """A key for each number up to `count`; the last is the one to sign with.

        The ones before it stay, since the deployed functions sign with them until they are replaced.
        """
        keys = [
            self._key(
                f"SigningKey{number if number > 1 else ''}", _P256, kms.KeyUsage.SIGN_VERIFY, "Signs health codes"
            )
            for number in range(1, count + 1)
        ]
        for key in keys:
            # CloudFormation refuses to take away what another stack still imports.
            self.export_value(key.key_arn)
        return keys

    def _key(self, name: str, spec: kms.KeySpec, usage: kms.KeyUsage, description: str) -> kms.Key:
        return kms.Key(
            self,
            name,
            description=description,
            key_spec=spec,
            key_usage=usage,
            removal_policy=cdk.RemovalPolicy.RETAIN,
        )
