"""What a verdict without a backend takes, beside a bare ES256 verification and certificates of other makes."""

import time
from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

from bench.certificates import Certificate, european, new_zealand
from bench.in_memory import LocalKey
from bench.list_builds import ListRegion
from bench.world import ISSUER, KEY_ID, PREFIX
from scanner.gate import Scanner
from scanner.kit import Kit
from shared.codes import token
from shared.codes.model import Claims, IssuerKey
from shared.codes.token import load_keys
from shared.kernel.ids import CodeId
from shared.risk.model import Colour
from shared.statuslist.model import PLACES
from shared.trust.jwt import trust_list_as_jwt
from shared.trust.model import TrustedIssuer, TrustedKey, TrustList

_CALLS = 50
_AGE = timedelta(days=60)
"""Of the key; codes are half as old."""
Act = Callable[[], object]


def filled(folder: Path, region: ListRegion) -> Scanner:
    """The reference scanner, offline, with the lists of a region that it has just fetched."""
    anchor = LocalKey()
    key = TrustedKey(KEY_ID, region.key.public_key(), region.now - _AGE, None, None)
    issuer = TrustedIssuer(ISSUER, "", "", (key,), ())
    kit = Kit(folder, load_keys((IssuerKey(ISSUER, 0, anchor.public_key()),))[ISSUER, 0])
    trust_list = TrustList(ISSUER, region.now, region.now + timedelta(days=1), (issuer,))
    kit.take_trust_list(trust_list_as_jwt(trust_list, anchor.sign), region.now)
    editions = enumerate(region.contents().lists)
    lists = {number: region.files.edition(number, at, "cwt") or b"" for number, at in editions}
    kit.take_lists(ISSUER, region.contents_text(), lists, region.now)
    return Scanner(kit)


def microseconds(region: ListRegion, rounds: int) -> Mapping[str, float]:
    """The processor time of each act in the best of so many rounds, in which all of them take turns.

    Raises ValueError when an act does not do its work.
    """
    with TemporaryDirectory() as folder:
        return _best(_acts(region, filled(Path(folder), region)), rounds)


def _acts(region: ListRegion, scanner: Scanner) -> dict[str, Act]:
    """The acts by name: bare, verdict, nz, eu; each is done once, and looked at."""
    reds = region.reds.places(region.now)
    red, green = (
        _payload(region, min(reds)),
        _payload(region, next(place for place in range(PLACES) if place not in reds)),
    )
    found = [scanner.verdict(each, region.now).colour for each in (red, green)]
    if found != [Colour.RED, Colour.GREEN]:
        raise ValueError(f"the scanner takes a red and a green code for {found}")
    key, algorithm = region.keys[ISSUER, KEY_ID], ec.ECDSA(SHA256())
    message = b"as long as what a code's signature covers"[:35]
    proof = region.key.sign(message)
    return {
        "bare": lambda: key.verify(proof, message, algorithm),
        "verdict": lambda: scanner.verdict(green, region.now),
        "nz": _verification(new_zealand()),
        "eu": _verification(european()),
    }


def _payload(region: ListRegion, place: int) -> str:
    issued_at = int((region.now - _AGE / 2).timestamp())
    claims = Claims(ISSUER, KEY_ID, issued_at, CodeId(f"{place:07x}{'0' * 17}"))
    return token.issue(claims, PREFIX, region.key.sign)


def _verification(certificate: Certificate) -> Act:
    """Raises what a certificate that is not genuine raises, and ValueError when a changed one is taken for genuine."""
    certificate.verify(certificate.payload)
    # In the signature of either form; of the last characters of a compressed one, some bits say nothing.
    before, at, after = certificate.payload[:-40], certificate.payload[-40], certificate.payload[-39:]
    changed = before + ("A" if at != "A" else "B") + after
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
