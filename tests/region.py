"""A whole region in this process: moto behind real stores, services and handlers, and a clock that the test moves."""

import json
import random
from base64 import b64decode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any, cast
from unittest.mock import patch

from moto import mock_aws
from moto.core.model_instances import reset_model_data
from moto.kms import models as kms_models
from moto.kms.utils import ECDSAPrivateKey

from functions.checkpoints import app as checkpoints_app
from functions.codes import app as codes_app
from functions.public import app as public_app
from functions.residents import app as residents_app
from functions.risk import app as risk_app
from functions.scans import app as scans_app
from shared.aws import clients
from shared.aws.cursor import seal, unseal
from shared.aws.http import LambdaHandler, Route
from shared.aws.kms import KmsKeyedHash, KmsSigningKey
from shared.aws.table_specs import CORE, VAULT, TableSpec
from shared.aws.tables import Table
from shared.aws.transactions import Item, plain_item, wire_item
from shared.checkpoints.service import CheckpointService, Cursors
from shared.codes.issuing import CodeIssuer
from shared.codes.keyring import KeyRing
from shared.codes.service import CodeService
from shared.codes.store import CodeStore
from shared.identity.model import Identity
from shared.identity.service import PersonIds
from shared.kernel.errors import DomainError, ErrorCode
from shared.kernel.signals import Signal
from shared.registration.service import RegistrationService
from shared.risk.service import RiskService
from shared.scans.service import ScanService

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_kms import KMSClient

PREFIX = "HTTPS://CODE.EXAMPLE/C/"
ISSUER = 44
RESIDENT_ISSUER = "https://residents.example"
STAFF_ISSUER = "https://staff.example"
START = datetime(2020, 4, 7, 7, 46, 53, tzinfo=UTC)


@dataclass
class MovingClock:
    """Stands still until the test moves it."""

    now: datetime = START

    def __call__(self) -> datetime:
        return self.now

    def move(self, by: timedelta) -> None:
        self.now += by


@dataclass
class ScriptedRegister:
    """An identity register that holds everybody, until it is told to refuse."""

    refusal: ErrorCode | None = None
    asked: list[Identity] = field(default_factory=list)

    def verify(self, identity: Identity) -> None:
        self.asked.append(identity)
        if self.refusal is not None:
            raise DomainError(self.refusal)


@dataclass(frozen=True)
class Answer:
    """What a caller gets back."""

    status: int
    headers: dict[str, str]
    body: str | bytes

    @property
    def json(self) -> dict[str, Any]:
        return cast("dict[str, Any]", json.loads(self.body))


@dataclass
class Region:
    """The services and handlers of a region, over its own tables and keys."""

    core: Table
    vault: Table
    kms: "KMSClient"
    clock: MovingClock
    register: ScriptedRegister
    signals: list[Signal]
    issuer: CodeIssuer
    person_ids: PersonIds
    residents: RegistrationService
    codes: CodeService
    risk: RiskService
    scans: ScanService
    checkpoints: CheckpointService
    handlers: dict[str, LambdaHandler]
    routes: dict[str, Route]

    def items(self, table: Table | None = None) -> list[Item]:
        """Everything in a table, the core table unless told otherwise."""
        table = table or self.core
        return [plain_item(item) for item in table.client.scan(TableName=table.name)["Items"]]

    def forget_everybody(self) -> None:
        """Empty the tables; only the published key stays, since it is published once, and the clock goes on."""
        for table in (self.core, self.vault):
            for item in self.items(table):
                if item["pk"] != "ISSUERS":
                    place = wire_item({"pk": item["pk"], "sk": item["sk"]})
                    table.client.delete_item(TableName=table.name, Key=place)
        self.signals.clear()
        # moto remembers the copies of the tables that it makes for every transaction, and slows down with them.
        reset_model_data()

    def call(
        self,
        key: str,
        *,
        body: object = None,
        raw: str | None = None,
        claims: dict[str, str] | None = None,
        path: dict[str, str] | None = None,
        query: dict[str, str] | None = None,
        headers: dict[str, str] | None = None,
    ) -> Answer:
        """Send one request to the handler of route `key`, as API Gateway would."""
        content = raw if raw is not None else None if body is None else json.dumps(body, ensure_ascii=False)
        event: dict[str, Any] = {
            "version": "2.0",
            "routeKey": key,
            "headers": {"content-type": "application/json", "accept-language": "en", **(headers or {})},
            "requestContext": {"requestId": "request-1", "authorizer": {"jwt": {"claims": claims or {}}}},
            "isBase64Encoded": False,
        }
        event |= {"body": content} if content is not None else {}
        event |= {"pathParameters": path} if path else {}
        event |= {"queryStringParameters": query} if query else {}
        answer = self.handlers[key](event, None)
        text = answer["body"]
        return Answer(answer["statusCode"], answer["headers"], b64decode(text) if answer["isBase64Encoded"] else text)


def resident_claims(account: str = "account-1") -> dict[str, str]:
    """The claims of a resident's token."""
    return {"sub": account, "iss": RESIDENT_ISSUER}


def staff_claims(*roles: str, account: str = "officer-1", authority: str = "CDC-440106") -> dict[str, str]:
    """The claims of a staff token, in the text form in which API Gateway hands them over."""
    return {
        "sub": account,
        "iss": STAFF_ISSUER,
        "cognito:groups": f"[{' '.join(roles)}]",
        **({"custom:authority": authority} if authority else {}),
    }


@contextmanager
def deployed_region() -> Iterator[Region]:
    """A region with empty tables and new keys."""
    # moto draws an RSA pair for every KMS key, also for one of HMAC that has none: most of a deployment's time.
    with mock_aws(), patch.object(kms_models, "generate_private_key", _pair_where_needed):
        yield _region()


def _pair_where_needed(key_spec: str) -> Any:
    return ECDSAPrivateKey(key_spec) if key_spec.startswith("ECC_") else None


@cache
def _clients() -> tuple["DynamoDBClient", "KMSClient"]:
    """Made once: they hold no state of a region, and take ten times as long to make as its tables and keys."""
    return clients.dynamodb(), clients.kms()


def _region() -> Region:
    dynamodb, kms = _clients()
    core, vault = (Table(dynamodb, _create(dynamodb, spec)) for spec in (CORE, VAULT))
    hash_key = kms.create_key(KeySpec="HMAC_256", KeyUsage="GENERATE_VERIFY_MAC")["KeyMetadata"]["KeyId"]
    signing_key = kms.create_key(KeySpec="ECC_NIST_P256", KeyUsage="SIGN_VERIFY")["KeyMetadata"]["KeyId"]
    clock, register, signals = MovingClock(), ScriptedRegister(), list[Signal]()
    keyed_hash, person_ids = KmsKeyedHash(kms, hash_key), PersonIds(KmsKeyedHash(kms, hash_key))
    draw = random.Random(1).randbytes
    issuer = CodeIssuer(core, KmsSigningKey(kms, signing_key), ISSUER, 1, PREFIX, draw)
    note: Callable[[Signal], None] = signals.append
    residents = RegistrationService(
        core=core,
        vault=vault,
        register=register,
        person_ids=person_ids,
        issuer=issuer,
        clock=clock,
        signals=note,
    )
    codes = CodeService(core=core, issuer=issuer, clock=clock, signals=note)
    risk = RiskService(core=core, person_ids=person_ids, clock=clock, signals=note)
    keyring = KeyRing(CodeStore(core).issuer_keys, PREFIX, clock)
    scans = ScanService(core=core, retention=timedelta(days=30), keyring=keyring, clock=clock, signals=note)
    cursors = Cursors(seal(keyed_hash), unseal(keyed_hash))
    checkpoints = CheckpointService(core=core, cursors=cursors, clock=clock)
    staff = {"staff_issuer": STAFF_ISSUER, "roles_claim": "cognito:groups", "authority_claim": "custom:authority"}
    built = (
        (public_app.ROUTES, public_app.build(note)),
        (residents_app.ROUTES, residents_app.build(_settings(residents_app.Settings), residents, note)),
        (codes_app.ROUTES, codes_app.build(_settings(codes_app.Settings), codes, note)),
        (risk_app.ROUTES, risk_app.build(_settings(risk_app.Settings, **staff), risk, note)),
        (scans_app.ROUTES, scans_app.build(_settings(scans_app.Settings, **staff), scans, note)),
        (
            checkpoints_app.ROUTES,
            checkpoints_app.build(_settings(checkpoints_app.Settings, **staff), checkpoints, note),
        ),
    )
    return Region(
        core=core,
        vault=vault,
        kms=kms,
        clock=clock,
        register=register,
        signals=signals,
        issuer=issuer,
        person_ids=person_ids,
        residents=residents,
        codes=codes,
        risk=risk,
        scans=scans,
        checkpoints=checkpoints,
        handlers={route.key: handler for routes, handler in built for route in routes},
        routes={route.key: route for routes, _ in built for route in routes},
    )


def _settings(settings: type[Any], **values: str) -> Any:
    given = {"resident_issuer": RESIDENT_ISSUER} | values
    return settings(**{name: given.get(name, "") for name in settings.__dataclass_fields__})


def _create(client: Any, spec: TableSpec) -> str:
    client.create_table(
        TableName=spec.name,
        BillingMode="PAY_PER_REQUEST",
        KeySchema=[
            {"AttributeName": spec.partition_key, "KeyType": "HASH"},
            {"AttributeName": spec.sort_key, "KeyType": "RANGE"},
        ],
        AttributeDefinitions=[
            {"AttributeName": name, "AttributeType": "S"} for name in (spec.partition_key, spec.sort_key)
        ],
    )
    return spec.name
