"""Findings of cdk-nag that stand, each with its reason."""

import aws_cdk as cdk
from constructs import IConstruct


def accept(construct: IConstruct, rule: str, reason: str) -> None:
    """Let `construct` stand against `rule`; a rule with several findings is named with one, as `Rule[Finding]`."""
    cdk.Validations.of(construct).acknowledge(cdk.Acknowledgment(id=rule, reason=reason))
