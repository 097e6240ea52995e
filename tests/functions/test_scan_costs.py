"""What a scan costs: one read and one write, and no library that it can do without (M10, M24)."""

import json
import os
import subprocess
import sys
from base64 import b64encode
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from shared.aws import keys
from shared.aws.transactions import wire_item
from shared.codes import token
from shared.codes.model import Claims, Code
from shared.codes.store import CodeStore, issue_writes
from shared.kernel.ids import AccountId, CodeId, PersonId
from tests.acts import ACCOUNT, STATION, assign, register
from tests.aws_calls import Call, listed
from tests.builders import idempotency
from tests.loopback import Answer as Reply
from tests.loopback import Loopback, answer, loopback
from tests.region import ISSUER, PREFIX, STAFF_ISSUER, START, Answer, Region, deployed_region, staff_claims

SCAN = "POST /v1/scans"
ROOT = Path(__file__).parents[2]
# The last one is what makes a Tracer dear.
NEEDLESS = {"pydantic", "segno", "PIL", "boto3", "aws_xray_sdk"}
FOR_CODES_OF_OTHERS = {
    "cbor2",
    "pybreaker",
    "shared.federation.asking",
    "shared.outside.line",
    "shared.scans.by_lists",
    "shared.scans.foreign",
    "shared.statuslist.service",
    "shared.trust.store",
}


@pytest.fixture
def region() -> Iterator[Region]:
    """A region whose scanners have loaded its keys already."""
    with deployed_region() as deployed:
        send(deployed, register(deployed, serial=9, account=AccountId("account-9")).code.payload, key="scan-warm-up")
        yield deployed


def send(
    region: Region, payload: object, key: str = "scan-0001", role: str = "medic", checkpoint: str = STATION, **more: str
) -> Answer:
    body = {"payload": payload, "checkpoint_id": checkpoint, **more}
    return region.call(SCAN, body=body, claims=staff_claims(role), headers=idempotency(key))


def signed(region: Region, issuer: int = ISSUER, key_id: int = 1) -> str:
    """A genuine payload of a code that was never issued."""
    claims = Claims(issuer, key_id, int(START.timestamp()), CodeId("0" * 24))
    return token.issue(claims, PREFIX, region.issuer.key.sign)


def payload_for(region: Region, kind: str) -> str:
    if kind == "unknown":
        return signed(region)
    registered = register(region)
    if kind == "red":
        assign(region)
    if kind == "replaced":
        region.codes.replace(region.family.acting(ACCOUNT, registered.person_id), "replace-0001")
    return registered.code.payload


def keys_of(region: Region) -> token.Keys:
    return token.load_keys(CodeStore(region.core).issuer_keys())


def operations(calls: list[Call]) -> list[str]:
    return [call.operation for call in calls]


@pytest.mark.parametrize(
    ("kind", "outcome"),
    [("green", "VALID"), ("red", "VALID"), ("replaced", "REPLACED"), ("unknown", "UNKNOWN_CODE")],
)
def test_a_scan_is_one_consistent_read_and_one_conditional_write(region: Region, kind: str, outcome: str) -> None:
    payload = payload_for(region, kind)

    with listed(region) as calls:
        found = send(region, payload)

    assert (found.status, found.json["outcome"]) == (200, outcome)
    assert operations(calls) == ["GetItem", "PutItem"]
    read, write = (call.parameters for call in calls)
    assert read["ConsistentRead"] is True
    assert read["Key"] == wire_item(dict(keys.code(token.verify(payload, keys_of(region)).code_id)))
    assert write["ConditionExpression"] == "attribute_not_exists(pk)"


def test_a_retry_costs_no_more_than_its_first_try(region: Region) -> None:
    payload = payload_for(region, "green")
    first = send(region, payload)

    with listed(region) as calls:
        assert send(region, payload) == first

    assert operations(calls) == ["GetItem", "PutItem"]


@pytest.mark.parametrize("text", ["", "WIFI:T:WPA;S:x;P:y;;", PREFIX + "0" * 200, "x" * 4096])
def test_what_is_no_code_is_written_down_and_nothing_is_read(region: Region, text: str) -> None:
    with listed(region) as calls:
        assert send(region, text).json["decision"] == "CHECK"

    assert operations(calls) == ["PutItem"]


def test_a_forged_code_is_written_down_and_nothing_is_read(region: Region) -> None:
    genuine = payload_for(region, "green")
    forged = genuine[:-1] + ("1" if genuine[-1] != "1" else "2")

    with listed(region) as calls:
        assert send(region, forged).json["outcome"] == "BAD_SIGNATURE"

    assert operations(calls) == ["PutItem"]


def test_a_stream_of_codes_of_unknown_keys_reads_the_keys_twice_a_minute_at_most(region: Region) -> None:
    payload = signed(region, key_id=2)
    found = []
    for number, seconds in enumerate((0, 29, 1, 1)):
        region.clock.move(timedelta(seconds=seconds))
        with listed(region) as calls:
            assert send(region, payload, key=f"scan-{number:04d}").json["outcome"] == "UNKNOWN_KEY"
        found.append(operations(calls))

    assert found == [["PutItem"], ["PutItem"], ["Query", "PutItem"], ["PutItem"]]


@pytest.mark.parametrize(
    ("wrong", "status"),
    [
        ({"checkpoint": "440106-H-8F3K2M7Q-X"}, 422),
        ({"payload": 1}, 422),
        ({"payload": "x" * 4097}, 422),
        ({"more": "x"}, 422),
        ({"role": "operator"}, 403),
        ({"key": "short"}, 400),
    ],
    ids=lambda wrong: str(next(iter(wrong))) if isinstance(wrong, dict) else "",
)
def test_a_request_that_is_refused_costs_nothing(region: Region, wrong: dict[str, Any], status: int) -> None:
    with listed(region) as calls:
        assert send(region, **({"payload": ""} | wrong)).status == status

    assert calls == []


OURS = ec.derive_private_key(0x20200407, ec.SECP256R1())
CODE = Code(
    issuer=ISSUER,
    code_id=CodeId("00112233445566778899aabb"),
    person_id=PersonId("p" * 32),
    payload="",
    masked_name="张*明",
    issued_at=START,
    replaced_at=None,
    holds=(),
)
PAYLOAD, OF_ANOTHER_REGION = (
    token.issue(
        Claims(issuer, 1, int(START.timestamp()), CODE.code_id),
        PREFIX,
        lambda text: OURS.sign(text, ec.ECDSA(SHA256())),
    )
    for issuer in (ISSUER, 42)
)
# Imports the handler as Lambda does, sends it each event of the standard input and says what had been loaded by then.
CHILD = """
import json, sys
from functions.scans.handler import handler
said = [{"loaded": sorted(sys.modules)}]
for event in json.load(sys.stdin):
    said.append({"answer": handler(event, None), "loaded": sorted(sys.modules)})
json.dump(said, sys.stdout)
"""


def table(server: Loopback) -> Reply:
    """DynamoDB with one green code in it, and one issuer key of this region and of another."""
    public_key = OURS.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    issuer_keys = [
        wire_item(keys.issuer_key(issuer, 1) | {"issuer": issuer, "key_id": 1, "public_key": public_key})
        for issuer in (ISSUER, 42)
    ]
    code = {"Item": on_the_wire(dict(issue_writes("core", CODE)[1].arguments["Item"]))}

    def give(request: BaseHTTPRequestHandler) -> None:
        asked = server.received[-1].body
        answers = {
            "Query": {"Items": [on_the_wire(item) for item in issuer_keys], "Count": 2},
            "GetItem": code if b"CODE#" in asked else {},
            "PutItem": {},
        }
        answer(content=answers[operation(dict(request.headers))])(request)

    return give


def on_the_wire(item: dict[str, Any]) -> Any:
    """As JSON has it: bytes in base64."""
    return json.loads(json.dumps(item, default=lambda raw: b64encode(raw).decode()))


def operation(headers: dict[str, str]) -> str:
    named = {name.lower(): value for name, value in headers.items()}
    return named["x-amz-target"].partition(".")[2]


def event(body: object) -> dict[str, Any]:
    return {
        "version": "2.0",
        "routeKey": SCAN,
        "headers": {"content-type": "application/json", "accept-language": "en", **idempotency()},
        "requestContext": {"requestId": "request-1", "authorizer": {"jwt": {"claims": staff_claims("medic")}}},
        "body": json.dumps(body),
        "isBase64Encoded": False,
    }


def run(server: Loopback, events: list[dict[str, Any]]) -> list[dict[str, Any]]:
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "AWS_ENDPOINT_URL_DYNAMODB": server.url,
        "AWS_ENDPOINT_URL_KMS": server.url,
        # Nothing answers there, so that no lists of others are to be had.
        "AWS_ENDPOINT_URL_S3": "http://127.0.0.1:9",
        "CORE_TABLE": "core",
        "STATUS_LISTS_BUCKET": "status-lists",
        "SIGNING_KEY": "signing-key",
        "CODE_ISSUER": str(ISSUER),
        "CODE_KEY_ID": "1",
        "SCAN_RETENTION_DAYS": "30",
        "STAFF_ISSUER": STAFF_ISSUER,
        "ROLES_CLAIM": "cognito:groups",
        "AUTHORITY_CLAIM": "custom:authority",
    } | {name: value for name, value in os.environ.items() if name.startswith("AWS_")}
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", CHILD],
        input=json.dumps(events),
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    # Each request's signals are printed before what the child says itself.
    said: list[dict[str, Any]] = json.loads(done.stdout.splitlines()[-1])
    return said


def test_the_handler_serves_a_scan_without_the_libraries_that_it_can_do_without() -> None:
    with loopback() as server:
        server.script = [table(server)]
        at_start, after_scan, after_wrong_body = run(
            server,
            [
                event({"payload": PAYLOAD, "checkpoint_id": STATION}),
                event({"payload": 1, "checkpoint_id": STATION, "more": "x"}),
            ],
        )

    assert [operation(request.headers) for request in server.received] == ["Query", "GetItem", "PutItem"]
    verdict = json.loads(after_scan["answer"]["body"])
    assert (after_scan["answer"]["statusCode"], verdict["decision"], verdict["masked_name"]) == (200, "PASS", "张*明")
    assert (NEEDLESS | FOR_CODES_OF_OTHERS) & set(at_start["loaded"]) == set()
    assert (NEEDLESS | FOR_CODES_OF_OTHERS) & set(after_scan["loaded"]) == set()
    # A wrong body is worth the time that it takes to name what is wrong with it.
    problem = json.loads(after_wrong_body["answer"]["body"])
    assert (after_wrong_body["answer"]["statusCode"], problem["code"]) == (422, "INVALID_REQUEST")
    assert {error["field"] for error in problem["errors"]} == {"payload", "unknown field"}
    assert NEEDLESS & set(after_wrong_body["loaded"]) == {"pydantic"}


def test_the_first_code_of_another_region_loads_what_its_verification_needs_and_ours_load_none_of_it() -> None:
    """Here nothing is known of that region, so that nobody is asked."""
    with loopback() as server:
        server.script = [table(server)]
        at_start, after_ours, after_theirs = run(
            server,
            [event({"payload": each, "checkpoint_id": STATION}) for each in (PAYLOAD, OF_ANOTHER_REGION)],
        )

    assert [operation(request.headers) for request in server.received] == [
        *("Query", "GetItem", "PutItem"),
        *("GetItem", "GetItem", "PutItem"),
    ]
    verdict = json.loads(after_theirs["answer"]["body"])
    assert (verdict["outcome"], verdict["decision"], verdict["colour"], verdict["issuer"]) == (
        "STALE",
        "CHECK",
        None,
        42,
    )
    assert FOR_CODES_OF_OTHERS & set(at_start["loaded"]) == set()
    assert FOR_CODES_OF_OTHERS & set(after_ours["loaded"]) == set()
    assert set(after_theirs["loaded"]) >= FOR_CODES_OF_OTHERS
    assert NEEDLESS & set(after_theirs["loaded"]) == set()
