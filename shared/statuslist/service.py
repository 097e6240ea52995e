"""Building the status lists, and handing them to those who verify."""

import hashlib
from datetime import datetime

from shared.aws.tables import Table
from shared.codes.issuing import SigningKey, publish_key
from shared.codes.model import IssuerKey
from shared.codes.store import CodeStore
from shared.codes.token import load_keys
from shared.jws.signature import NotGenuine
from shared.kernel.clock import Clock
from shared.kernel.concurrency import Changed
from shared.kernel.errors import DomainError, ErrorCode
from shared.kernel.signals import Signals, StatusListsPublished
from shared.statuslist import rules
from shared.statuslist.cwt import list_as_cwt
from shared.statuslist.jwt import contents_as_jwt, contents_from_jwt, list_as_jwt
from shared.statuslist.model import LISTS, Contents, Published, StatusList
from shared.statuslist.signer import Signer
from shared.statuslist.store import StatusListFiles, codes_not_green


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
        new = StatusList(self._signer.issuer, number, edition, edition + rules.GOOD_FOR, packed)
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
    """The published lists, for those who verify."""

    def __init__(self, *, core: Table, files: StatusListFiles) -> None:
        self._core = core
        self._files = files

    def published(self) -> Published:
        """The signed contents.

        Raises DomainError UNAVAILABLE before the first build of a region.
        """
        published = self._files.published()
        if published is None:
            raise DomainError(ErrorCode.UNAVAILABLE, retry_after=int(rules.PERIOD.total_seconds()))
        return published

    def edition(self, number: str, form: str) -> tuple[bytes, datetime]:
        """The present edition of a list in the form `jwt` or `cwt`, and when it was issued.

        Raises DomainError NOT_FOUND for a number that no list has, and UNAVAILABLE as above.
        """
        if not (number.isascii() and number.isdecimal() and int(number) < LISTS):
            raise DomainError(ErrorCode.NOT_FOUND)
        keys = load_keys(CodeStore(self._core).issuer_keys())
        issued_at = contents_from_jwt(self.published().contents, keys).lists[int(number)]
        return self._files.edition(int(number), issued_at, form), issued_at
