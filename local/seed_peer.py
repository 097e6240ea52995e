"""Hubei's people, so that there is something to look at from Guangdong: a small set, through its own API."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from local.accounts import claims
from local.client import ApiClient
from local.cloud import Deployed, Say
from local.direct_calls import called
from local.places import LocalCloudError
from local.seed import assigned, checkpoint, registered, resident, staff_tokens
from local.state import Peer, State

AUTHORITY = "CDC-420100"
_CHECKPOINT = ("420106", "STATION", "武昌站东进站口")
_RESIDENTS = {"green": 7001, "red": 7002, "both": 1}
"""Which of the people on file they are; `both` is the one who is the green resident of the other region."""
_TRIES = 3
"""A busy machine may be too slow for one region to hear the other at the first."""


def seed_peer(state: State, deployed: Deployed, say: Say) -> State:
    """`state` with the fresh deployment of its peer, filled, and with all that each hears of the other at once.

    Raises LocalCloudError when an API refuses what it should take.
    """
    say(f"Creating accounts, residents and one red code in {deployed.region}")
    staff = staff_tokens(deployed, AUTHORITY)
    residents = {name: resident(deployed, name, index) for name, index in _RESIDENTS.items()}
    api = ApiClient(deployed.api_url, timeout_seconds=120.0)
    _wake(api, staff)
    place = checkpoint(api, staff["operator"], *_CHECKPOINT)
    residents = {name: registered(api, each) for name, each in residents.items()}
    assigned(api, staff["health_authority"], residents["red"])
    say(f"Letting {state.deployed.region} and {deployed.region} hear of each other")
    _introduce(state.deployed, deployed)
    return replace(state, peer=Peer(deployed, staff, residents, place, AUTHORITY))


def _wake(api: ApiClient, staff: dict[str, str]) -> None:
    """Start what the seeding and the tour use, all at the same time; the other functions start when they are asked."""
    with ThreadPoolExecutor() as workers:
        for sent in (
            workers.submit(api.send, "GET", "/v1/checkpoints", token=staff["operator"]),
            workers.submit(api.send, "POST", "/v1/risk-records", token=staff["health_authority"]),
            workers.submit(api.send, "GET", "/v1/trust-list"),
            workers.submit(api.send, "POST", "/v1/federation/code-verification"),
        ):
            sent.result()


def _introduce(own: Deployed, peer: Deployed) -> None:
    """Publish what each says of itself, and have each take what the other says.

    Raises LocalCloudError.
    """
    _insist(peer, "status_list_builds")
    for _ in range(_TRIES):
        # The list of the first is out since it was seeded, and each names the other once it has heard it.
        for each in (peer, own):
            _insist(each, "trust_refreshes")
        if _recognised(own) == _recognised(peer) == {own.issuer, peer.issuer}:
            break
    else:
        raise LocalCloudError(f"{own.region} and {peer.region} do not recognise each other; their logs say why")
    for each in (own, peer):
        _insist(each, "status_list_mirrors")


def _recognised(deployed: Deployed) -> set[int]:
    """The regions that its trust list names."""
    answer = ApiClient(deployed.api_url).send("GET", "/v1/trust-list")
    return {issuer["issuer"] for issuer in claims(answer.body.decode("ascii"))["issuers"]}


def _insist(deployed: Deployed, function: str) -> None:
    if fault := called(deployed, function, {}):
        raise LocalCloudError(f"{function} of {deployed.region} failed: {fault}")
