"""What a device knows at an instant, and its verdict on a code by nothing but that (M10, M13, M22)."""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from scanner.rules import CLOCKS_DIFFER_BY, Named, cannot_be, changes, counts, named_keys
from shared.codes import token
from shared.codes.model import Claims, Outcome, status_index
from shared.jws.signature import Keys
from shared.scans.by_lists import verdict_by_lists
from shared.scans.model import Decision, Source, Verdict
from shared.statuslist.model import PLACES, Contents, StatusList
from shared.trust.model import TrustedKey, TrustList
from shared.trust.rules import keys_of, signed_in_time

_ALWAYS, _NEVER = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
# What a newer trust list may know better.
_NOT_KNOWN = frozenset({Outcome.UNKNOWN_ISSUER, Outcome.UNKNOWN_KEY})


@dataclass(frozen=True, slots=True)
class HeldList:
    """A list, and the key that has signed it."""

    status_list: StatusList
    key: TrustedKey


@dataclass(frozen=True, slots=True)
class Holding:
    """The contents of one issuer and the lists that they name, each signed with one of its keys."""

    contents: Contents
    key: TrustedKey
    """The key that has signed the contents."""
    lists: tuple[HeldList | None, ...] = field(repr=False)
    """None for one that was damaged on the disk: nothing is known of its codes until it was fetched again."""

    @property
    def missing(self) -> int:
        """How many of the lists are not there."""
        return self.lists.count(None)


@dataclass(frozen=True, slots=True)
class Knowledge:
    """A whole that is replaced as a whole, so that no verdict sees half of a refresh."""

    trust_list: TrustList | None
    holdings: Mapping[int, Holding]
    """What is held of each issuer of the trust list; which of it counts, the clock decides."""
    not_before: datetime = _ALWAYS
    """The clock cannot be right before: something genuine was met that was signed then."""
    keys: Keys = field(default_factory=dict, repr=False)
    """Those that count from `since` until `until`; no issuer's before `at` was called."""
    since: datetime = _NEVER
    until: datetime = _NEVER
    named: Named = field(default_factory=dict, repr=False)

    def at(self, now: datetime) -> "Knowledge":
        """The same, with the keys that count at `now`; itself, while these are the ones.

        Raises NotGenuine for a trust list with a key that cannot be read.
        """
        if self.since <= now < self.until:
            return self
        if self.trust_list is None:
            return Knowledge(None, {}, self.not_before, {}, _ALWAYS, _NEVER)
        steps = [_ALWAYS, *changes(self.trust_list), _NEVER]
        place = bisect_right(steps, now)
        return Knowledge(
            self.trust_list,
            self.holdings,
            self.not_before,
            keys_of(self.trust_list, now),
            steps[place - 1],
            steps[place],
            named_keys(self.trust_list),
        )

    def clock_is_wrong(self, now: datetime) -> bool:
        """Whether `now` is before an instant that has been, as what is held or was met says."""
        signed = [self.not_before]
        signed += [self.trust_list.issued_at] if self.trust_list else []
        return any(cannot_be(now, each) for each in signed)

    def verdict(self, payload: str, now: datetime) -> Verdict:
        """The verdict on any text, by what is known for `now` (see `at`); a colour only where that tells it.

        It is as of the contents that were gone by, or of now where there were none that count.
        """
        # Nothing that is right was signed later than this.
        latest, trust_list = now + CLOCKS_DIFFER_BY, self.trust_list
        trusted = (
            trust_list is not None
            and now < trust_list.expires_at
            and trust_list.issued_at <= latest
            and self.not_before <= latest
        )
        try:
            claims = token.verify(payload, self.keys)
        except token.NotAToken as refusal:
            stale = not trusted and refusal.outcome in _NOT_KNOWN
            return _check(Outcome.STALE if stale else refusal.outcome, now)
        key = self.named[claims.issuer, claims.key_id]
        if not signed_in_time(key, datetime.fromtimestamp(claims.issued_at, UTC)):
            return _check(Outcome.UNKNOWN_KEY, now)
        holding = self.holdings.get(claims.issuer)
        if holding is None or not trusted or not counts(holding.key, now) or holding.contents.issued_at > latest:
            return _check(Outcome.STALE, now)
        return _by(holding, claims, now)


def _by(holding: Holding, claims: Claims, now: datetime) -> Verdict:
    held = holding.lists[status_index(claims.code_id) // PLACES]
    if held is None or not counts(held.key, now):
        return _check(Outcome.STALE, holding.contents.issued_at)
    return verdict_by_lists(claims, holding.contents, held.status_list, now)


NOTHING = Knowledge(None, {})


def _check(outcome: Outcome, as_of: datetime) -> Verdict:
    return Verdict(outcome, Decision.CHECK, None, (), as_of, Source.STATUS_LIST)
