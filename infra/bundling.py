"""Lambda assets for CDK, made on this machine without containers."""

from pathlib import Path
from typing import Any

import aws_cdk as cdk
import jsii
from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from infra.bundle import ROOT, Bundle
from infra.lambda_target import LambdaTarget


def function_code(scope: Construct, handler: str, target: LambdaTarget) -> lambda_.Code:
    """The asset of the function whose handler is the module `handler`; built only when its content is new.

    Raises ClosureError or DistributionError.
    """
    bundle = Bundle(handler, target)
    if cdk.Stack.of(scope).bundling_required:
        # Here and not while CDK bundles, since jsii buries what is raised there under a page of its own.
        bundle.prepare()
    return lambda_.Code.from_asset(
        str(ROOT / "functions"),
        asset_hash=bundle.content_hash,
        asset_hash_type=cdk.AssetHashType.CUSTOM,
        bundling=cdk.BundlingOptions(image=cdk.DockerImage.from_registry("unused"), local=_LocalBundling(bundle)),
    )


@jsii.implements(cdk.ILocalBundling)
class _LocalBundling:
    def __init__(self, bundle: Bundle) -> None:
        self._bundle = bundle

    def try_bundle(self, output_dir: str, _options: Any = None, **_others: Any) -> bool:
        self._bundle.build(Path(output_dir))
        return True
