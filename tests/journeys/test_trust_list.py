"""The deployed region issues its trust list; with it, and the key it is pinned by, anybody reads the region's codes."""

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import load_der_public_key

from local.client import ApiClient
from local.direct_calls import called
from local.state import State
from shared.codes.token import verify
from shared.kernel.clock import utc_now
from shared.trust.jwt import trust_list_from_jwt
from shared.trust.rules import accepted, keys_of

pytestmark = pytest.mark.journey


def test_with_the_trust_list_alone_a_code_is_genuine(api: ApiClient, state: State) -> None:
    assert called(state.deployed, "trust_refreshes", {}) is None
    answer = api.send("GET", "/v1/trust-list")
    assert (answer.status, answer.headers["content-type"]) == (200, "application/jwt")

    pinned = state.deployed.client("kms").get_public_key(KeyId=state.deployed.outputs["TrustKeyId"])["PublicKey"]
    anchor = load_der_public_key(pinned)
    assert isinstance(anchor, ec.EllipticCurvePublicKey)
    trusted = accepted(trust_list_from_jwt(answer.body, anchor), None, utc_now())
    claims = verify(state.residents["green"].payload, keys_of(trusted, utc_now()))
    assert claims.issuer == trusted.issuer


def test_it_is_not_sent_again_to_whoever_has_it(api: ApiClient, state: State) -> None:
    first = api.send("GET", "/v1/trust-list")
    again = api.send("GET", "/v1/trust-list", headers={"if-none-match": first.headers["etag"]})
    assert (again.status, again.body) == (304, b"")
