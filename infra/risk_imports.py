"""How an import is worked through: the check of its file, and the state machine that a second officer sets going."""

import json
from collections.abc import Mapping
from typing import Any

import aws_cdk as cdk
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_stepfunctions as stepfunctions
from constructs import Construct

from infra.decisions import Region
from infra.event_functions import IMPORT_REPORT, IMPORT_ROWS, IMPORT_UPLOADS
from infra.findings import accept
from infra.function_spec import FunctionSpec
from infra.grants import Granted, Resource
from infra.lambda_target import LambdaTarget
from infra.logs import log_group
from infra.suite_function import SuiteFunction
from infra.upload_events import UploadEvents

# Some two minutes of tries: what is wrong for longer has operators' attention before an officer's.
_AGAIN = {
    "ErrorEquals": ["States.ALL"],
    "IntervalSeconds": 2,
    "BackoffRate": 2,
    "MaxAttempts": 6,
    "MaxDelaySeconds": 60,
    "JitterStrategy": "FULL",
}


def machine_arn(stack: cdk.Stack, region: Region) -> str:
    """The ARN of the region's state machine.

    Its name is given, so that the function which starts it and the machine's own role, which starts the runs of its
    parts, can name it before it is there.
    """
    return _arn(stack, "stateMachine", _name(region))


def machine_runs(stack: cdk.Stack, region: Region) -> Granted:
    """The runs of that machine."""
    account = "<AWS::AccountId>" if cdk.Token.is_unresolved(stack.account) else stack.account
    runs = f"{_name(region)}:*"
    finding = f"Resource::arn:{stack.partition}:states:{stack.region}:{account}:execution:{runs}"
    return Granted(_arn(stack, "execution", runs), finding=finding)


class RiskImports(Construct):
    """The functions behind imports and the state machine that calls two of them."""

    def __init__(
        self,
        scope: Construct,
        name: str,
        region: Region,
        *,
        target: LambdaTarget,
        values: Mapping[str, str],
        resources: Mapping[Resource, Granted],
    ) -> None:
        """Raises SettingMissingError, ClosureError or DistributionError."""
        super().__init__(scope, name)
        self._region = region
        log_days = region.retention.log_days
        UploadEvents(
            self,
            "Uploads",
            IMPORT_UPLOADS,
            bucket=values["imports_bucket"],
            about="an import",
            target=target,
            values=values,
            resources=resources,
            log_days=log_days,
        )

        def function(spec: FunctionSpec) -> lambda_.Function:
            made = SuiteFunction(self, spec, target=target, values=values, resources=dict(resources), log_days=log_days)
            return made.function

        rows, report = function(IMPORT_ROWS), function(IMPORT_REPORT)
        log = log_group(self, "Log", log_days)
        role = self._role(rows, report, resources[Resource.IMPORT_FILES])
        bucket = values["imports_bucket"]
        machine = stepfunctions.CfnStateMachine(
            self,
            "Machine",
            state_machine_name=_name(region),
            role_arn=role.role_arn,
            # Not by CDK's own way to JSON, which leaves out every null: here a null says that an output is dropped.
            definition_string=json.dumps(
                definition(bucket, rows.function_arn, report.function_arn, region.imports.chunks_at_once)
            ),
            logging_configuration=stepfunctions.CfnStateMachine.LoggingConfigurationProperty(
                level="ALL",
                # Inputs are names of imports and places in files; still, a log needs none of it.
                include_execution_data=False,
                destinations=[
                    stepfunctions.CfnStateMachine.LogDestinationProperty(
                        cloud_watch_logs_log_group=stepfunctions.CfnStateMachine.CloudWatchLogsLogGroupProperty(
                            log_group_arn=log.log_group_arn
                        )
                    )
                ],
            ),
        )
        machine.node.add_dependency(role)
        accept(
            machine,
            "AwsSolutions-SF2",
            "Nothing in the suite is traced by X-Ray: a run tells of itself in its history, in its log and in signals.",
        )

    def _role(self, rows: lambda_.Function, report: lambda_.Function, files: Granted) -> iam.Role:
        stack = cdk.Stack.of(self)
        arn = machine_arn(stack, self._region)
        runs = machine_runs(stack, self._region)
        role = iam.Role(
            self,
            "Role",
            assumed_by=iam.ServicePrincipal(
                "states.amazonaws.com", conditions={"StringEquals": {"aws:SourceAccount": cdk.Aws.ACCOUNT_ID}}
            ),
            inline_policies={
                "Grants": iam.PolicyDocument(
                    statements=[
                        _allow("lambda:InvokeFunction", rows.function_arn, report.function_arn),
                        # The plan of a file's parts.
                        _allow("s3:GetObject", files.arn),
                        iam.PolicyStatement(
                            actions=["kms:Decrypt"],
                            resources=[files.key_arn],
                            conditions={
                                "StringEquals": {"kms:ViaService": f"s3.{cdk.Aws.REGION}.{cdk.Aws.URL_SUFFIX}"}
                            },
                        ),
                        # A distributed map is a run of its own for each part.
                        _allow("states:StartExecution", arn),
                        iam.PolicyStatement(
                            actions=["states:DescribeExecution", "states:StopExecution"], resources=[runs.arn]
                        ),
                        iam.PolicyStatement(actions=list(_LOG_DELIVERY), resources=["*"]),
                    ]
                )
            },
        )
        accept(
            role,
            f"AwsSolutions-IAM5[{runs.finding}]",
            "Runs are named while the service runs: the star stands for those of this one state machine.",
        )
        accept(
            role,
            "AwsSolutions-IAM5[Resource::*]",
            "Step Functions sets up the delivery of its log with actions that IAM lets nobody restrict to a log.",
        )
        accept(
            role,
            f"AwsSolutions-IAM5[{files.finding}]",
            "Plans are named while the service runs: the star stands for the files in one part of one bucket.",
        )
        return role


_LOG_DELIVERY = (
    "logs:CreateLogDelivery",
    "logs:DeleteLogDelivery",
    "logs:DescribeLogGroups",
    "logs:DescribeResourcePolicies",
    "logs:GetLogDelivery",
    "logs:ListLogDeliveries",
    "logs:PutResourcePolicy",
    "logs:UpdateLogDelivery",
)


def definition(bucket: str, rows_arn: str, report_arn: str, chunks_at_once: int) -> dict[str, Any]:
    """The state machine in the Amazon States Language.

    Its input is `{"import": ..., "attempt": ..., "chunks": <key of the plan>}`. Parts give nothing back, since the
    results of all of them together have a limit.
    """
    stalled = [{"ErrorEquals": ["States.ALL"], "ResultPath": None, "Next": "Stall"}]

    def end(ended: str) -> dict[str, Any]:
        return {
            "Type": "Task",
            "Resource": report_arn,
            "Parameters": {"import_id.$": "$.import", "attempt.$": "$.attempt", "ended": ended},
            "ResultPath": None,
            "Retry": [_AGAIN],
        }

    return {
        "Comment": "Works through an approved import, part by part",
        "StartAt": "Parts",
        "States": {
            "Parts": {
                "Type": "Map",
                "ItemReader": {
                    "Resource": "arn:aws:states:::s3:getObject",
                    "ReaderConfig": {"InputType": "JSON"},
                    "Parameters": {"Bucket": bucket, "Key.$": "$.chunks"},
                },
                "ItemSelector": {"import_id.$": "$.import", "chunk.$": "$$.Map.Item.Value"},
                "ItemProcessor": {
                    "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"},
                    "StartAt": "Rows",
                    "States": {
                        "Rows": {
                            "Type": "Task",
                            "Resource": rows_arn,
                            "TimeoutSeconds": 2 * IMPORT_ROWS.timeout_s,
                            "OutputPath": None,
                            "Retry": [_AGAIN],
                            "End": True,
                        }
                    },
                },
                "MaxConcurrency": chunks_at_once,
                "Label": "Parts",
                "ResultPath": None,
                "Catch": stalled,
                "Next": "Report",
            },
            "Report": end("done") | {"Catch": stalled, "Next": "Done"},
            "Done": {"Type": "Succeed"},
            "Stall": end("stalled") | {"Next": "Stalled"},
            "Stalled": {"Type": "Fail", "Error": "ImportStalled"},
        },
    }


def _arn(stack: cdk.Stack, resource: str, name: str) -> str:
    return stack.format_arn(
        service="states", resource=resource, resource_name=name, arn_format=cdk.ArnFormat.COLON_RESOURCE_NAME
    )


def _name(region: Region) -> str:
    return f"yuekang-{region.name}-risk-imports"


def _allow(action: str, *arns: str) -> iam.PolicyStatement:
    return iam.PolicyStatement(actions=[action], resources=list(arns))
