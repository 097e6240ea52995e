"""Synthesis in this process; imported only when the Node for CDK is known."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path

import aws_cdk as cdk

import infra.region
from infra.app import build

ROOT = Path(__file__).parents[2]
SIGNING_KEY = (
    "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEjlM7b6C/e0YluzBmfAH7YH75+LioD+9bMAYocDGHsqNz6x294DMYNm0Gn4Om9ZAA"
    "U8c2M8sEGyHFXhqGwfQAtA=="
)
"""A P-256 key as KMS shows it."""
ELSEWHERE = {
    "region": "elsewhere",
    "lambda_python": "3.12",
    "lambda_architecture": "x86_64",
    "register_url": "http://a1.execute-api.localhost:4566",
    "register_secret": "sandbox-register",
    "itinerary_url": "http://b2.execute-api.localhost:4566",
    "itinerary_secret": "sandbox-itinerary",
    "notifications_delay_seconds": "2",
    "peers": (
        '{"42":{"service":"http://c3.execute-api.localhost:4566",'
        '"anchor":"A2sX0fLhLEJH+Lzm5WOkQPJ3A32BLeszoPShOUXYmMKW"}}'
    ),
}
"""Every parameter, each with another value than without it."""


def elsewhere_file(folder: Path) -> Path:
    """A folder with the file of a region that has token issuers of its own, and its status lists at CloudFront."""
    text = (infra.region.REGIONS / "guangdong.toml").read_text(encoding="utf-8")
    for who in ("residents", "staff"):
        named = f'issuer = "https://{who}.example"\naudience = ["yuekang-{who}"]\n'
        text = text.replace(f"\n[{who}]\n", f"\n[{who}]\n{named}")
    text = text.replace("cdn = false", f'cdn = true\nsigning_key = "{SIGNING_KEY}"')
    (folder / "elsewhere.toml").write_text(text, encoding="utf-8")
    return folder


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
