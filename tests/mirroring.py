"""A second region beside the deployed one, which takes over its status lists: 42 that asks, and 44 that is asked."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from cryptography.hazmat.primitives.serialization import load_der_public_key

from shared.aws.buckets import Bucket
from shared.aws.table_specs import CORE
from shared.aws.tables import Table
from shared.codes.keyring import KeyRing
from shared.codes.model import Claims, Outcome
from shared.codes.store import CodeStore
from shared.codes.token import load_keys
from shared.federation.model import PeerFailed, Question, Reason
from shared.jws.compact import base64
from shared.kernel.signals import Signal
from shared.mirrors.service import Mirroring, OwnLists
from shared.scans.by_lists import verdict_by_lists
from shared.scans.model import Decision, Source, Verdict
from shared.statuslist.bits import packed
from shared.statuslist.cwt import list_as_cwt
from shared.statuslist.jwt import contents_as_jwt, list_as_jwt
from shared.statuslist.model import BITS, LISTS, PLACES, Contents, StatusList
from shared.statuslist.rules import GOOD_FOR, LIST_GOOD_FOR, edition_at
from shared.statuslist.service import MirroredLists, StatusListService
from shared.statuslist.store import StatusListFiles
from shared.trust.jwt import trust_list_from_jwt
from shared.trust.model import KeyChanges, Peer, TrustedIssuer
from shared.trust.service import TrustListService
from shared.trust.store import TrustStore
from tests.peer_region import KEY, KEY_ID, NUMBER, peer
from tests.region import ISSUER, LONGEST_MIRRORING, MovingClock, Region, create_table
from tests.unit.statuslist.lists import signer
from tests.unit.trust.trust_lists import PEER_KEY, public, sign

Said = Mapping[str, Any]


class NextKey:
    """The key that follows the one with which the deployed region signs."""

    def sign(self, message: bytes) -> bytes:
        return sign(message, PEER_KEY)

    def public_key(self) -> bytes:
        return public(PEER_KEY)


@dataclass
class ScriptedPeer:
    """The deployed region as the other one asks it, until it is told to say something else."""

    lists: OwnLists
    instead: Callable[[str, Said, Said], Said] = lambda question, about, said: said
    """The question, what it is about and what would be said, to what is said."""
    asked: list[tuple[int, str, Said]] = field(default_factory=list)

    def ask(self, issuer: int, question: str, about: Said) -> Said:
        self.asked.append((issuer, question, about))
        said = self.lists.contents() if question == Question.STATUS_LIST_CONTENTS else self.lists.edition(about)
        return self.instead(question, about, said)

    @property
    def asked_for(self) -> list[int]:
        """The numbers of the lists that were asked for."""
        return [about["list"] for _, _, about in self.asked if about]


@dataclass
class LocalPeer:
    """Region 42, which publishes its lists with a key of this process; all of its codes are green, unless told."""

    clock: MovingClock
    statuses: dict[int, dict[int, int]] = field(default_factory=dict)
    """By the number of a list and the place in it."""
    contents: Contents | None = None

    @property
    def entry(self) -> TrustedIssuer:
        """What it says of itself in its trust list."""
        return peer(self.clock()).entry

    def build(self, *changed: int) -> None:
        """Issue new editions of these lists, and of all of them the first time."""
        at, before = edition_at(self.clock()), self.contents
        lists = [at if before is None or number in changed else before.lists[number] for number in range(LISTS)]
        self.contents = Contents(NUMBER, at, at + GOOD_FOR, tuple(lists))

    def ask(self, issuer: int, question: str, about: Said) -> Said:
        if issuer != NUMBER or self.contents is None:
            raise PeerFailed(Reason.NO_PEER)
        signs, contents = signer(KEY, NUMBER, KEY_ID), self.contents
        if question == Question.STATUS_LIST_CONTENTS:
            return {"contents": contents_as_jwt(contents, signs).decode()}
        number = about["list"]
        array = packed(self.statuses.get(number, {}), PLACES, BITS)
        listed = StatusList(NUMBER, number, contents.lists[number], contents.lists[number] + LIST_GOOD_FOR, array)
        return {"list": list_as_jwt(listed, signs).decode(), "cwt": base64(list_as_cwt(listed, signs))}


@dataclass
class OtherRegion:
    """What a region needs to hold and read the lists of others."""

    core: Table
    files: StatusListFiles
    peer: ScriptedPeer
    clock: MovingClock
    signals: list[Signal]
    mirroring: Mirroring
    gate: MirroredLists
    """What a scan of this region goes by."""
    handing_out: StatusListService

    def trusts(self, entry: TrustedIssuer, good_for: timedelta = timedelta(days=30)) -> None:
        """Recognise a peer, or what it says of itself now."""
        recognise(self.core, entry, self.clock(), good_for)


def recognise(core: Table, entry: TrustedIssuer, now: datetime, good_for: timedelta = timedelta(days=30)) -> None:
    """Let a region with this table recognise a peer, or what it says of itself now."""
    store = TrustStore(core)
    before = store.peer(entry.issuer)
    issued_at = before.issued_at + timedelta(seconds=1) if before else now
    withdrawn = tuple(key for key in entry.keys if key.withdrawn_at)
    counting = tuple(key for key in entry.keys if not key.withdrawn_at)
    store.accept(Peer(entry, issued_at, now + good_for), before, KeyChanges(counting, withdrawn, ()), now)


def verdict_at_gate(other: OtherRegion, code: Claims) -> Verdict:
    """What a scan of the other region decides that can ask nobody."""
    now = other.clock()
    held = other.gate.lists_for(code, now)
    if held is None:
        return Verdict(Outcome.STALE, Decision.CHECK, None, (), now, Source.STATUS_LIST)
    return verdict_by_lists(code, *held, now)


def own_entry(region: Region) -> TrustedIssuer:
    """What the deployed region says of itself in its trust list."""
    region.trust_lists.issue()
    (anchor,) = load_keys((replace(_any_key(region), public_key=region.trust_lists._key.public_key()),)).values()
    (entry,) = trust_list_from_jwt(TrustListService(region.core).issued().text, anchor).issuers
    assert entry.issuer == ISSUER
    assert all(load_der_public_key(key.public_key) for key in entry.keys)
    return entry


def _any_key(region: Region) -> Any:
    return CodeStore(region.core).issuer_keys()[0]


def beside(region: Region) -> OtherRegion:
    """The second region, on the same clock; it recognises nobody yet."""
    client, s3 = region.core.client, region.published.bucket.client
    core = Table(client, create_table(client, replace(CORE, name=f"core-of-{NUMBER}")))
    s3.create_bucket(Bucket=f"lists-of-{NUMBER}", CreateBucketConfiguration={"LocationConstraint": "ap-east-1"})
    files = StatusListFiles(Bucket(s3, f"lists-of-{NUMBER}"))
    peer, signals = ScriptedPeer(OwnLists(region.published)), list[Signal]()
    return OtherRegion(
        core=core,
        files=files,
        peer=peer,
        clock=region.clock,
        signals=signals,
        mirroring=Mirroring(
            core=core,
            files=files,
            asking=lambda _: peer,
            longest=LONGEST_MIRRORING,
            clock=region.clock,
            signals=signals.append,
        ),
        gate=MirroredLists(
            files=lambda: files,
            keyring=KeyRing(CodeStore(core).issuer_keys, region.clock),
            signals=signals.append,
        ),
        handing_out=StatusListService(core=core, files=files, issuer=NUMBER, clock=region.clock),
    )
