"""Taking over the status lists of other regions, and handing them our own."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from shared.aws.tables import Table
from shared.federation.model import PeerFailed, Question
from shared.jws.compact import base64, unbase64
from shared.jws.signature import Keys, NotGenuine, readable, seconds
from shared.kernel.clock import Clock
from shared.kernel.concurrency import Changed
from shared.kernel.errors import DomainError, ErrorCode
from shared.kernel.federation_signals import PeerListsMirrored, PeerListsNotMirrored
from shared.kernel.signals import Signals
from shared.mirrors import rules
from shared.mirrors.model import NotMirrored, Reason
from shared.statuslist.cwt import list_from_cwt
from shared.statuslist.jwt import contents_from_jwt, list_from_jwt
from shared.statuslist.model import Contents, Published, StatusList
from shared.statuslist.rules import PERIOD
from shared.statuslist.store import StatusListFiles
from shared.trust.model import Peer
from shared.trust.store import TrustStore

_READERS: Mapping[str, Callable[[bytes, Keys], StatusList]] = {"cwt": list_from_cwt, "jwt": list_from_jwt}
"""By form, in the order in which they are put: where the last is, all are."""


class Asking(Protocol):
    """Asks other regions, in the name of this one."""

    def ask(self, issuer: int, question: str, about: Mapping[str, Any]) -> Mapping[str, Any]:
        """What the region `issuer` says.

        Raises PeerFailed.
        """


class Mirroring:
    """Holds here what each peer publishes of its codes, for gates and scans that cannot ask it."""

    def __init__(
        self,
        *,
        core: Table,
        files: StatusListFiles,
        asking: Callable[[Mapping[int, Peer]], Asking],
        longest: timedelta,
        clock: Clock,
        signals: Signals,
    ) -> None:
        """`files` are those of the region's own lists; `asking` makes what asks the peers of a run, by their numbers.

        After `longest` a run asks nothing more.
        """
        self._peers = TrustStore(core)
        self._files = files
        self._asking = asking
        self._longest = longest
        self._clock = clock
        self._signals = signals

    def mirror(self) -> None:
        """Take over what each peer has published since; what is wrong with one is a signal and stops no other."""
        until = self._clock() + self._longest
        peers = self._peers.peers()
        asks = self._asking({peer.entry.issuer: peer for peer in peers})
        for left, peer in zip(range(len(peers), 0, -1), peers, strict=True):
            issuer, share = str(peer.entry.issuer), rules.share(self._clock(), until, left)
            mirror = _Mirror(peer, self._files.of_peer(peer.entry.issuer), asks, share, self._clock)
            try:
                if mirror.renewed():
                    self._signals(PeerListsMirrored(issuer))
            except (NotMirrored, PeerFailed) as failed:
                self._signals(PeerListsNotMirrored(issuer, failed.reason.value))
            except NotGenuine:
                self._signals(PeerListsNotMirrored(issuer, Reason.NOT_GENUINE.value))


@dataclass(frozen=True, slots=True)
class _Mirror:
    """What is held of one peer, in one run."""

    peer: Peer
    files: StatusListFiles
    asks: Asking
    until: datetime
    """When this peer is asked nothing more."""
    clock: Clock

    def renewed(self) -> bool:
        """Whether newer contents are held now.

        Lists come first, so that nobody is ever told of one that is not here; and those that are here when the time is
        over, the next run need not ask for. Raises NotMirrored, NotGenuine or PeerFailed.
        """
        now = self.clock()
        if not self.peer.counts_at(now):
            raise NotMirrored(Reason.NO_LONGER_TRUSTED)
        self._check_time()
        published = self.files.published()
        held = self._held(published)
        text = _text(self._said(Question.STATUS_LIST_CONTENTS, {}), "contents")
        new = self._genuine(lambda keys: contents_from_jwt(text, keys))
        rules.check_contents(new, held, now)
        if held and held.issued_at == new.issued_at:
            return False
        for number in rules.changed(new, held):
            if not self._is_here(number, new):
                self._take_over(number, new)
        try:
            self.files.publish(Published(text, ()), published)
        except Changed:
            # Another run was quicker, and what it holds is as good.
            return False
        return True

    def _held(self, published: Published | None) -> Contents | None:
        """What is held, if it still counts; where it does not, every list is asked for again."""
        if published is None:
            return None
        try:
            return self._genuine(lambda keys: contents_from_jwt(published.contents, keys))
        except NotGenuine:
            return None

    def _is_here(self, number: int, contents: Contents) -> bool:
        """Whether a run that was cut off has left a genuine copy."""
        form = [*_READERS][-1]
        copy = self.files.edition(number, contents.lists[number], form)
        if copy is None:
            return False
        try:
            rules.check_list(self._read(form, copy), number, contents)
        except (NotGenuine, NotMirrored):
            return False
        return True

    def _take_over(self, number: int, contents: Contents) -> None:
        self._check_time()
        issued_at = contents.lists[number]
        said = self._said(Question.STATUS_LIST, {"list": number, "issued_at": seconds(issued_at)})
        editions = {"cwt": readable(lambda: unbase64(_text(said, "cwt"))), "jwt": _text(said, "list")}
        found = [self._read(form, editions[form]) for form in _READERS]
        for each in found:
            rules.check_list(each, number, contents)
        if any(each != found[0] for each in found):
            raise NotMirrored(Reason.OTHER_LIST)
        for form in _READERS:
            self.files.mirror_edition(number, issued_at, form, editions[form])

    def _check_time(self) -> None:
        if self.clock() >= self.until:
            raise NotMirrored(Reason.OUT_OF_TIME)

    def _said(self, question: Question, about: Mapping[str, Any]) -> Mapping[str, Any]:
        return self.asks.ask(self.peer.entry.issuer, question, about)

    def _read(self, form: str, edition: bytes) -> StatusList:
        return self._genuine(lambda keys: _READERS[form](edition, keys))

    def _genuine(self, read: Callable[[Keys], rules.S]) -> rules.S:
        return rules.genuine(read, self.peer.entry, self.clock())


class OwnLists:
    """What other regions are told of the statuses of this one's codes; nothing of it is about a person."""

    def __init__(self, files: StatusListFiles) -> None:
        self._files = files

    def contents(self) -> Mapping[str, Any]:
        """The signed contents.

        Raises DomainError UNAVAILABLE before the first build of the region.
        """
        published = self._files.published()
        if published is None:
            raise DomainError(ErrorCode.UNAVAILABLE, retry_after=int(PERIOD.total_seconds()))
        return {"contents": published.contents.decode()}

    def edition(self, about: Mapping[str, Any]) -> Mapping[str, Any]:
        """An edition of a list, in both forms, the CWT in base64 for addresses.

        Raises FieldsRefused, and DomainError NOT_FOUND for an edition that is not there, or no longer.
        """
        number, issued_at = rules.edition_asked_for(about)
        as_jwt, as_cwt = (self._files.edition(number, issued_at, form) for form in ("jwt", "cwt"))
        if as_jwt is None or as_cwt is None:
            raise DomainError(ErrorCode.NOT_FOUND)
        return {"list": as_jwt.decode(), "cwt": base64(as_cwt)}


def _text(said: Mapping[str, Any], member: str) -> bytes:
    text = said.get(member)
    if not isinstance(text, str) or not text.isascii():
        raise NotMirrored(Reason.NOT_READABLE)
    return text.encode()
