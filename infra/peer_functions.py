"""What the API has for other regions: what each function may do, and how much of a machine it gets."""

from functions.federation import app as federation
from functions.health_questions import app as health_questions
from functions.provinces import app as provinces
from functions.trust_list import app as trust_list
from infra.function_spec import FunctionSpec
from infra.grants import Grant, Resource

_READ_CHANGE = ("dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem")

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
    FunctionSpec(
        "health_questions",
        health_questions.ROUTES,
        health_questions.Settings,
        (
            Grant(Resource.CORE, _READ_CHANGE),
            Grant(Resource.CORE_LISTS, ("dynamodb:Query",)),
            Grant(Resource.PERSON_KEY, ("kms:GenerateMac",)),
            Grant(Resource.SIGNING_KEY, ("kms:Sign",)),
            # The one function that opens what other regions encrypt to this one.
            Grant(Resource.ENCRYPTION_KEY, ("kms:Decrypt",)),
        ),
        # A whole core: somebody waits in another region, for less than three seconds.
        memory_mb=1769,
        timeout_s=5,
    ),
    FunctionSpec(
        "provinces",
        provinces.ROUTES,
        provinces.Settings,
        (
            Grant(Resource.CORE, (*_READ_CHANGE, "dynamodb:Query")),
            # It reads a document there, and nothing else.
            Grant(Resource.VAULT, ("dynamodb:GetItem",)),
            Grant(Resource.SIGNING_KEY, ("kms:Sign",)),
        ),
        # A whole core: thirty regions may be asked at once, each over TLS and with a signature.
        memory_mb=1769,
        # Other regions may take three of them.
        timeout_s=10,
    ),
)
