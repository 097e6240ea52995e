"""The sandbox identity register: another system, with synthetic people, that answers as the contract says.

For trials and the local run. The region's API reaches it over HTTP like any register, and shares nothing with it.
"""

import string

import aws_cdk as cdk
from aws_cdk import aws_apigatewayv2 as apigateway
from aws_cdk import aws_secretsmanager as secretsmanager
from constructs import Construct

from infra.findings import accept
from infra.functions import SANDBOX_REGISTER
from infra.grants import Granted, Resource
from infra.http_api import RoutedApi
from infra.lambda_target import LambdaTarget
from infra.region import Limit, Region
from infra.suite_function import SuiteFunction
from infra.tables import SuiteTable
from shared.aws.http import Audience
from shared.aws.table_specs import SANDBOX_REGISTER as TABLE


class SandboxStack(cdk.Stack):
    """A stack that is deployed only when it is asked for by name, and removed with all that it holds."""

    def __init__(self, scope: Construct, name: str, region: Region, target: LambdaTarget, env: cdk.Environment) -> None:
        """Raises SettingMissingError, ClosureError or DistributionError."""
        super().__init__(scope, name, stack_name=f"yuekang-{region.name}-sandbox", env=env)
        table = SuiteTable(self, TABLE, keep=False)
        secret = self._api_key()
        function = SuiteFunction(
            self,
            SANDBOX_REGISTER,
            target=target,
            values={"register_table": table.table_name, "register_secret": secret.secret_arn},
            resources={
                Resource.SANDBOX_TABLE: table.granted,
                Resource.REGISTER_SECRET: Granted(secret.secret_arn),
            },
            log_days=region.retention.log_days,
        ).function
        api = RoutedApi(
            self,
            "Http",
            functions=[(SANDBOX_REGISTER, function)],
            # The function itself checks the bearer key, as the contract of an identity register has it.
            authorizers={Audience.ANYONE: apigateway.HttpNoneAuthorizer()},
            default=Limit(region.throttle.rate, region.throttle.burst),
            limits={},
            log_days=region.retention.log_days,
        )
        cdk.CfnOutput(self, "RegisterUrl", value=api.url)
        cdk.CfnOutput(self, "RegisterApiId", value=api.api.api_id)
        cdk.CfnOutput(self, "RegisterSecret", value=secret.secret_arn)
        cdk.CfnOutput(self, "RegisterTableName", value=table.table_name)

    def _api_key(self) -> secretsmanager.Secret:
        secret = secretsmanager.Secret(
            self,
            "ApiKey",
            description="The API key of the sandbox identity register",
            generate_secret_string=secretsmanager.SecretStringGenerator(
                password_length=48, exclude_characters=string.punctuation, include_space=False
            ),
            removal_policy=cdk.RemovalPolicy.DESTROY,
        )
        accept(
            secret,
            "AwsSolutions-SMG4",
            "It opens nothing but synthetic people, and lives as long as a trial.",
        )
        return secret
