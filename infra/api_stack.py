"""The region's API: one function for each folder, one route for each that the functions declare; and what S3 calls."""

import aws_cdk as cdk
from aws_cdk import aws_apigatewayv2 as apigateway
from aws_cdk import aws_secretsmanager as secretsmanager
from aws_cdk.aws_apigatewayv2_authorizers import HttpJwtAuthorizer
from constructs import Construct

from infra.audit_trail import AuditTrail
from infra.data_stack import DataStack
from infra.decisions import Limit, Region
from infra.event_functions import CERTIFICATE_UPLOADS, STATUS_LIST_BUILDS, STATUS_LIST_MIRRORS, TRUST_REFRESHES
from infra.functions import API_FUNCTIONS
from infra.grants import Granted, Resource
from infra.http_api import RoutedApi
from infra.lambda_target import LambdaTarget
from infra.night import NightlyDays
from infra.notifications import Notifications
from infra.peers import peers_setting
from infra.risk_imports import RiskImports, machine_arn, machine_runs
from infra.scheduled_function import ScheduledFunction
from infra.status_lists import signing_addresses
from infra.suite_function import SuiteFunction
from infra.upload_events import UploadEvents
from infra.user_pools import TokenIssuer
from shared.aws.http import Audience


class ApiStack(cdk.Stack):
    """Everything that is replaced by a deployment, and may be removed without loss."""

    def __init__(
        self, scope: Construct, name: str, region: Region, data: DataStack, target: LambdaTarget, env: cdk.Environment
    ) -> None:
        """Raises SettingMissingError, RouteLimitError, ClosureError or DistributionError."""
        super().__init__(scope, name, stack_name=f"yuekang-{region.name}-api", env=env)
        machine = machine_arn(self, region)
        values = data.values | _values(region, data) | {"import_machine": machine}
        resources = data.resources | {
            Resource.IMPORT_MACHINE: Granted(machine),
            Resource.IMPORT_RUNS: machine_runs(self, region),
            Resource.REGISTER_SECRET: Granted(self._secret_arn("RegisterSecret", region.register.secret)),
            Resource.ITINERARY_SECRET: Granted(self._secret_arn("ItinerarySecret", region.itinerary.secret)),
        }
        functions = [
            (
                spec,
                SuiteFunction(
                    self,
                    spec,
                    target=target,
                    values=values,
                    resources=resources,
                    log_days=region.retention.log_days,
                ).function,
            )
            for spec in signing_addresses(API_FUNCTIONS, resources)
        ]
        api = RoutedApi(
            self,
            "Http",
            functions=functions,
            authorizers={
                Audience.ANYONE: apigateway.HttpNoneAuthorizer(),
                Audience.PEER: apigateway.HttpNoneAuthorizer(),
                Audience.RESIDENT: _authorizer("Residents", data.residents),
                Audience.STAFF: _authorizer("Staff", data.staff),
            },
            default=Limit(region.throttle.rate, region.throttle.burst),
            limits=region.throttle.routes,
            log_days=region.retention.log_days,
        )
        UploadEvents(
            self,
            "CertificateUploads",
            CERTIFICATE_UPLOADS,
            bucket=values["certificates_bucket"],
            about="a certificate",
            target=target,
            values=values,
            resources=resources,
            log_days=region.retention.log_days,
        )
        AuditTrail(
            self,
            "Audit",
            target=target,
            values=values,
            resources=resources,
            log_days=region.retention.log_days,
        )
        NightlyDays(
            self,
            "AuditDays",
            target=target,
            values=values,
            resources=resources,
            log_days=region.retention.log_days,
        )
        ScheduledFunction(
            self,
            "StatusListBuilds",
            STATUS_LIST_BUILDS,
            every=cdk.Duration.minutes(4),
            description="The status lists are built",
            target=target,
            values=values,
            resources=resources,
            log_days=region.retention.log_days,
        )
        ScheduledFunction(
            self,
            "StatusListMirrors",
            STATUS_LIST_MIRRORS,
            every=cdk.Duration.minutes(4),
            description="The status lists of other regions are taken over",
            target=target,
            values=values,
            resources=resources,
            log_days=region.retention.log_days,
        )
        ScheduledFunction(
            self,
            "TrustRefreshes",
            TRUST_REFRESHES,
            every=cdk.Duration.minutes(10),
            description="The trust list is kept fresh",
            target=target,
            values=values,
            resources=resources,
            log_days=region.retention.log_days,
        )
        notifications = Notifications(
            self,
            "Notifications",
            target=target,
            values=values,
            resources=resources,
            log_days=region.retention.log_days,
        )
        RiskImports(self, "RiskImports", region, target=target, values=values, resources=resources)
        cdk.CfnOutput(self, "NotificationTopicArn", value=notifications.topic_arn)
        cdk.CfnOutput(self, "ApiUrl", value=api.url)
        cdk.CfnOutput(self, "ApiId", value=api.api.api_id)

    def _secret_arn(self, name: str, name_or_arn: str) -> str:
        if name_or_arn.startswith("arn:"):
            return name_or_arn
        secret = secretsmanager.Secret.from_secret_name_v2(self, name, name_or_arn)
        # Secrets Manager adds six random characters to a name, and IAM sees the ARN with them.
        return f"{secret.secret_arn}-??????"


def _authorizer(name: str, tokens: TokenIssuer) -> HttpJwtAuthorizer:
    return HttpJwtAuthorizer(name, tokens.issuer, jwt_audience=list(tokens.audience))


def _values(region: Region, data: DataStack) -> dict[str, str]:
    return {
        "code_issuer": str(region.code.issuer),
        "code_key_id": str(region.code.key_id),
        "code_prefix": region.code.prefix,
        "register_url": region.register.url,
        "register_secret": region.register.secret,
        "resident_issuer": data.residents.issuer,
        "staff_issuer": data.staff.issuer,
        "roles_claim": region.staff.roles_claim,
        "authority_claim": region.staff.authority_claim,
        "scan_retention_days": str(region.retention.scan_days),
        "declaration_retention_days": str(region.retention.declaration_days),
        "temperature_retention_days": str(region.retention.temperature_days),
        "health_check_retention_days": str(region.retention.health_check_days),
        "test_result_retention_days": str(region.retention.test_result_days),
        "release_notice_retention_days": str(region.retention.release_notice_days),
        "certificate_retention_days": str(region.retention.certificate_days),
        "import_retention_days": str(region.retention.import_days),
        "look_up_retention_days": str(region.retention.look_up_days),
        "notification_retention_days": str(region.retention.notification_days),
        "notification_delay_seconds": str(region.notifications.delay_seconds),
        "look_ups_per_hour": str(region.look_ups.per_hour),
        "offline_registrations_per_hour": str(region.offline_registrations.per_hour),
        "appeal_days": str(region.appeals.days),
        "supervising_authority": region.appeals.supervising_authority,
        "assignments_an_hour": str(region.risk.assignments_an_hour),
        "family_limit": str(region.family.members),
        "itinerary_url": region.itinerary.url,
        "itinerary_secret": region.itinerary.secret,
        "peers": peers_setting(region.peers),
        "health_questions_per_hour": str(region.health_questions.per_hour),
        # Of a province that is a peer, residents see here what it holds.
        "provinces": " ".join(
            f"{number}={address}" for number, address in sorted(region.provinces.items()) if number not in region.peers
        )
        or "none",
    }
