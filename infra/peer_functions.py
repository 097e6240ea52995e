"""What the API has for other regions: what each function may do, and how much of a machine it gets."""

from functions.federation import app as federation
from functions.trust_list import app as trust_list
from infra.function_spec import FunctionSpec
from infra.grants import Grant, Resource

PEER_FUNCTIONS = (
    FunctionSpec(
        "federation",
        federation.ROUTES,
        federation.Settings,
        (
            Grant(Resource.CORE, ("dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:Query")),
            Grant(Resource.SIGNING_KEY, ("kms:Sign",)),
            Grant(Resource.STATUS_LISTS, ("s3:GetObject",)),
        ),
        # A whole core: somebody waits at a gate of another region, for less than a second.
        memory_mb=1769,
        timeout_s=5,
    ),
    FunctionSpec(
        "trust_list",
        trust_list.ROUTES,
        trust_list.Settings,
        (Grant(Resource.CORE, ("dynamodb:GetItem",)),),
        memory_mb=512,
        timeout_s=5,
    ),
)
