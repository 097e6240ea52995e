"""The functions behind the API: what each may do, and how much of a machine it gets."""

from functions.appeal_decisions import app as appeal_decisions
from functions.appeals import app as appeals
from functions.certificates import app as certificates
from functions.checkpoints import app as checkpoints
from functions.codes import app as codes
from functions.declarations import app as declarations
from functions.health import app as health
from functions.itinerary import app as itinerary
from functions.lookups import app as lookups
from functions.notices import app as notices
from functions.notifications import app as notifications
from functions.offline_registrations import app as offline_registrations
from functions.organisations import app as organisations
from functions.public import app as public
from functions.published_days import app as published_days
from functions.residents import app as residents
from functions.risk import app as risk
from functions.risk_imports import app as risk_imports
from functions.scan_registrations import app as scan_registrations
from functions.scans import app as scans
from functions.status_lists import app as status_lists
from functions.temperatures import app as temperatures
from infra.function_spec import FunctionSpec
from infra.gate_functions import GATE_FUNCTIONS
from infra.grants import Grant, Resource
from infra.peer_functions import PEER_FUNCTIONS

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
            Grant(Resource.CORE, (*_READ_CHANGE, "dynamodb:DeleteItem", "dynamodb:Query")),
            Grant(Resource.VAULT, ("dynamodb:PutItem", "dynamodb:UpdateItem")),
            Grant(Resource.PERSON_KEY, ("kms:GenerateMac",)),
            Grant(Resource.SIGNING_KEY, _SIGN),
            Grant(Resource.REGISTER_SECRET, _SECRET),
        ),
        memory_mb=1024,
        # The identity register may take seven of them.
        timeout_s=10,
    ),
    FunctionSpec(
        "offline_registrations",
        offline_registrations.ROUTES,
        offline_registrations.Settings,
        (
            Grant(Resource.CORE, _READ_CHANGE),
            Grant(Resource.VAULT, ("dynamodb:PutItem", "dynamodb:UpdateItem")),
            Grant(Resource.PERSON_KEY, ("kms:GenerateMac",)),
            Grant(Resource.SIGNING_KEY, _SIGN),
        ),
        memory_mb=1024,
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
        (
            Grant(Resource.CORE, _READ_CHANGE),
            Grant(Resource.CORE_LISTS, ("dynamodb:Query",)),
            Grant(Resource.PERSON_KEY, ("kms:GenerateMac",)),
            Grant(Resource.CURSOR_KEY, ("kms:GenerateMac",)),
        ),
        memory_mb=1024,
        timeout_s=10,
    ),
    FunctionSpec(
        "risk_imports",
        risk_imports.ROUTES,
        risk_imports.Settings,
        (
            Grant(Resource.CORE, _READ_CHANGE),
            Grant(Resource.CORE_LISTS, ("dynamodb:Query",)),
            Grant(Resource.CURSOR_KEY, ("kms:GenerateMac",)),
            # It signs forms and links; whoever has one acts with these rights.
            Grant(Resource.IMPORT_UPLOADS, ("s3:PutObject",)),
            Grant(Resource.IMPORT_FILES, ("s3:GetObject",)),
            Grant(Resource.IMPORT_MACHINE, ("states:StartExecution",)),
            Grant(Resource.IMPORT_RUNS, ("states:DescribeExecution",)),
        ),
        memory_mb=1024,
        timeout_s=10,
    ),
    FunctionSpec(
        "appeals",
        appeals.ROUTES,
        appeals.Settings,
        (
            Grant(Resource.CORE, _READ_CHANGE),
            Grant(Resource.CORE_LISTS, ("dynamodb:Query",)),
            Grant(Resource.CURSOR_KEY, ("kms:GenerateMac",)),
        ),
        memory_mb=1024,
        timeout_s=10,
    ),
    FunctionSpec(
        "appeal_decisions",
        appeal_decisions.ROUTES,
        appeal_decisions.Settings,
        (
            Grant(Resource.CORE, ("dynamodb:DeleteItem", "dynamodb:GetItem", "dynamodb:Query", "dynamodb:UpdateItem")),
            Grant(Resource.CORE_LISTS, ("dynamodb:Query",)),
            Grant(Resource.CURSOR_KEY, ("kms:GenerateMac",)),
        ),
        memory_mb=1024,
        timeout_s=10,
    ),
    FunctionSpec(
        "scans",
        scans.ROUTES,
        scans.Settings,
        (
            Grant(Resource.CORE, ("dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:Query")),
            # For codes of other regions only: what these are asked is signed, and what is held of their lists is read.
            Grant(Resource.SIGNING_KEY, ("kms:Sign",)),
            Grant(Resource.PEER_STATUS_LISTS, ("s3:GetObject",)),
        ),
        # A whole core: the queue at a gate waits for the signature's check and for a cold start.
        memory_mb=1769,
        timeout_s=5,
    ),
    FunctionSpec(
        "status_lists",
        status_lists.ROUTES,
        status_lists.Settings,
        (Grant(Resource.CORE, ("dynamodb:Query",)), Grant(Resource.STATUS_LISTS, ("s3:GetObject",))),
        memory_mb=1024,
        timeout_s=10,
    ),
    FunctionSpec(
        "checkpoints",
        checkpoints.ROUTES,
        checkpoints.Settings,
        (
            Grant(Resource.CORE, ("dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:Query")),
            Grant(Resource.CURSOR_KEY, ("kms:GenerateMac",)),
        ),
        memory_mb=1024,
        timeout_s=10,
    ),
    FunctionSpec(
        "health",
        health.ROUTES,
        health.Settings,
        (
            Grant(Resource.CORE, ("dynamodb:GetItem",)),
            Grant(Resource.CORE_LISTS, ("dynamodb:Query",)),
            Grant(Resource.CURSOR_KEY, ("kms:GenerateMac",)),
        ),
        memory_mb=1024,
        timeout_s=10,
    ),
    FunctionSpec(
        "declarations",
        declarations.ROUTES,
        declarations.Settings,
        (
            Grant(Resource.CORE, ("dynamodb:DeleteItem", "dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:Query")),
            Grant(Resource.CORE_LISTS, ("dynamodb:Query",)),
            Grant(Resource.CURSOR_KEY, ("kms:GenerateMac",)),
        ),
        memory_mb=1024,
        timeout_s=10,
    ),
    FunctionSpec(
        "organisations",
        organisations.ROUTES,
        organisations.Settings,
        (
            Grant(Resource.CORE, (*_READ_CHANGE, "dynamodb:DeleteItem", "dynamodb:Query")),
            Grant(Resource.CORE_LISTS, ("dynamodb:Query",)),
            Grant(Resource.CURSOR_KEY, ("kms:GenerateMac",)),
        ),
        memory_mb=1024,
        # A whole organisation of thousands is read and written out in one go.
        timeout_s=20,
    ),
    FunctionSpec(
        "temperatures",
        temperatures.ROUTES,
        temperatures.Settings,
        (
            Grant(Resource.CORE, ("dynamodb:GetItem",)),
            Grant(Resource.CORE_LISTS, ("dynamodb:Query",)),
            Grant(Resource.CURSOR_KEY, ("kms:GenerateMac",)),
        ),
        memory_mb=512,
        timeout_s=10,
    ),
    FunctionSpec(
        "notices",
        notices.ROUTES,
        notices.Settings,
        (
            Grant(Resource.CORE, ("dynamodb:GetItem", "dynamodb:Query")),
            Grant(Resource.CORE_LISTS, ("dynamodb:Query",)),
            Grant(Resource.CURSOR_KEY, ("kms:GenerateMac",)),
        ),
        memory_mb=1024,
        timeout_s=10,
    ),
    FunctionSpec(
        "notifications",
        notifications.ROUTES,
        notifications.Settings,
        (
            Grant(Resource.CORE, ("dynamodb:GetItem", "dynamodb:Query")),
            Grant(Resource.CORE_LISTS, ("dynamodb:Query",)),
            Grant(Resource.CURSOR_KEY, ("kms:GenerateMac",)),
        ),
        memory_mb=1024,
        timeout_s=10,
    ),
    FunctionSpec(
        "scan_registrations",
        scan_registrations.ROUTES,
        scan_registrations.Settings,
        (Grant(Resource.CORE, (*_READ_CHANGE, "dynamodb:Query")), Grant(Resource.SIGNING_KEY, _SIGN)),
        memory_mb=1024,
        timeout_s=10,
    ),
    FunctionSpec(
        "lookups",
        lookups.ROUTES,
        lookups.Settings,
        (
            Grant(Resource.CORE, _READ_CHANGE),
            Grant(Resource.CORE_LISTS, ("dynamodb:Query",)),
            # The one function that reads names and documents there.
            Grant(Resource.VAULT, ("dynamodb:GetItem",)),
        ),
        memory_mb=1024,
        timeout_s=10,
    ),
    FunctionSpec(
        "itinerary",
        itinerary.ROUTES,
        itinerary.Settings,
        (
            Grant(Resource.CORE, _READ_CHANGE),
            # It reads a phone there, and nothing else.
            Grant(Resource.VAULT, ("dynamodb:GetItem",)),
            Grant(Resource.ITINERARY_SECRET, _SECRET),
        ),
        memory_mb=1024,
        # The itinerary provider may take seven of them.
        timeout_s=10,
    ),
    FunctionSpec(
        "certificates",
        certificates.ROUTES,
        certificates.Settings,
        (
            Grant(Resource.CORE, ("dynamodb:GetItem", "dynamodb:PutItem")),
            Grant(Resource.CORE_LISTS, ("dynamodb:Query",)),
            Grant(Resource.CURSOR_KEY, ("kms:GenerateMac",)),
            # It signs forms and links; whoever has one acts with these rights.
            Grant(Resource.CERTIFICATE_UPLOADS, ("s3:PutObject",)),
            Grant(Resource.CERTIFICATE_FILES, ("s3:GetObject",)),
        ),
        memory_mb=1024,
        timeout_s=10,
    ),
    FunctionSpec(
        "published_days",
        published_days.ROUTES,
        published_days.Settings,
        (
            # Without the right to list, S3 would not tell that a day is not published from that it may not be read.
            Grant(Resource.DAYS, ("s3:ListBucket",)),
            Grant(Resource.DAY_COUNTS, ("s3:GetObject",)),
        ),
        memory_mb=512,
        timeout_s=10,
    ),
    *PEER_FUNCTIONS,
    *GATE_FUNCTIONS,
)
"""The functions behind the region's API."""
