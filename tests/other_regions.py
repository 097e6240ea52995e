"""Other regions as a fake: each knows whom the test tells it, and reads what was sealed for it, as a real one does."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import partial
from typing import Any

from shared.federation.model import About, PeerFailed, Reason
from shared.health_questions.model import Detail, Lists, Measured, Released
from shared.health_questions.rules import summary_of
from shared.health_questions.saying import UNKNOWN, detail_said, summary_said
from shared.health_questions.sealed import Asked, unsealed
from shared.identity.model import Document
from shared.kernel.clock import day_of
from shared.risk.model import Colour
from shared.trust.model import EncryptionKey, KeyChanges, Peer
from shared.trust.store import TrustStore
from tests.encryption import public_key, unwrap
from tests.unit.trust.trust_lists import DAY, trusted_issuer

OURS = 44
AT = datetime(2020, 4, 7, 7, 46, 53, tzinfo=UTC)
NO_CHANGES = KeyChanges((), (), ())


def health(place: str = "武汉某酒店", **changes: Any) -> Detail:
    """What a region holds of somebody: green, one temperature and one notice."""
    released = Released("武汉某医院", place, date(2020, 3, 1), date(2020, 3, 14), AT)
    valid: dict[str, Any] = {
        "colour": Colour.GREEN,
        "as_of": AT,
        "because": (),
        "lists": Lists((Measured(365, AT),), (), (), (), (released,), frozenset()),
    }
    return Detail(**(valid | changes))


@dataclass
class ScriptedRegions:
    """The port `Ask`, with which our region asks any other one."""

    known: dict[Document, Detail] = field(default_factory=dict)
    """By the canonical document; the same in every region."""
    failing: dict[int, Reason] = field(default_factory=dict)
    said: dict[int, Mapping[str, Any]] = field(default_factory=dict)
    """What a region says whatever it is asked."""
    asked: list[tuple[int, str, Document]] = field(default_factory=list)
    sent: list[str] = field(default_factory=list)
    """The sealed documents."""

    def ask(self, issuer: int, question: str, about: About) -> Mapping[str, Any]:
        assert callable(about)
        jti = f"{len(self.sent):032x}"
        told = about(jti)
        self.sent.append(told["person"])
        asked, kid = Asked(OURS, issuer, question, jti), f"{issuer}.e1"
        document = unsealed(told["person"], asked, kid, partial(unwrap, kid=kid), day_of(AT))
        self.asked.append((issuer, question, document))
        if issuer in self.failing:
            raise PeerFailed(self.failing[issuer])
        if issuer in self.said:
            return self.said[issuer]
        found = self.known.get(document)
        if found is None:
            return UNKNOWN
        return detail_said(found) if question == "health-detail" else summary_said(summary_of(found))


def other_region(issuer: int, now: datetime, **entry: Any) -> Peer:
    """A region that we recognise, good for a day."""
    kid = f"{issuer}.e1"
    valid: dict[str, Any] = {"issuer": issuer, "encryption_keys": (EncryptionKey(kid, public_key(kid)),)}
    return Peer(entry=trusted_issuer(**(valid | entry)), issued_at=now, expires_at=now + DAY)


def recognise(store: TrustStore, *peers: Peer) -> None:
    for peer in peers:
        store.accept(peer, store.peer(peer.entry.issuer), NO_CHANGES, peer.issued_at)
