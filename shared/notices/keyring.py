"""The public keys under which release notices verify."""

from collections.abc import Callable
from datetime import datetime, timedelta

from cryptography.hazmat.primitives.asymmetric import ec

from shared.codes.model import IssuerKey
from shared.codes.token import Keys, load_keys
from shared.kernel.clock import Clock

_PAUSE = timedelta(seconds=30)


class NoticeKeys:
    """Loaded when the first notice is verified, and again for a key that is not there, twice a minute at most.

    So a new key needs no restart, and a stream of forged notices causes no stream of reads.
    """

    def __init__(self, load: Callable[[], tuple[IssuerKey, ...]], clock: Clock) -> None:
        self._load = load
        self._clock = clock
        self._keys: Keys = {}
        self._loaded_at: datetime | None = None

    def find(self, issuer: int, key_id: int) -> ec.EllipticCurvePublicKey | None:
        """The public key `key_id` of an issuer, or None."""
        if (issuer, key_id) not in self._keys and not self._is_fresh():
            self._keys = load_keys(self._load())
            self._loaded_at = self._clock()
        return self._keys.get((issuer, key_id))

    def _is_fresh(self) -> bool:
        return self._loaded_at is not None and self._clock() - self._loaded_at < _PAUSE
