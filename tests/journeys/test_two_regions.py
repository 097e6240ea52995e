"""Two regions from the same code, side by side: each has its own of everything, and recognises the other."""

import time
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import load_der_public_key

from local.client import ApiClient
from local.cloud import Deployed
from local.seed import assigned
from local.state import Peer, State
from shared.aws.transactions import plain_item
from shared.codes.token import verify
from shared.jws.signature import NotGenuine
from shared.kernel.clock import utc_now
from shared.trust.jwt import trust_list_from_jwt
from shared.trust.model import TrustList
from shared.trust.rules import accepted, keys_of
from tests.journeys.callers import Caller

pytestmark = pytest.mark.journey

# A peer that failed three times is not asked for 20 seconds.
_PATIENCE_SECONDS = 120
_PAUSE_SECONDS = 5
# What the sandbox systems are reached by, and the exports of stacks, whose names hold the region's.
_NOT_OF_A_REGION = ("Register", "Itinerary", "Export")


@pytest.fixture(scope="module")
def other(peer: Peer) -> ApiClient:
    """Sends requests to the other region's API."""
    return ApiClient(peer.deployed.api_url, timeout_seconds=120.0)


def test_neither_has_a_table_a_bucket_a_key_or_a_pool_of_the_other(state: State, peer: Peer) -> None:
    ours, theirs = (_own(deployed) for deployed in (state.deployed, peer.deployed))
    assert ours.keys() == theirs.keys() >= {"CoreTableName", "VaultTableName", "AuditTableName", "TrustKeyId", "ApiId"}
    assert not set(ours.values()) & set(theirs.values())


def test_a_token_of_one_opens_nothing_of_the_other(api: ApiClient, state: State, other: ApiClient, peer: Peer) -> None:
    for where, staff in ((api, peer.staff), (other, state.staff)):
        assert where.send("GET", "/v1/checkpoints", token=staff["operator"]).status == 401
    for where, residents in ((api, peer.residents), (other, state.residents)):
        assert where.send("GET", "/v1/me", token=residents["green"].token).status == 401


def test_somebody_who_has_a_code_in_both_is_two_persons_that_nobody_joins(state: State, peer: Peer) -> None:
    here, there = state.residents["green"], peer.residents["both"]
    assert here.document_number == there.document_number
    assert here.person != there.person
    assert here.payload != there.payload


def test_whoever_registered_in_one_is_in_no_table_of_the_other(state: State, peer: Peer) -> None:
    for who in peer.residents.values():
        assert _times(peer.deployed, "CoreTableName", who.person)
        assert not _times(state.deployed, "CoreTableName", who.person)
        assert _times(peer.deployed, "VaultTableName", who.document_number)
    for name in ("green", "red"):
        assert not _times(state.deployed, "VaultTableName", peer.residents[name].document_number)


def test_each_trust_list_is_under_its_own_key_and_names_both(
    api: ApiClient, state: State, other: ApiClient, peer: Peer
) -> None:
    ours, theirs = _trusted(api, state.deployed), _trusted(other, peer.deployed)
    assert (ours.issuer, theirs.issuer) == (44, 42)
    assert {each.issuer for each in ours.issuers} == {each.issuer for each in theirs.issuers} == {42, 44}
    with pytest.raises(NotGenuine):
        trust_list_from_jwt(api.send("GET", "/v1/trust-list").body, _anchor(peer.deployed))


def test_with_either_list_the_codes_of_both_are_genuine(
    api: ApiClient, state: State, other: ApiClient, peer: Peer
) -> None:
    for where, deployed in ((api, state.deployed), (other, peer.deployed)):
        keys = keys_of(_trusted(where, deployed), utc_now())
        assert verify(state.residents["green"].payload, keys).issuer == 44
        assert verify(peer.residents["green"].payload, keys).issuer == 42


@pytest.mark.parametrize(("name", "colour", "decision"), [("green", "GREEN", "PASS"), ("red", "RED", "STOP")])
def test_a_code_of_the_other_has_the_colour_that_the_other_says_and_nothing_else(
    api: ApiClient, state: State, peer: Peer, name: str, colour: str, decision: str
) -> None:
    verdict = _answered(Caller(api, state.staff["medic"]), state.checkpoint, peer.residents[name].payload)
    told = tuple(verdict[each] for each in ("outcome", "colour", "decision", "source", "issuer"))
    assert told == ("VALID", colour, decision, "peer", 42)
    assert verdict["masked_name"] is verdict["reasons"] is verdict["identity_confirmed"] is None


def test_it_is_so_in_both_directions(state: State, other: ApiClient, peer: Peer) -> None:
    verdict = _answered(Caller(other, peer.staff["inspector"]), peer.checkpoint, state.residents["red"].payload)
    assert (verdict["colour"], verdict["source"], verdict["issuer"]) == ("RED", "peer", 44)


def test_whoever_is_scanned_elsewhere_sees_which_region_asked(
    api: ApiClient, state: State, other: ApiClient, peer: Peer
) -> None:
    who = peer.residents["green"]
    _answered(Caller(api, state.staff["inspector"]), state.checkpoint, who.payload)
    [latest, *_] = Caller(other, who.token).get(f"/v1/people/{who.person}/accesses")["accesses"]
    assert (latest["region"]["issuer"], latest["place"]) == (44, None)


def test_red_there_is_red_here_at_the_next_scan_and_not_for_the_code_from_here(
    api: ApiClient, state: State, other: ApiClient, peer: Peer
) -> None:
    inspector, officer = Caller(api, state.staff["inspector"]), Caller(other, peer.staff["health_authority"])
    here, there = state.residents["green"], peer.residents["both"]
    record = assigned(other, officer.token, there)
    assert _answered(inspector, state.checkpoint, there.payload)["decision"] == "STOP"
    assert _answered(inspector, state.checkpoint, here.payload)["decision"] == "PASS"
    officer.post(f"/v1/risk-records/{record}/lift", {"reason": "误录"}, 200)
    assert _answered(inspector, state.checkpoint, there.payload)["decision"] == "PASS"


def _answered(caller: Caller, checkpoint: str, payload: str) -> dict[str, Any]:
    """A scan that was answered in time; until then, on a busy machine, each says to look at the document."""
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while True:
        body = {"payload": payload, "checkpoint_id": checkpoint}
        verdict: dict[str, Any] = caller.post("/v1/scans", body, 200)
        if verdict["outcome"] != "STALE" or time.monotonic() > deadline:
            return verdict
        assert (verdict["decision"], verdict["colour"]) == ("CHECK", None)
        time.sleep(_PAUSE_SECONDS)


def _own(deployed: Deployed) -> dict[str, str]:
    """The outputs by which the region is reached, and not the sandbox systems that both ask."""
    return {name: value for name, value in deployed.outputs.items() if not name.startswith(_NOT_OF_A_REGION)}


def _times(deployed: Deployed, table: str, text: str) -> int:
    """In how many items of that table the text occurs."""
    client: Any = deployed.client("dynamodb")
    pages = client.get_paginator("scan").paginate(TableName=deployed.outputs[table])
    return sum(text in repr(plain_item(item)) for page in pages for item in page["Items"])


def _trusted(api: ApiClient, deployed: Deployed) -> TrustList:
    """The list as whoever has the region's anchor takes it."""
    answer = api.send("GET", "/v1/trust-list")
    assert answer.status == 200, answer.body.decode(errors="replace")
    return accepted(trust_list_from_jwt(answer.body, _anchor(deployed)), None, utc_now())


def _anchor(deployed: Deployed) -> ec.EllipticCurvePublicKey:
    anchor = load_der_public_key(deployed.trust_key())
    assert isinstance(anchor, ec.EllipticCurvePublicKey)
    return anchor
