"""The sandbox systems: an identity register with synthetic people, and an itinerary provider with made-up journeys.

For trials and the local run. The region's API reaches each over HTTP, as its contract says, and shares nothing with it.
"""

import string

import aws_cdk as cdk
from aws_cdk import aws_apigatewayv2 as apigateway
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_secretsmanager as secretsmanager
from constructs import Construct

from infra.decisions import Limit, Region
from infra.findings import accept
from infra.function_spec import FunctionSpec
from infra.grants import Granted, Resource
from infra.http_api import RoutedApi
from infra.lambda_target import LambdaTarget
from infra.sandbox_functions import SANDBOX_FUNCTIONS
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
        register_key = self._api_key("ApiKey", "The API key of the sandbox identity register")
        itinerary_key = self._api_key("ItineraryApiKey", "The API key of the sandbox itinerary provider")
        values = {
            "register_table": table.table_name,
            "register_secret": register_key.secret_arn,
            "itinerary_secret": itinerary_key.secret_arn,
        }
        resources = {
            Resource.SANDBOX_TABLE: table.granted,
            Resource.REGISTER_SECRET: Granted(register_key.secret_arn),
            Resource.ITINERARY_SECRET: Granted(itinerary_key.secret_arn),
        }

        def deployed(spec: FunctionSpec) -> tuple[FunctionSpec, lambda_.IFunction]:
            function = SuiteFunction(
                self,
                spec,
                target=target,
                values=values,
                resources=resources,
                log_days=region.retention.log_days,
            )
            return spec, function.function

        api = RoutedApi(
            self,
            "Http",
            functions=[deployed(spec) for spec in SANDBOX_FUNCTIONS],
            # Each function checks its own bearer key, as its contract has it.
            authorizers={Audience.ANYONE: apigateway.HttpNoneAuthorizer()},
            default=Limit(region.throttle.rate, region.throttle.burst),
            limits={},
            log_days=region.retention.log_days,
        )
        cdk.CfnOutput(self, "RegisterUrl", value=api.url)
        cdk.CfnOutput(self, "RegisterApiId", value=api.api.api_id)
        cdk.CfnOutput(self, "RegisterSecret", value=register_key.secret_arn)
        cdk.CfnOutput(self, "RegisterTableName", value=table.table_name)
        cdk.CfnOutput(self, "ItineraryUrl", value=api.url)
        cdk.CfnOutput(self, "ItinerarySecret", value=itinerary_key.secret_arn)

    def _api_key(self, name: str, description: str) -> secretsmanager.Secret:
        secret = secretsmanager.Secret(
            self,
            name,
            description=description,
            generate_secret_string=secretsmanager.SecretStringGenerator(
                password_length=48, exclude_characters=string.punctuation, include_space=False
            ),
            removal_policy=cdk.RemovalPolicy.DESTROY,
        )
        accept(
            secret,
            "AwsSolutions-SMG4",
            "It opens nothing but what is made up, and lives as long as a trial.",
        )
        return secret
