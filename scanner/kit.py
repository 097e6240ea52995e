"""The kit: a trust list and every issuer's lists in one folder, believed only as far as their signatures go (M22).

Nothing on the disk is trusted. Whatever is read from it is verified again under the one key that the device was given,
and what does not hold is as good as absent: its codes have no colour until a refresh brings it again.
"""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from threading import Lock

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec

from scanner.editions import Editions
from scanner.files import alone, content_of, put
from scanner.knowledge import NOTHING, Holding, Knowledge
from scanner.rules import accepted_contents, cannot_be, contents_of, counts, readable_keys
from shared.jws.signature import NotGenuine
from shared.scans.model import Verdict
from shared.statuslist.model import LISTS, Contents
from shared.trust.jwt import trust_list_from_jwt
from shared.trust.model import TrustedIssuer, TrustList
from shared.trust.rules import accepted


class Kit:
    """What one device decides by; any thread may ask it while another one brings something newer."""

    def __init__(self, folder: Path, anchor: ec.EllipticCurvePublicKey) -> None:
        """Load what is there and genuine; `anchor` is the key that signs the region's trust lists.

        Raises OSError for a folder that cannot be made or used.
        """
        self._folder = folder
        self._anchor = anchor
        self._editions = Editions()
        self._swap = Lock()
        self._ahead: dict[str, datetime] = {}
        self._knowledge = NOTHING
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with alone(self._lock):
            self._load()

    @property
    def knowledge(self) -> Knowledge:
        """What is known, whatever the time."""
        return self._knowledge

    def verdict(self, payload: str, now: datetime) -> Verdict:
        """The verdict on any text, by the kit alone; waits for no disk and no network."""
        known = self._knowledge
        counting = known.at(now)
        if counting is not known:
            with self._swap:
                # If a refresh was quicker, the next verdict works its keys out.
                if self._knowledge is known:
                    self._knowledge = counting
        return counting.verdict(payload, now)

    def take_trust_list(self, text: bytes, now: datetime) -> TrustList:
        """Keep a trust list in place of the held one, and of each issuer's lists what its keys still vouch for.

        Raises NotGenuine for one that may not take its place, which changes nothing, and OSError.
        """
        new = readable_keys(trust_list_from_jwt(text, self._anchor))
        with alone(self._lock):
            # Another process may have brought a newer one than this one knows of.
            self._load()
            self._note("trust list", new.issued_at, now)
            accepted(new, self._knowledge.trust_list, now)
            put(self._trust_file, text)
            for gone in self._knowledge.holdings.keys() - {each.issuer for each in new.issuers}:
                self._lists_file(gone).unlink(missing_ok=True)
            self._load()
        return new

    def to_fetch(self, issuer: int, contents: bytes, now: datetime) -> tuple[int, ...]:
        """The numbers of the lists that have to be fetched to go with such contents.

        Raises NotGenuine for contents that may not take the place of the held ones.
        """
        new, held = self._offered(issuer, contents, now)
        return tuple(number for number in range(LISTS) if not _has(held, new, number, now))

    def take_lists(self, issuer: int, contents: bytes, lists: Mapping[int, bytes], now: datetime) -> None:
        """Keep an issuer's contents with the lists that they name: those of `lists` (CWT), else those that are held.

        Raises NotGenuine for contents that may not take the place of the held ones, and when a list is missing or
        another one; nothing has changed then. Raises OSError.
        """
        with alone(self._lock):
            self._load()
            new, held = self._offered(issuer, contents, now)
            texts = list(self._editions.texts(issuer)) if held else [b""] * LISTS
            for number in range(LISTS):
                if number in lists:
                    if not counts(self._editions.edition(lists[number], number, new, self._trusted(issuer)).key, now):
                        raise NotGenuine("signed with a key that does not count now")
                    texts[number] = lists[number]
                elif not _has(held, new, number, now):
                    raise NotGenuine("not whole: a list that the contents name is missing")
            put(self._lists_file(issuer), cbor2.dumps([contents, texts]))
            self._load()

    def _offered(self, issuer: int, contents: bytes, now: datetime) -> tuple[Contents, Holding | None]:
        new, key = contents_of(contents, self._trusted(issuer))
        held = self._knowledge.holdings.get(issuer)
        if held and not counts(held.key, now):
            # Whoever has a key that was withdrawn may have signed them, at any time that they liked.
            held = None
        trust_list = self._knowledge.trust_list
        if trust_list and issuer == trust_list.issuer:
            self._note("contents", new.issued_at, now)
        accepted_contents(new, key, held.contents if held else None, now)
        return new, held

    def _trusted(self, issuer: int) -> TrustedIssuer:
        trust_list = self._knowledge.trust_list
        for each in trust_list.issuers if trust_list else ():
            if each.issuer == issuer:
                return each
        raise NotGenuine("of an issuer that the trust list does not name")

    def _note(self, what: str, signed_at: datetime, now: datetime) -> None:
        """Remember that the region has signed at an instant that this device's clock has not reached, or forget it."""
        self._ahead.pop(what, None)
        if cannot_be(now, signed_at):
            self._ahead[what] = signed_at
        with self._swap:
            self._knowledge = replace(self._knowledge, not_before=self._not_before())

    def _not_before(self) -> datetime:
        return max([NOTHING.not_before, *self._ahead.values()])

    def _load(self) -> None:
        """Take over what is on the disk, as far as it is genuine and not older than what is known."""
        known = self._knowledge
        trust_list = known.trust_list
        with suppress(NotGenuine):
            stored = readable_keys(trust_list_from_jwt(content_of(self._trust_file) or b"", self._anchor))
            if trust_list is None or stored.issued_at >= trust_list.issued_at:
                trust_list = stored
        issuers = trust_list.issuers if trust_list else ()
        holdings = {each.issuer: held for each in issuers if (held := self._newest(each, known))}
        self._editions.keep(holdings)
        with self._swap:
            self._knowledge = Knowledge(trust_list, holdings, self._not_before())

    def _newest(self, issuer: TrustedIssuer, known: Knowledge) -> Holding | None:
        held = known.holdings.get(issuer.issuer)
        if held and held.key not in issuer.keys:
            held = None
        try:
            stored = self._editions.holding(content_of(self._lists_file(issuer.issuer)) or b"", issuer)
        except NotGenuine:
            return held
        return held if held and held.contents.issued_at > stored.contents.issued_at else stored

    @property
    def _lock(self) -> Path:
        return self._folder / "kit.lock"

    @property
    def _trust_file(self) -> Path:
        return self._folder / "trust-list.jwt"

    def _lists_file(self, issuer: int) -> Path:
        return self._folder / f"lists-{issuer:03}.cbor"


def _has(holding: Holding | None, contents: Contents, number: int, now: datetime) -> bool:
    """Whether the edition that the contents name is held, and its signature counts."""
    held = holding.lists[number] if holding else None
    return held is not None and held.status_list.issued_at == contents.lists[number] and counts(held.key, now)
