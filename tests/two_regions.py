"""Two regions in one process that ask each other over HTTP, each with tables and keys of its own."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from http.server import BaseHTTPRequestHandler

from shared.federation.asking import PeerLimits, PeerQuestions
from shared.kernel.ids import AccountId
from shared.provinces.service import ProvinceService
from shared.trust.model import KeyChanges, Peer
from shared.trust.store import TrustStore
from tests.acts import register
from tests.encryption import DRAW
from tests.loopback import Answer, Loopback, answer, loopback
from tests.region import Region, deployed_region, neighbour

GUANGDONG, HUBEI = 44, 42
LIMITS = PeerLimits(total_seconds=10, connect_seconds=2, answer_limit_bytes=512 * 1024)


@dataclass(frozen=True)
class TwoRegions:
    """`ours` asks with `asking`; `theirs` answers behind `line`."""

    ours: Region
    theirs: Region
    asking: ProvinceService
    line: Loopback


@contextmanager
def two_regions() -> Iterator[TwoRegions]:
    """Guangdong and Hubei, which recognise each other as of now and have both issued a code."""
    with deployed_region() as ours, loopback() as line:
        theirs = neighbour(HUBEI)
        for region in (ours, theirs):
            # The key of a region is published with its first code.
            register(region, 90, AccountId("account-90"))
        recognise(ours, theirs, line.url)
        recognise(theirs, ours, "https://guangdong.example")
        line.script.append(served_by(theirs, line))
        yield TwoRegions(ours, theirs, asking(ours), line)


def asking(region: Region) -> ProvinceService:
    """The service that asks for real, with breakers that nothing has opened yet."""
    questions = PeerQuestions(
        issuer=region.issuer.issuer,
        key_id=region.issuer.key_id,
        sign=region.issuer.key.sign,
        peer=TrustStore(region.core).peer,
        clock=region.clock,
        random_bytes=DRAW,
        limits=LIMITS,
    )
    return ProvinceService(
        core=region.core,
        vault=region.vault,
        issuer=region.issuer.issuer,
        ask=questions.ask,
        random_bytes=DRAW,
        clock=region.clock,
        signals=region.signals.append,
        budget_seconds=20,
    )


def recognise(one: Region, other: Region, service: str) -> None:
    """Let `one` take what `other` says of itself, with `service` as the address under which it is known here."""
    said = other.trust_lists._present()
    [entry] = said.issuers
    accepted = Peer(replace(entry, service=service), said.issued_at, said.expires_at)
    changes = KeyChanges(counting=entry.keys, withdrawn=(), ended=())
    store = TrustStore(one.core)
    store.accept(accepted, store.peer(entry.issuer), changes, one.clock())


def served_by(region: Region, line: Loopback) -> Answer:
    """The region behind an HTTP API."""

    def give(request: BaseHTTPRequestHandler) -> None:
        body = json.loads(line.received[-1].body)
        said = region.call(f"POST {request.path}", body=body)
        answer(said.status, json.loads(said.body))(request)

    return give
