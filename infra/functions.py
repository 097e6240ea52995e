"""The functions of the suite: what each serves, what it may do, and how much of a machine it gets."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from functions.checkpoints import app as checkpoints
from functions.codes import app as codes
from functions.public import app as public
from functions.residents import app as residents
from functions.risk import app as risk
from functions.sandbox_register import app as sandbox_register
from functions.scans import app as scans
from infra.grants import Grant, Resource
from shared.aws.http import Route


@dataclass(frozen=True, slots=True)
class FunctionSpec:
    """One folder of `functions/`.

    Memory buys processor time as well: at 1,769 MB a function has one whole core.
    """

    name: str
    routes: Sequence[Route]
    settings: type[Any]
    grants: tuple[Grant, ...]
    memory_mb: int
    timeout_s: int


_SIGN = ("kms:GetPublicKey", "kms:Sign")
_READ_CHANGE = ("dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem")
_SECRET = ("secretsmanager:GetSecretValue",)

API_FUNCTIONS = (
    FunctionSpec("public", public.ROUTES, public.Settings, (), memory_mb=256, timeout_s=5),
    FunctionSpec(
        "residents",
        residents.ROUTES,
        residents.Settings,
        (
            Grant(Resource.CORE, _READ_CHANGE),
            Grant(Resource.VAULT, ("dynamodb:PutItem",)),
            Grant(Resource.PERSON_KEY, ("kms:GenerateMac",)),
            Grant(Resource.SIGNING_KEY, _SIGN),
            Grant(Resource.REGISTER_SECRET, _SECRET),
        ),
        memory_mb=1024,
        # The identity register may take seven of them.
        timeout_s=10,
    ),
    FunctionSpec(
        "codes",
        codes.ROUTES,
        codes.Settings,
        (Grant(Resource.CORE, _READ_CHANGE), Grant(Resource.SIGNING_KEY, _SIGN)),
        memory_mb=1024,
        timeout_s=10,
    ),
    FunctionSpec(
        "risk",
        risk.ROUTES,
        risk.Settings,
        (Grant(Resource.CORE, _READ_CHANGE), Grant(Resource.PERSON_KEY, ("kms:GenerateMac",))),
        memory_mb=1024,
        timeout_s=10,
    ),
    FunctionSpec(
        "scans",
        scans.ROUTES,
        scans.Settings,
        (Grant(Resource.CORE, ("dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:Query")),),
        # A whole core: the queue at a gate waits for the signature's check and for a cold start.
        memory_mb=1769,
        timeout_s=5,
    ),
    FunctionSpec(
        "checkpoints",
        checkpoints.ROUTES,
        checkpoints.Settings,
        (
            Grant(Resource.CORE, ("dynamodb:PutItem", "dynamodb:Query")),
            Grant(Resource.CURSOR_KEY, ("kms:GenerateMac",)),
        ),
        memory_mb=512,
        timeout_s=10,
    ),
)
"""The functions behind the region's API."""

SANDBOX_REGISTER = FunctionSpec(
    "sandbox_register",
    sandbox_register.ROUTES,
    sandbox_register.Settings,
    (
        Grant(Resource.SANDBOX_TABLE, ("dynamodb:GetItem",)),
        Grant(Resource.REGISTER_SECRET, _SECRET),
    ),
    memory_mb=512,
    timeout_s=10,
)
"""The stand-in for the identity register, a system of its own."""
