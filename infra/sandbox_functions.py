"""The functions of the systems that stand in for others, each a system of its own."""

from functions.sandbox_itinerary import app as sandbox_itinerary
from functions.sandbox_register import app as sandbox_register
from infra.function_spec import FunctionSpec
from infra.grants import Grant, Resource

_SECRET = ("secretsmanager:GetSecretValue",)

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

SANDBOX_ITINERARY = FunctionSpec(
    "sandbox_itinerary",
    sandbox_itinerary.ROUTES,
    sandbox_itinerary.Settings,
    (Grant(Resource.ITINERARY_SECRET, _SECRET),),
    memory_mb=512,
    timeout_s=10,
)
"""The stand-in for the itinerary provider, a system of its own."""

SANDBOX_FUNCTIONS = (SANDBOX_REGISTER, SANDBOX_ITINERARY)
"""The functions of the sandbox stack."""
