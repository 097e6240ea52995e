"""An HTTP API with exactly the routes that its functions declare."""

from collections.abc import Mapping, Sequence

import aws_cdk as cdk
from aws_cdk import aws_apigatewayv2 as apigateway
from aws_cdk import aws_lambda as lambda_
from aws_cdk.aws_apigatewayv2_integrations import HttpLambdaIntegration
from constructs import Construct

from infra.decisions import Limit
from infra.findings import accept
from infra.function_spec import FunctionSpec
from infra.logs import log_group
from shared.aws.http import WITHOUT_TOKENS, Audience

ACCESS_LOG = {
    "routeKey": "$context.routeKey",
    "status": "$context.status",
    "requestId": "$context.requestId",
    "latency": "$context.responseLatency",
}
"""What the access log says of a request: no path, no address, no user, since each can point at a person."""


_OPEN_TO = {
    Audience.ANYONE: "For anyone, by the function's own route table",
    Audience.PEER: "For other regions, whose signatures the function checks",
}


class RouteLimitError(Exception):
    """Names the routes that the region's file limits and no function declares."""


class RoutedApi(Construct):
    """An HTTP API with one stage; `limits` are by route key, and `default` holds for all other routes."""

    def __init__(
        self,
        scope: Construct,
        name: str,
        *,
        functions: Sequence[tuple[FunctionSpec, lambda_.IFunction]],
        authorizers: Mapping[Audience, apigateway.IHttpRouteAuthorizer],
        default: Limit,
        limits: Mapping[str, Limit],
        log_days: int,
    ) -> None:
        """Raises RouteLimitError."""
        super().__init__(scope, name)
        unknown = limits.keys() - {route.key for spec, _ in functions for route in spec.routes}
        if unknown:
            raise RouteLimitError(f"throttle.routes names {', '.join(sorted(unknown))}, and there is no such route")
        self.api = apigateway.HttpApi(self, "Api", api_name=cdk.Stack.of(self).stack_name, create_default_stage=False)
        routes = [route for declared, function in functions for route in self._attach(declared, function, authorizers)]
        self._stage(routes, default, limits, log_days)

    @property
    def url(self) -> str:
        """Where clients send requests, without a slash at its end."""
        return self.api.api_endpoint

    def _attach(
        self,
        spec: FunctionSpec,
        function: lambda_.IFunction,
        authorizers: Mapping[Audience, apigateway.IHttpRouteAuthorizer],
    ) -> list[apigateway.HttpRoute]:
        # One permission for the whole API: a permission a route would outgrow the size of a function's policy.
        integration = HttpLambdaIntegration(spec.name, function, scope_permission_to_route=False)
        attached = []
        for route in spec.routes:
            resource = apigateway.HttpRoute(
                self,
                route.key,
                http_api=self.api,
                route_key=apigateway.HttpRouteKey.with_(route.path, apigateway.HttpMethod(route.method)),
                integration=integration,
                authorizer=authorizers[route.audience],
            )
            if route.audience in WITHOUT_TOKENS:
                accept(resource, "AwsSolutions-APIG4", f"{_OPEN_TO[route.audience]}: {route.summary}.")
            attached.append(resource)
        return attached

    def _stage(
        self,
        routes: Sequence[apigateway.HttpRoute],
        default: Limit,
        limits: Mapping[str, Limit],
        log_days: int,
    ) -> None:
        log = log_group(self, "AccessLog", log_days)
        stage = apigateway.CfnStage(
            self,
            "Stage",
            api_id=self.api.api_id,
            stage_name="$default",
            auto_deploy=True,
            access_log_settings=apigateway.CfnStage.AccessLogSettingsProperty(
                destination_arn=log.log_group_arn, format=cdk.Stack.of(self).to_json_string(ACCESS_LOG)
            ),
            default_route_settings=apigateway.CfnStage.RouteSettingsProperty(
                throttling_rate_limit=default.rate, throttling_burst_limit=default.burst
            ),
            route_settings={
                key: {"ThrottlingRateLimit": limit.rate, "ThrottlingBurstLimit": limit.burst}
                for key, limit in sorted(limits.items())
            },
        )
        # API Gateway refuses settings for a route that does not exist yet.
        for route in routes:
            stage.node.add_dependency(route)
