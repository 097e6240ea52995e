"""One Lambda function of the suite, with its own role and its own log."""

from collections.abc import Mapping

import aws_cdk as cdk
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from infra.bundling import function_code
from infra.findings import accept
from infra.function_spec import FunctionSpec
from infra.grants import Granted, Resource, statements
from infra.lambda_target import LambdaTarget
from infra.logs import log_group
from shared.aws.settings import variables


class SettingMissingError(Exception):
    """Names the function and the settings for which the stack has no value."""


class SuiteFunction(Construct):
    """The function of `spec`: its code, a role with exactly its grants, a log that forgets, and its settings."""

    def __init__(
        self,
        scope: Construct,
        spec: FunctionSpec,
        *,
        target: LambdaTarget,
        values: Mapping[str, str],
        resources: Mapping[Resource, Granted],
        log_days: int,
    ) -> None:
        """`values` are what settings may be filled from, by field name.

        Raises SettingMissingError, ClosureError or DistributionError.
        """
        super().__init__(scope, spec.name)
        log = log_group(self, "Log", log_days)
        role = iam.Role(
            self,
            "Role",
            assumed_by=iam.ServicePrincipal("lambda.amazonaws.com"),
            inline_policies={
                "Grants": iam.PolicyDocument(
                    statements=[
                        iam.PolicyStatement(
                            actions=["logs:CreateLogStream", "logs:PutLogEvents"], resources=[log.log_group_arn]
                        ),
                        *statements(spec.grants, resources),
                    ]
                )
            },
        )
        for grant in spec.grants:
            if resources[grant.resource].finding:
                accept(
                    role,
                    f"AwsSolutions-IAM5[{resources[grant.resource].finding}]",
                    "They are named while the service runs: the star stands for the files in one part of one bucket, "
                    "or for the runs of one state machine.",
                )
        self.function = lambda_.Function(
            self,
            "Function",
            description=f"functions/{spec.name}",
            code=function_code(self, f"functions.{spec.name}.handler", target),
            handler=f"functions.{spec.name}.handler.handler",
            runtime=lambda_.Runtime(f"python{target.python}", lambda_.RuntimeFamily.PYTHON),
            architecture=lambda_.Architecture.custom(target.architecture),
            memory_size=spec.memory_mb,
            timeout=cdk.Duration.seconds(spec.timeout_s),
            environment=environment(spec, values),
            role=role,
            log_group=log,
        )
        accept(
            self.function,
            "AwsSolutions-L1",
            "The runtime is a parameter of the deployment, because the byte code in the asset is written by an "
            "interpreter of that version; its default moves when that version is tested.",
        )


def environment(spec: FunctionSpec, values: Mapping[str, str]) -> dict[str, str]:
    """Exactly the variables that the settings of `spec` read, filled from `values`.

    Raises SettingMissingError that names every one without a value.
    """
    names = sorted(variables(spec.settings))
    missing = [name for name in names if not values.get(name.lower())]
    if missing:
        raise SettingMissingError(f"functions/{spec.name} reads {', '.join(missing)}, for which its stack has no value")
    return {name: values[name.lower()] for name in names}
