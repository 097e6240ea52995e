"""Building the status lists, handing them to those who verify, and reading those of other regions."""

import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import cache, lru_cache

from shared.aws.tables import Table
from shared.codes.issuing import SigningKey, publish_key
from shared.codes.keyring import KeyRing
from shared.codes.model import Claims, IssuerKey, status_index
from shared.codes.store import CodeStore
from shared.codes.token import load_keys
from shared.jws.signature import Keys, NotGenuine
from shared.kernel.clock import Clock
from shared.kernel.concurrency import Changed
from shared.kernel.errors import DomainError, ErrorCode
from shared.kernel.federation_signals import MirrorUnread
from shared.kernel.signals import Signals, StatusListsPublished
from shared.statuslist import rules
from shared.statuslist.cwt import list_as_cwt, list_from_cwt
from shared.statuslist.jwt import contents_as_jwt, contents_from_jwt, list_as_jwt
from shared.statuslist.model import LISTS, PLACES, Contents, Edition, Elsewhere, NotAtHand, Published, StatusList
from shared.statuslist.signed_addresses import SignedAddresses
from shared.statuslist.signer import Signer
from shared.statuslist.store import StatusListFiles, codes_not_green, edition_path

_KEEP = timedelta(seconds=30)
"""How long contents are gone by without a look whether there are newer ones."""


class StatusListBuilder:
    """Publishes the statuses of all codes, as of now."""

    def __init__(
        self,
        *,
        core: Table,
        files: StatusListFiles,
        key: SigningKey,
        issuer: int,
        key_id: int,
        prefix: str,
        clock: Clock,
        signals: Signals,
    ) -> None:
        """`key` is the one that signs the region's codes, and `prefix` what stands in front of their digits."""
        self._core = core
        self._files = files
        self._key = key
        self._signer = Signer(issuer, key_id, key.sign, rules.address(prefix), rules.PERIOD)
        self._clock = clock
        self._signals = signals

    def build(self) -> None:
        """Publish an edition of each list that changed or is growing old, and contents that name what counts.

        A build that is cut off has changed nothing for anybody; a second one of the same minute does nothing. Raises
        ValueError when the issuer has published another key under its number.
        """
        now = self._clock()
        key = publish_key(self._core, self._key, self._signer.issuer, self._signer.key_id, now)
        edition = rules.edition_at(now)
        published = self._files.published()
        before = _signed_with(key, published) if published else None
        if before and before.issued_at >= edition:
            return
        lists = [*rules.packed_lists(rules.statuses(codes_not_green(self._core), now))]
        digests = tuple(hashlib.sha256(packed).hexdigest() for packed in lists)
        editions = tuple(
            before.lists[number]
            if published
            and before
            and digests[number] == published.digests[number]
            and not rules.is_due_again(before.lists[number], edition)
            else self._issue(number, packed, edition)
            for number, packed in enumerate(lists)
        )
        contents = Contents(self._signer.issuer, edition, edition + rules.GOOD_FOR, editions)
        try:
            self._files.publish(Published(contents_as_jwt(contents, self._signer), digests), published)
        except Changed:
            # Another build has been quicker, and what it published is as young.
            return
        self._signals(StatusListsPublished())

    def _issue(self, number: int, packed: bytes, edition: datetime) -> datetime:
        new = StatusList(self._signer.issuer, number, edition, edition + rules.LIST_GOOD_FOR, packed)
        self._files.publish_edition(number, edition, "jwt", list_as_jwt(new, self._signer))
        self._files.publish_edition(number, edition, "cwt", list_as_cwt(new, self._signer))
        return edition


def _signed_with(key: IssuerKey, published: Published) -> Contents | None:
    # After a change of keys every list is issued again, so that the old key may be withdrawn.
    try:
        return contents_from_jwt(published.contents, load_keys((key,)))
    except NotGenuine:
        return None


class StatusListService:
    """The lists, for those who verify: the region's own, and those of other regions as they are held here."""

    def __init__(
        self,
        *,
        core: Table,
        files: StatusListFiles,
        issuer: int,
        clock: Clock,
        addresses: SignedAddresses | None = None,
    ) -> None:
        """`files` are those of the region's own lists, and `issuer` is its number.

        With `addresses`, whoever asks for an edition is told where it is.
        """
        self._core = core
        self._files = files
        self._own = issuer
        self._clock = clock
        self._addresses = addresses

    def published(self, issuer: str | None) -> Published:
        """The signed contents of an issuer's lists; of the region's own, where it is None.

        Raises FieldsRefused for what is no issuer's number, DomainError UNKNOWN_ISSUER for one whose codes do not count
        here, and UNAVAILABLE while no lists of it are held: before the first build, or the first copy.
        """
        number = rules.issuer_number(issuer, self._own)
        # A region takes its own contents from nobody, so that only those of others are checked.
        return self._contents(number) if number == self._own else self._checked(number)[0]

    def edition(self, issuer: str | None, number: str, form: str) -> tuple[Edition, datetime]:
        """The present edition of a list in the form `jwt` or `cwt`, or its address, and when it was issued.

        Raises DomainError NOT_FOUND for a number that no list has, and otherwise as above.
        """
        issuing = rules.issuer_number(issuer, self._own)
        if not (number.isascii() and number.isdecimal() and int(number) < LISTS):
            raise DomainError(ErrorCode.NOT_FOUND)
        issued_at = self._checked(issuing)[1].lists[int(number)]
        edition = self._edition(self._of(issuing), int(number), issued_at, form)
        if edition is None:
            raise _not_held()
        return edition, issued_at

    def _edition(self, files: StatusListFiles, number: int, issued_at: datetime, form: str) -> Edition | None:
        if self._addresses is None:
            return files.edition(number, issued_at, form)
        # Who follows an address to nothing would be told so in S3's words.
        if not files.holds(number, issued_at, form):
            return None
        return Elsewhere(self._addresses.of(edition_path(number, issued_at, form, files.under)))

    def _checked(self, issuer: int) -> tuple[Published, Contents]:
        counting = CodeStore(self._core).issuer_keys()
        keys = load_keys(tuple(key for key in counting if key.issuer == issuer and key.counts_at(self._clock())))
        if not keys and issuer != self._own:
            raise DomainError(ErrorCode.UNKNOWN_ISSUER)
        published = self._contents(issuer)
        try:
            return published, contents_from_jwt(published.contents, keys)
        except NotGenuine:
            # Their key was withdrawn, and what is signed with the next one is not here yet.
            raise _not_held() from None

    def _contents(self, issuer: int) -> Published:
        published = self._of(issuer).published()
        if published is None:
            raise _not_held()
        return published

    def _of(self, issuer: int) -> StatusListFiles:
        return self._files if issuer == self._own else self._files.of_peer(issuer)


class MirroredLists:
    """Lists of other regions as this one holds them, for who verifies while those cannot be asked (M13).

    What was mirrored is checked at each use under the keys that count then. A file is fetched once while it counts, and
    none before the first code that needs one.
    """

    def __init__(
        self, *, files: Callable[[], StatusListFiles], keyring: KeyRing, signals: Signals, most_lists: int = LISTS
    ) -> None:
        """`files` opens the bucket of the region's own lists; `most_lists` is how many are kept in memory."""
        self._files = cache(files)
        self._keyring = keyring
        self._signals = signals
        self._contents: dict[int, tuple[bytes, datetime]] = {}
        self._edition = lru_cache(maxsize=most_lists)(self._read_edition)

    def lists_for(self, claims: Claims, now: datetime) -> tuple[Contents, StatusList] | None:
        """The contents of the code's issuer, and the list that they name for the code; None where there are none.

        Whether they still tell anything about the code is for the caller to decide. No fault of the bucket is raised.
        """
        issuer = claims.issuer
        try:
            return self._genuine(claims, now)
        except NotAtHand as missing:
            if missing.fault:
                self._signals(MirrorUnread(str(issuer), missing.fault))
        except NotGenuine:
            self._signals(MirrorUnread(str(issuer), NotGenuine.__name__))
        return None

    def _genuine(self, claims: Claims, now: datetime) -> tuple[Contents, StatusList]:
        keys = self._keyring.keys()
        try:
            return self._checked(claims, now, keys)
        except NotGenuine:
            # Either side may be the old one, after a change of keys: what was fetched, and what it is checked with.
            self._contents.pop(claims.issuer, None)
            self._edition.cache_clear()
            return self._checked(claims, now, self._keyring.keys(again=True))

    def _checked(self, claims: Claims, now: datetime, keys: Keys) -> tuple[Contents, StatusList]:
        own = {key: value for key, value in keys.items() if key[0] == claims.issuer}
        number = status_index(claims.code_id) // PLACES
        contents = contents_from_jwt(self._present_contents(claims.issuer, now), own)
        edition = self._edition(claims.issuer, number, contents.lists[number])
        return contents, list_from_cwt(edition, own)

    def _present_contents(self, issuer: int, now: datetime) -> bytes:
        text, read_at = self._contents.get(issuer, (b"", now - _KEEP))
        if now - read_at >= _KEEP:
            text = self._files().of_peer(issuer).contents_at_hand()
            self._contents[issuer] = text, now
        return text

    def _read_edition(self, issuer: int, number: int, issued_at: datetime) -> bytes:
        return self._files().of_peer(issuer).edition_at_hand(number, issued_at, "cwt")


def _not_held() -> DomainError:
    return DomainError(ErrorCode.UNAVAILABLE, retry_after=int(rules.PERIOD.total_seconds()))
