"""What each function may do: the list below is the whole of it, and what the functions do is the whole of the list."""

import json
from collections.abc import Mapping
from typing import Any

import pytest

from tests.arch.access.audit import CHANGED
from tests.arch.access.certificates import UPLOADED
from tests.arch.access.days import NIGHT
from tests.arch.access.imports import CALLERS
from tests.arch.access.mirrors import MIRRORED
from tests.arch.access.notifications import HANDED_OUT, TOLD
from tests.arch.access.status_lists import BUILT
from tests.arch.access.trust import REFRESHED
from tests.arch.access.walk import Journey
from tests.arch.access_journey import journey
from tests.infra.template import Template, as_list

_READ_KEY = ("kms:Decrypt", "kms:DescribeKey")
_WRITE_KEY = (*_READ_KEY, "kms:Encrypt", "kms:GenerateDataKey", "kms:ReEncryptFrom", "kms:ReEncryptTo")
_READ_PUT = ("dynamodb:GetItem", "dynamodb:PutItem")
_READ_CHANGE = (*_READ_PUT, "dynamodb:UpdateItem")
_SIGN = ("kms:GetPublicKey", "kms:Sign")
_OWN_LOG: dict[str, tuple[str, ...]] = {"own log": ("logs:CreateLogStream", "logs:PutLogEvents")}

GRANTS: dict[str, dict[str, tuple[str, ...]]] = {
    "public": _OWN_LOG,
    "residents": _OWN_LOG
    | {
        "core": ("dynamodb:DeleteItem", *_READ_PUT, "dynamodb:Query", "dynamodb:UpdateItem"),
        "core's key": _WRITE_KEY,
        "vault": ("dynamodb:PutItem", "dynamodb:UpdateItem"),
        "vault's key": _WRITE_KEY,
        "person key": ("kms:GenerateMac",),
        "signing key": _SIGN,
        "register secret": ("secretsmanager:GetSecretValue",),
    },
    "offline_registrations": _OWN_LOG
    | {
        "core": _READ_CHANGE,
        "core's key": _WRITE_KEY,
        "vault": ("dynamodb:PutItem", "dynamodb:UpdateItem"),
        "vault's key": _WRITE_KEY,
        "person key": ("kms:GenerateMac",),
        "signing key": _SIGN,
    },
    "codes": _OWN_LOG | {"core": _READ_CHANGE, "core's key": _WRITE_KEY, "signing key": _SIGN},
    "risk": _OWN_LOG
    | {
        "core": _READ_CHANGE,
        "core's key": _WRITE_KEY,
        "core lists": ("dynamodb:Query",),
        "person key": ("kms:GenerateMac",),
        "cursor key": ("kms:GenerateMac",),
    },
    "risk_imports": _OWN_LOG
    | {
        "core": _READ_CHANGE,
        "core's key": _WRITE_KEY,
        "core lists": ("dynamodb:Query",),
        "cursor key": ("kms:GenerateMac",),
        "import uploads": ("s3:PutObject",),
        "import files": ("s3:GetObject",),
        "import files' key": ("kms:Decrypt", "kms:GenerateDataKey"),
        "import machine": ("states:StartExecution",),
        "import runs": ("states:DescribeExecution",),
    },
    "import_uploads": _OWN_LOG
    | {
        "core": ("dynamodb:GetItem", "dynamodb:UpdateItem"),
        "core's key": _WRITE_KEY,
        "import uploads": ("s3:DeleteObject", "s3:GetObject"),
        "import files": ("s3:DeleteObject", "s3:PutObject"),
        "import files' key": ("kms:Decrypt", "kms:GenerateDataKey"),
        "failed uploads": ("sqs:SendMessage",),
    },
    "import_rows": _OWN_LOG
    | {
        "core": ("dynamodb:BatchGetItem", *_READ_PUT, "dynamodb:Query", "dynamodb:UpdateItem"),
        "core's key": _WRITE_KEY,
        "person key": ("kms:GenerateMac",),
        "import files": ("s3:GetObject", "s3:PutObject"),
        "import files' key": ("kms:Decrypt", "kms:GenerateDataKey"),
    },
    "import_report": _OWN_LOG
    | {
        "core": ("dynamodb:GetItem", "dynamodb:UpdateItem"),
        "core's key": _WRITE_KEY,
        "import files": ("s3:GetObject", "s3:PutObject"),
        "import files' key": ("kms:Decrypt", "kms:GenerateDataKey"),
    },
    "appeals": _OWN_LOG
    | {
        "core": _READ_CHANGE,
        "core's key": _WRITE_KEY,
        "core lists": ("dynamodb:Query",),
        "cursor key": ("kms:GenerateMac",),
    },
    "appeal_decisions": _OWN_LOG
    | {
        "core": ("dynamodb:DeleteItem", "dynamodb:GetItem", "dynamodb:Query", "dynamodb:UpdateItem"),
        "core's key": _WRITE_KEY,
        "core lists": ("dynamodb:Query",),
        "cursor key": ("kms:GenerateMac",),
    },
    "scans": _OWN_LOG
    | {
        "core": ("dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:Query"),
        "core's key": _WRITE_KEY,
        "signing key": ("kms:Sign",),
        "status lists of peers": ("s3:GetObject",),
    },
    "federation": _OWN_LOG
    | {
        "core": ("dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:Query"),
        "core's key": _WRITE_KEY,
        "signing key": ("kms:Sign",),
        "status lists": ("s3:GetObject",),
    },
    "scan_batches": _OWN_LOG
    | {"core": ("dynamodb:BatchGetItem", "dynamodb:PutItem", "dynamodb:Query"), "core's key": _WRITE_KEY},
    "checkpoints": _OWN_LOG
    | {
        "core": ("dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:Query"),
        "core's key": _WRITE_KEY,
        "cursor key": ("kms:GenerateMac",),
    },
    "health": _OWN_LOG
    | {
        "core": ("dynamodb:GetItem",),
        "core's key": _READ_KEY,
        "core lists": ("dynamodb:Query",),
        "cursor key": ("kms:GenerateMac",),
    },
    "declarations": _OWN_LOG
    | {
        "core": ("dynamodb:DeleteItem", "dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:Query"),
        "core's key": _WRITE_KEY,
        "core lists": ("dynamodb:Query",),
        "cursor key": ("kms:GenerateMac",),
    },
    "organisations": _OWN_LOG
    | {
        "core": ("dynamodb:DeleteItem", *_READ_PUT, "dynamodb:Query", "dynamodb:UpdateItem"),
        "core's key": _WRITE_KEY,
        "core lists": ("dynamodb:Query",),
        "cursor key": ("kms:GenerateMac",),
    },
    "temperatures": _OWN_LOG
    | {
        "core": ("dynamodb:GetItem",),
        "core's key": _READ_KEY,
        "core lists": ("dynamodb:Query",),
        "cursor key": ("kms:GenerateMac",),
    },
    "notices": _OWN_LOG
    | {
        "core": ("dynamodb:GetItem", "dynamodb:Query"),
        "core's key": _READ_KEY,
        "core lists": ("dynamodb:Query",),
        "cursor key": ("kms:GenerateMac",),
    },
    "notifications": _OWN_LOG
    | {
        "core": ("dynamodb:GetItem", "dynamodb:Query"),
        "core's key": _READ_KEY,
        "core lists": ("dynamodb:Query",),
        "cursor key": ("kms:GenerateMac",),
    },
    "notification_changes": _OWN_LOG
    | {
        "core": ("dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:Query"),
        "core's key": _WRITE_KEY,
        "core stream": ("dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator"),
        "notification queue": ("sqs:SendMessage",),
        "failed changes": ("sqs:SendMessage",),
    },
    "notification_deliveries": _OWN_LOG
    | {
        "core": ("dynamodb:UpdateItem",),
        "core's key": _WRITE_KEY,
        "notification queue": ("sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage"),
        "notification bus": ("events:PutEvents",),
    },
    "scan_registrations": _OWN_LOG
    | {"core": (*_READ_PUT, "dynamodb:Query", "dynamodb:UpdateItem"), "core's key": _WRITE_KEY, "signing key": _SIGN},
    "lookups": _OWN_LOG
    | {
        "core": _READ_CHANGE,
        "core's key": _WRITE_KEY,
        "core lists": ("dynamodb:Query",),
        "vault": ("dynamodb:GetItem",),
        "vault's key": _READ_KEY,
    },
    "itinerary": _OWN_LOG
    | {
        "core": _READ_CHANGE,
        "core's key": _WRITE_KEY,
        "vault": ("dynamodb:GetItem",),
        "vault's key": _READ_KEY,
        "itinerary secret": ("secretsmanager:GetSecretValue",),
    },
    "provinces": _OWN_LOG
    | {
        "core": (*_READ_PUT, "dynamodb:Query", "dynamodb:UpdateItem"),
        "core's key": _WRITE_KEY,
        "vault": ("dynamodb:GetItem",),
        "vault's key": _READ_KEY,
        "signing key": ("kms:Sign",),
    },
    "health_questions": _OWN_LOG
    | {
        "core": _READ_CHANGE,
        "core's key": _WRITE_KEY,
        "core lists": ("dynamodb:Query",),
        "person key": ("kms:GenerateMac",),
        "signing key": ("kms:Sign",),
        "encryption key": ("kms:Decrypt",),
    },
    "certificates": _OWN_LOG
    | {
        "core": _READ_PUT,
        "core's key": _WRITE_KEY,
        "core lists": ("dynamodb:Query",),
        "cursor key": ("kms:GenerateMac",),
        "uploads": ("s3:PutObject",),
        "files": ("s3:GetObject",),
        "files' key": ("kms:Decrypt", "kms:GenerateDataKey"),
    },
    "certificate_uploads": _OWN_LOG
    | {
        "core": ("dynamodb:GetItem", "dynamodb:UpdateItem"),
        "core's key": _WRITE_KEY,
        "uploads": ("s3:DeleteObject", "s3:GetObject"),
        "files": ("s3:DeleteObject", "s3:PutObject"),
        "files' key": ("kms:Decrypt", "kms:GenerateDataKey"),
        "failed uploads": ("sqs:SendMessage",),
    },
    "audit": _OWN_LOG
    | {
        "audit": ("dynamodb:PutItem", "dynamodb:Query"),
        "audit's key": _WRITE_KEY,
        "core stream": ("dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator"),
        "core's key": ("kms:Decrypt", "kms:DescribeKey"),
        "failed changes": ("sqs:SendMessage",),
        "poison changes": ("sqs:SendMessage",),
    },
    "published_days": _OWN_LOG | {"days": ("s3:ListBucket",), "day counts": ("s3:GetObject",)},
    "audit_days": _OWN_LOG
    | {
        "audit lists": ("dynamodb:Query",),
        "audit's key": _READ_KEY,
        "days": ("s3:ListBucket",),
        "day heads": ("s3:GetObject", "s3:PutObject"),
        "day counts": ("s3:GetObject", "s3:PutObject"),
        "failed days": ("sqs:SendMessage",),
    },
    "status_lists": _OWN_LOG
    | {"core": ("dynamodb:Query",), "core's key": _READ_KEY, "status lists": ("s3:GetObject",)},
    "status_list_builds": _OWN_LOG
    | {
        "core": ("dynamodb:PutItem",),
        "core's key": _WRITE_KEY,
        "core lists": ("dynamodb:Query",),
        "signing key": ("kms:GetPublicKey", "kms:Sign"),
        "status lists": ("s3:GetObject", "s3:PutObject"),
    },
    "status_list_mirrors": _OWN_LOG
    | {
        "core": ("dynamodb:Query",),
        "core's key": _READ_KEY,
        "signing key": ("kms:Sign",),
        "status lists of peers": ("s3:GetObject", "s3:PutObject"),
    },
    "trust_list": _OWN_LOG | {"core": ("dynamodb:GetItem",), "core's key": _READ_KEY},
    "trust_refreshes": _OWN_LOG
    | {
        "core": ("dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:Query", "dynamodb:UpdateItem"),
        "core's key": _WRITE_KEY,
        "trust key": ("kms:GetPublicKey", "kms:Sign"),
        "encryption key": ("kms:GetPublicKey",),
    },
    "sandbox_register": _OWN_LOG
    | {
        "sandbox table": ("dynamodb:GetItem",),
        "sandbox table's key": _READ_KEY,
        "register secret": ("secretsmanager:GetSecretValue",),
    },
    "sandbox_itinerary": _OWN_LOG | {"itinerary secret": ("secretsmanager:GetSecretValue",)},
}

# How a resource shows in an ARN, the more telling ones first.
_SIGNS = (
    ("sandboxregisterTable", "sandbox table"),
    ("sandboxregisterKey", "sandbox table's key"),
    ("auditTable", "audit"),
    ("auditKey", "audit's key"),
    ("StreamArn", "core stream"),
    ("AuditChangesFailed", "failed changes"),
    ("AuditPoison", "poison changes"),
    ("/heads/*", "day heads"),
    ("/counts/*", "day counts"),
    ("data-days-arn", "days"),
    ("AuditDaysFailed", "failed days"),
    ("/index/lists", "core lists"),
    ("NotificationsWaiting", "notification queue"),
    ("NotificationsBus", "notification bus"),
    ("ChangesFailed", "failed changes"),
    ("coreTable", "core"),
    ("coreKey", "core's key"),
    ('-imports-arn"}, "/uploads/*', "import uploads"),
    ('-imports-arn"}, "/imports/*', "import files"),
    ("importsKey", "import files' key"),
    (":execution:", "import runs"),
    (":stateMachine:", "import machine"),
    ("UploadsFailed", "failed uploads"),
    ("/uploads/*", "uploads"),
    ("/certificates/*", "files"),
    ('-status-lists-arn"}, "/peers/*', "status lists of peers"),
    ("status-lists", "status lists"),
    ("certificatesKey", "files' key"),
    ("vaultTable", "vault"),
    ("vaultKey", "vault's key"),
    ("PersonKey", "person key"),
    ("SigningKey", "signing key"),
    ("TrustKey", "trust key"),
    ("EncryptionKey", "encryption key"),
    ("CursorKey", "cursor key"),
    ("itinerary-provider", "itinerary secret"),
    ("ItineraryApiKey", "itinerary secret"),
    ("secretsmanager", "register secret"),
    ("ApiKey", "register secret"),
)


@pytest.fixture(scope="module")
def granted(templates: Mapping[str, Template]) -> dict[str, dict[str, tuple[str, ...]]]:
    """Function, resource and actions, as the templates have them."""
    return {
        name: _by_resource(template.statements(name))
        for template in (templates["Api"], templates["Sandbox"])
        for name in template.functions()
    }


@pytest.fixture(scope="module")
def walked() -> Journey:
    return journey()


def _by_resource(statements: list[Mapping[str, Any]]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for statement in statements:
        assert statement["Effect"] == "Allow"
        (resource,) = as_list(statement["Resource"])
        name = _resource(statement, json.dumps(resource))
        assert name not in found, f"{name} is granted twice"
        found[name] = tuple(sorted(as_list(statement["Action"])))
    return found


def _resource(statement: Mapping[str, Any], arn: str) -> str:
    if all(action.startswith("logs:") for action in as_list(statement["Action"])):
        return "own log"
    if "auditTable" in arn and "/index/lists" in arn:
        return "audit lists"
    return next(name for sign, name in _SIGNS if sign in arn)


def test_each_function_may_do_exactly_this(granted: dict[str, dict[str, tuple[str, ...]]]) -> None:
    assert granted == GRANTS


def test_no_action_is_a_pattern_and_no_resource_is_everything(templates: Mapping[str, Template]) -> None:
    for template in (templates["Api"], templates["Sandbox"]):
        for name in template.functions():
            for statement in template.statements(name):
                assert not any("*" in action for action in as_list(statement["Action"])), name
                assert "*" not in as_list(statement["Resource"]), name


def test_only_registration_writes_the_vault_and_few_read_it(
    granted: dict[str, dict[str, tuple[str, ...]]],
) -> None:
    assert {name: each["vault"] for name, each in granted.items() if "vault" in each} == {
        "residents": ("dynamodb:PutItem", "dynamodb:UpdateItem"),
        "offline_registrations": ("dynamodb:PutItem", "dynamodb:UpdateItem"),
        # Whoever has scanned a person's code may look up who they are.
        "lookups": ("dynamodb:GetItem",),
        # The carriers know a person by their phone.
        "itinerary": ("dynamodb:GetItem",),
        # Other regions know a person by their document.
        "provinces": ("dynamodb:GetItem",),
    }


def test_only_what_answers_other_regions_opens_what_they_encrypt(
    granted: dict[str, dict[str, tuple[str, ...]]],
) -> None:
    assert [name for name, each in granted.items() if "kms:Decrypt" in each.get("encryption key", ())] == [
        "health_questions"
    ]


def test_no_function_can_change_or_remove_what_is_in_the_audit_table(templates: Mapping[str, Template]) -> None:
    adding = {"dynamodb:PutItem", "dynamodb:GetItem", "dynamodb:Query"}
    reach_it = set()
    for template in templates.values():
        policies = [*template.of_type("AWS::IAM::Role").values(), *template.of_type("AWS::IAM::Policy").values()]
        for properties in (each["Properties"] for each in policies):
            documents = [each["PolicyDocument"] for each in properties.get("Policies", [])]
            for statement in _statements([*documents, properties.get("PolicyDocument", {"Statement": []})]):
                if "auditTable" in json.dumps(statement["Resource"]):
                    reach_it.add(frozenset(as_list(statement["Action"])))
    assert reach_it
    assert set().union(*reach_it) <= adding


def _statements(documents: list[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    return [statement for document in documents for statement in document["Statement"]]


def test_a_function_writes_its_own_log_only(templates: Mapping[str, Template]) -> None:
    for template in (templates["Api"], templates["Sandbox"]):
        for name, properties in template.functions().items():
            (statement,) = [each for each in template.statements(name) if "logs:PutLogEvents" in each["Action"]]
            assert statement["Resource"] == {"Fn::GetAtt": [properties["LoggingConfig"]["LogGroup"]["Ref"], "Arn"]}


def test_a_key_of_data_opens_through_the_service_that_holds_them_only(templates: Mapping[str, Template]) -> None:
    checked = 0
    for template in (templates["Api"], templates["Sandbox"]):
        for name in template.functions():
            for statement in template.statements(name):
                # No data lies under the key to which other regions encrypt: whoever may use it calls KMS itself.
                if "kms:Decrypt" in as_list(statement["Action"]) and "EncryptionKey" not in str(statement["Resource"]):
                    via = statement["Condition"]["StringEquals"]["kms:ViaService"]
                    files = ("certificatesKey", "importsKey")
                    holds_files = any(key in json.dumps(statement["Resource"]) for key in files)
                    service = "s3" if holds_files else "dynamodb"
                    assert json.dumps(via).startswith(f'{{"Fn::Join": ["", ["{service}.')
                    checked += 1
    assert checked == sum(resource.endswith(("'s key", "s' key")) for each in GRANTS.values() for resource in each)


def test_the_functions_use_every_grant_on_a_table_and_need_no_other(walked: Journey) -> None:
    from infra.functions import API_FUNCTIONS
    from infra.sandbox_functions import SANDBOX_FUNCTIONS

    functions = {route.key: spec.name for spec in (*API_FUNCTIONS, *SANDBOX_FUNCTIONS) for route in spec.routes}
    functions |= {
        UPLOADED: "certificate_uploads",
        CHANGED: "audit",
        NIGHT: "audit_days",
        BUILT: "status_list_builds",
        MIRRORED: "status_list_mirrors",
        REFRESHED: "trust_refreshes",
    } | CALLERS
    functions |= {BUILT: "status_list_builds", TOLD: "notification_changes", HANDED_OUT: "notification_deliveries"}
    actions = {"Query": "Query"} | {kind: f"{kind}Item" for kind in ("BatchGet", "Get", "Put", "Update", "Delete")}
    used: dict[str, set[tuple[str, str]]] = {name: set() for name in GRANTS}
    for (route, _), calls in walked.calls.items():
        for step in (step for call in calls for step in call.steps):
            table = "sandbox table" if functions[route] == "sandbox_register" else step.key[0]
            table = f"{table} {step.index}" if step.index else table
            used[functions[route]].add((table, f"dynamodb:{actions[step.kind]}"))
    assert used == {
        name: {
            (resource, action)
            for resource, allowed in each.items()
            for action in allowed
            # The stream is read by Lambda itself, with the function's rights.
            if action.startswith("dynamodb:") and resource != "core stream"
        }
        for name, each in GRANTS.items()
    }
