"""The size of a body holds exactly at its number."""

import json

import pytest

from shared.kernel.errors import ErrorCode
from tests.functions.edge.fields import MODELS, valid_body
from tests.functions.edge.refusals import code_of, refusal
from tests.functions.samples import Values, filled, first_time, send
from tests.region import Region

KIB = 1024
# Written a second time, on purpose.
LIMITS = dict.fromkeys(MODELS, 64 * KIB) | {
    "POST /v1/registration": 512 * KIB,
    "POST /v1/family": 512 * KIB,
    "POST /v1/scans/batch": 512 * KIB,
}


@pytest.mark.parametrize("key", MODELS)
def test_a_body_may_be_as_long_as_its_limit_and_no_longer(region: Region, values: Values, key: str) -> None:
    body = json.dumps(valid_body(key, first_time(key, values)), ensure_ascii=False)
    room = LIMITS[key] - len(body.encode())

    longest = send(region, filled(key, first_time(key, values)) | {"body": body + " " * room})
    too_long = refusal(region, filled(key, first_time(key, values)) | {"body": body + " " * (room + 1)})

    assert longest.status == region.routes[key].status
    assert (code_of(too_long), too_long.json["limit_bytes"]) == (ErrorCode.BODY_TOO_LARGE, LIMITS[key])


def test_every_route_without_a_row_has_the_ordinary_limit(region: Region) -> None:
    assert {key: route.body_limit for key, route in region.routes.items()} == dict.fromkeys(
        region.routes, 64 * KIB
    ) | LIMITS


def test_a_body_is_measured_in_bytes(region: Region, values: Values) -> None:
    body = json.dumps({"payload": "x", "checkpoint_id": "粤" * 21_900}, ensure_ascii=False)
    assert len(body) < LIMITS["POST /v1/scans"] < len(body.encode())

    assert code_of(refusal(region, filled("POST /v1/scans", values) | {"body": body})) is ErrorCode.BODY_TOO_LARGE
