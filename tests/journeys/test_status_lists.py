"""The deployed function builds the status lists; those who scan get them over HTTP, and a red code is red in them."""

import time
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_der_public_key

from local.client import Answer, ApiClient
from local.direct_calls import called
from local.state import State
from shared.aws.kms import KmsSigningKey
from shared.aws.tables import Table
from shared.codes.model import Claims, status_index
from shared.codes.store import CodeStore
from shared.codes.token import load_keys, verify
from shared.jws.signature import Keys
from shared.statuslist.bits import status_at
from shared.statuslist.cwt import list_from_cwt
from shared.statuslist.jwt import contents_from_jwt, list_from_jwt
from shared.statuslist.model import BITS, LISTS, PLACES, CodeStatus

pytestmark = pytest.mark.journey

# Editions are of whole minutes and some seconds behind: one that was built before the red may be the minute's only one.
_PATIENCE_SECONDS = 100
_PAUSE_SECONDS = 5
_CWT = "application/statuslist+cwt"


def test_a_gate_gets_lists_in_which_a_red_code_is_red_and_a_green_one_green(api: ApiClient, state: State) -> None:
    table = Table(state.deployed.client("dynamodb"), state.deployed.outputs["CoreTableName"])
    keys = load_keys(CodeStore(table).issuer_keys())
    red, green = (_claims(state, name, keys) for name in ("red", "green"))
    deadline = time.monotonic() + _PATIENCE_SECONDS
    assert called(state.deployed, "status_list_builds", {}) is None
    while _status(api, state, red, keys) is not CodeStatus.RED and time.monotonic() < deadline:
        time.sleep(_PAUSE_SECONDS)
        assert called(state.deployed, "status_list_builds", {}) is None

    assert _status(api, state, red, keys) is CodeStatus.RED
    assert _status(api, state, green, keys) is CodeStatus.GREEN
    contents = _got(api, state, "/v1/status-lists")
    told = contents_from_jwt(contents.body, keys)
    assert (told.issuer, len(told.lists)) == (red.issuer, LISTS)


def test_a_list_comes_in_either_form_and_not_to_residents(api: ApiClient, state: State) -> None:
    table = Table(state.deployed.client("dynamodb"), state.deployed.outputs["CoreTableName"])
    keys = load_keys(CodeStore(table).issuer_keys())
    assert called(state.deployed, "status_list_builds", {}) is None
    as_jwt, as_cwt = (_got(api, state, "/v1/status-lists/200", accept) for accept in ("*/*", _CWT))

    assert list_from_jwt(as_jwt.body, keys) == list_from_cwt(as_cwt.body, keys)
    resident = api.send("GET", "/v1/status-lists/200", token=state.residents["green"].token)
    assert resident.status in {401, 403}
    assert api.send("GET", "/v1/status-lists/200").status == 401


@pytest.mark.parametrize("length", [4096, 4097, 100_000])
def test_kms_signs_a_text_of_any_length(state: State, length: int) -> None:
    kms: Any = state.deployed.client("kms")
    made = kms.create_key(KeySpec="ECC_NIST_P256", KeyUsage="SIGN_VERIFY")["KeyMetadata"]["KeyId"]
    key, text = KmsSigningKey(kms, made), bytes(length)

    public_key = load_der_public_key(key.public_key())
    assert isinstance(public_key, ec.EllipticCurvePublicKey)
    public_key.verify(key.sign(text), text, ec.ECDSA(SHA256()))


def _claims(state: State, name: str, keys: Keys) -> Claims:
    payload = state.residents[name].payload
    return verify(payload, keys)


def _status(api: ApiClient, state: State, claims: Claims, keys: Keys) -> CodeStatus:
    number, place = divmod(status_index(claims.code_id), PLACES)
    status_list = list_from_jwt(_got(api, state, f"/v1/status-lists/{number}").body, keys)
    assert (status_list.issuer, status_list.number) == (claims.issuer, number)
    return CodeStatus(status_at(status_list.packed, place, BITS))


def _got(api: ApiClient, state: State, path: str, accept: str = "*/*") -> Answer:
    answer = api.send("GET", path, token=state.staff["scanner"], headers={"accept": accept})
    assert answer.status == 200, answer.body.decode(errors="replace")
    return answer
