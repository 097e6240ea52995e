"""What a verdict without a backend takes, beside a bare ES256 verification and certificates of other makes."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

from bench.certificates import Certificate, european, new_zealand
from bench.list_builds import ListRegion
from bench.world import ISSUER, KEY_ID, PREFIX
from shared.codes import token
from shared.codes.model import Claims, status_index
from shared.jws.signature import Keys
from shared.kernel.ids import CodeId
from shared.statuslist.bits import status_at
from shared.statuslist.model import BITS, PLACES, CodeStatus, Contents, StatusList

_CALLS = 50
Act = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Gate:
    """What a gate has in memory: keys, and an issuer's contents and lists, read and verified before."""

    keys: Keys
    contents: Contents
    lists: tuple[StatusList, ...]

    def verdict(self, payload: str, now: datetime) -> CodeStatus | None:
        """What the lists say of a genuine code, or None when they are too old or the code is younger than they are.

        Raises NotAToken.
        """
        claims = token.verify(payload, self.keys)
        if now >= self.contents.expires_at or claims.issued_at > self.contents.issued_at.timestamp():
            return None
        number, place = divmod(status_index(claims.code_id), PLACES)
        return CodeStatus(status_at(self.lists[number].packed, place, BITS))


def gate(region: ListRegion) -> Gate:
    """A gate that has just read the lists of a region."""
    return Gate(region.keys, region.contents(), tuple(region.lists()))


def microseconds(region: ListRegion, rounds: int) -> Mapping[str, float]:
    """The processor time of each act in the best of so many rounds, in which all of them take turns.

    Raises ValueError when an act does not do its work.
    """
    return _best(_acts(region, gate(region)), rounds)


def _acts(region: ListRegion, scanner: Gate) -> dict[str, Act]:
    """The acts by name: bare, verdict, nz, eu; each is done once, and looked at."""
    reds = region.reds.places(region.now)
    red, green = (
        _payload(region, min(reds)),
        _payload(region, next(place for place in range(PLACES) if place not in reds)),
    )
    found = [scanner.verdict(each, region.now) for each in (red, green)]
    if found != [CodeStatus.RED, CodeStatus.GREEN]:
        raise ValueError(f"the gate takes a red and a green code for {found}")
    key, algorithm = scanner.keys[ISSUER, KEY_ID], ec.ECDSA(SHA256())
    message = b"as long as what a code's signature covers"[:35]
    proof = region.key.sign(message)
    return {
        "bare": lambda: key.verify(proof, message, algorithm),
        "verdict": lambda: scanner.verdict(green, region.now),
        "nz": _verification(new_zealand()),
        "eu": _verification(european()),
    }


def _payload(region: ListRegion, place: int) -> str:
    issued_at = int((region.now - timedelta(days=30)).timestamp())
    claims = Claims(ISSUER, KEY_ID, issued_at, CodeId(f"{place:07x}{'0' * 17}"))
    return token.issue(claims, PREFIX, region.key.sign)


def _verification(certificate: Certificate) -> Act:
    """Raises what a certificate that is not genuine raises, and ValueError when a changed one is taken for genuine."""
    certificate.verify(certificate.payload)
    changed = certificate.payload[:-9] + ("A" if certificate.payload[-9] != "A" else "B") + certificate.payload[-8:]
    try:
        certificate.verify(changed)
    except Exception:  # noqa: BLE001  # whatever the library says of it
        return lambda: certificate.verify(certificate.payload)
    raise ValueError("a changed certificate is taken for genuine")


def _best(acts: Mapping[str, Act], rounds: int) -> dict[str, float]:
    best = dict.fromkeys(acts, float("inf"))
    for _ in range(rounds):
        for name, act in acts.items():
            started = time.process_time()
            for _ in range(_CALLS):
                act()
            best[name] = min(best[name], (time.process_time() - started) / _CALLS * 1e6)
    return best
