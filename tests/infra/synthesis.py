"""Synthesis in this process; imported only when the Node for CDK is known."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path

import aws_cdk as cdk

from infra.app import build

ROOT = Path(__file__).parents[2]


def context(parameters: Mapping[str, str]) -> dict[str, object]:
    """What the CDK command line would hand to the application, with no asset to build."""
    shared: dict[str, object] = json.loads((ROOT / "cdk.json").read_text(encoding="utf-8"))["context"]
    return shared | dict(parameters) | {"aws:cdk:bundling-stacks": [], "aws:cdk:enable-path-metadata": True}


def synthesise(
    folder: Path, parameters: Mapping[str, str] | None = None, change: Callable[[cdk.App], None] = lambda _: None
) -> Path:
    """Every stack of the application, after `change`, in `folder`; raises RuntimeError for findings of cdk-nag."""
    app = cdk.App(outdir=str(folder), context=context(parameters or {}), analytics_reporting=False)
    build(app)
    change(app)
    app.synth()
    return folder
