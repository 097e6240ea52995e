"""The CDK application: `cdk deploy -c region=<name> Data Api`.

Context parameters: `region` names a file of infra/regions; `lambda_python` and `lambda_architecture` choose the
runtime; `register_url`, `register_secret`, `itinerary_url` and `itinerary_secret` stand in for the file's systems, as
the sandbox ones do, `notifications_delay_seconds` for its delay, so that a trial need not wait, and `peers`, as JSON,
for its table of peers.
"""

import json
import os
import sys

import aws_cdk as cdk
from cdk_nag import AwsSolutionsChecks

from infra.api_stack import ApiStack
from infra.closure import ClosureError
from infra.data_stack import DataStack
from infra.distributions import DistributionError
from infra.http_api import RouteLimitError
from infra.lambda_target import LambdaTarget, LambdaTargetError
from infra.region import RegionError, load_region
from infra.sandbox_stack import SandboxStack
from infra.suite_function import SettingMissingError

MISTAKES = (
    RegionError,
    LambdaTargetError,
    SettingMissingError,
    RouteLimitError,
    ClosureError,
    DistributionError,
)
"""What can be wrong with a file or a parameter; each message says it all."""


STAND_INS = (
    *("register_url", "register_secret", "itinerary_url", "itinerary_secret", "notifications_delay_seconds"),
    "peers",
)
"""Parameters that name another system, another delay or other peers than the region's file does."""


def build(app: cdk.App) -> None:
    """Add the stacks to `app`.

    Raises one of MISTAKES.
    """
    context = {name: app.node.try_get_context(name) for name in STAND_INS}
    if isinstance(context["peers"], dict):
        # So the command line hands over what cdk.json or another program has as an object.
        context["peers"] = json.dumps(context["peers"])
    region = load_region(str(app.node.try_get_context("region")), **context)
    chosen = {name: app.node.try_get_context(f"lambda_{name}") for name in ("python", "architecture")}
    target = LambdaTarget(**{name: str(value) for name, value in chosen.items() if value})
    env = cdk.Environment(account=os.environ.get("CDK_DEFAULT_ACCOUNT"), region=region.aws_region)
    data = DataStack(app, "Data", region, env)
    ApiStack(app, "Api", region, data, target, env)
    SandboxStack(app, "Sandbox", region, target, env)
    cdk.Tags.of(app).add("service", "yuekang")
    cdk.Tags.of(app).add("health-code-region", region.name)
    cdk.Validations.of(app).add_plugins(AwsSolutionsChecks(verbose=True))


def main() -> None:
    app = cdk.App()
    try:
        build(app)
    except MISTAKES as mistake:
        sys.exit(f"\n{mistake}\n")
    app.synth()


if __name__ == "__main__":
    main()
