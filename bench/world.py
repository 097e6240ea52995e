"""What a scan finds when it is measured: one issuer's key, and one genuine code of a person without holds."""

import json
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from shared.aws import keys
from shared.aws.transactions import wire_item
from shared.checkpoints.model import Kind, Place
from shared.checkpoints.rules import checkpoint_id
from shared.codes import token
from shared.codes.model import Claims, Code
from shared.codes.qr import LONGEST_PREFIX
from shared.codes.store import issue_writes
from shared.kernel.ids import CodeId, PersonId
from shared.kernel.roles import StaffRole

PREFIX = "HTTPS://CODES.BENCH.EXAMPLE/C/"
"""As long as a prefix may be, which is the hardest case for the QR."""
ISSUER, KEY_ID = 44, 1
TABLE = "core"
STAFF_ISSUER = "https://staff.example"

SETTINGS = {
    "CORE_TABLE": TABLE,
    "SIGNING_KEY": "alias/never-asked-for-own-codes",
    "CODE_ISSUER": str(ISSUER),
    "CODE_KEY_ID": str(KEY_ID),
    "SCAN_RETENTION_DAYS": "14",
    "STATUS_LISTS_BUCKET": "status-lists",
    "STAFF_ISSUER": STAFF_ISSUER,
    "ROLES_CLAIM": "cognito:groups",
    "AUTHORITY_CLAIM": "custom:authority",
}
"""The environment of the scan function."""


@dataclass(frozen=True, slots=True)
class World:
    """The payload that is scanned, and what DynamoDB answers on the way."""

    payload: str
    answers: Mapping[str, Mapping[str, Any]]

    def scan_event(self) -> str:
        """The event, as JSON, with which API Gateway hands the scan to its function."""
        body = {"payload": self.payload, "checkpoint_id": checkpoint_id(Place("440106", Kind.STATION), "BENCHBEN")}
        claims = {"sub": "officer", "iss": STAFF_ISSUER, "cognito:groups": f"[{StaffRole.INSPECTOR.value}]"}
        event = {
            "version": "2.0",
            "routeKey": "POST /v1/scans",
            "headers": {"content-type": "application/json", "idempotency-key": "benchmark-1"},
            "requestContext": {"requestId": "benchmark", "authorizer": {"jwt": {"claims": claims}}},
            "body": json.dumps(body),
            "isBase64Encoded": False,
        }
        return json.dumps(event)


def world() -> World:
    """A world with a key of its own.

    Raises ValueError when the prefix is not of the greatest length.
    """
    if len(PREFIX) != LONGEST_PREFIX:
        raise ValueError(f"the prefix has {len(PREFIX)} characters, not {LONGEST_PREFIX}")
    key = ec.generate_private_key(ec.SECP256R1())
    now, code_id = datetime.now(UTC), CodeId("0123456789abcdef01234567")
    claims = Claims(ISSUER, KEY_ID, int(now.timestamp()), code_id)
    payload = token.issue(claims, PREFIX, lambda message: key.sign(message, ec.ECDSA(SHA256())))
    code = Code(ISSUER, code_id, PersonId("b" * 32), payload, "*小明", now, None, ())
    public_key = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    issuer_key = keys.issuer_key(ISSUER, KEY_ID) | {"issuer": ISSUER, "key_id": KEY_ID}
    stored_key = wire_item(issuer_key) | {"public_key": {"B": b64encode(public_key).decode("ascii")}}
    _, code_write = issue_writes(TABLE, code)
    return World(
        payload,
        {
            "Query": {"Items": [stored_key], "Count": 1, "ScannedCount": 1},
            "GetItem": {"Item": code_write.arguments["Item"]},
            "PutItem": {},
        },
    )
