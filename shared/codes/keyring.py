"""The public keys that count here, held by whoever verifies."""

from collections.abc import Callable
from datetime import datetime, timedelta

from shared.codes import token
from shared.codes.model import Claims, IssuerKey, Outcome
from shared.kernel.clock import Clock

_PAUSE = timedelta(seconds=30)
_KEEP = timedelta(minutes=10)
_MAY_BE_NEW = frozenset({Outcome.UNKNOWN_ISSUER, Outcome.UNKNOWN_KEY})


class KeyRing:
    """Loaded once, again when a code names a key that is not on it, at most twice a minute, and after ten minutes.

    So a new key needs no restart, a stream of forged codes causes no stream of reads, and a key that was withdrawn
    counts nowhere for long.
    """

    def __init__(self, load: Callable[[], tuple[IssuerKey, ...]], clock: Clock) -> None:
        self._load = load
        self._clock = clock
        self._look_again()

    def read(self, payload: str) -> Claims:
        """The claims of a genuine payload.

        Raises token.NotAToken with the outcome that it has instead; `UNKNOWN_KEY` as well for a code that says it was
        issued while its key was not in use.
        """
        self.keys()
        try:
            return self._verified(payload)
        except token.NotAToken as refusal:
            if refusal.outcome not in _MAY_BE_NEW or self._is_fresh():
                raise
        self._look_again()
        return self._verified(payload)

    def _verified(self, payload: str) -> Claims:
        claims = token.verify(payload, self._keys)
        period = self._periods.get((claims.issuer, claims.key_id))
        if period and not period.covers(claims.issued_at):
            raise token.NotAToken(Outcome.UNKNOWN_KEY)
        return claims

    def keys(self, *, again: bool = False) -> token.Keys:
        """The keys that count now; with `again` as of half a minute ago, for what names a key that may be new."""
        if self._clock() - self._loaded_at >= _KEEP or (again and not self._is_fresh()):
            self._look_again()
        return self._keys

    def _look_again(self) -> None:
        # Only a look that worked counts: after a failed one the next code may still find its key.
        now = self._clock()
        counting = tuple(key for key in self._load() if key.counts_at(now))
        self._keys = token.load_keys(counting)
        self._periods = {(key.issuer, key.key_id): key for key in counting if key.valid_from}
        self._loaded_at: datetime = now

    def _is_fresh(self) -> bool:
        # A ring without keys was loaded before the region issued its first code, so it is always looked at again.
        return bool(self._keys) and self._clock() - self._loaded_at < _PAUSE
