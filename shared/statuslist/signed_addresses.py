"""Addresses of editions at CloudFront, each answered for some minutes only, and to whoever has it."""

from base64 import b64encode
from collections.abc import Callable
from datetime import datetime

from shared.jws.signature import Sign
from shared.kernel.clock import Clock

NONE = "none"
"""What a region says that has no distribution."""
_PERIOD = 300
# CloudFront's own letters for those of base64 that mean something in a query.
_LETTERS = str.maketrans("+=/", "-_~")


class SignedAddresses:
    """Signs as CloudFront's canned policies are, with ECDSA P-256 and SHA-256.

    An address is good until the end of the next period of five minutes, five at the least and ten at the most, so that
    all who ask within one period are told the same, and the key signs once for them in each process.
    """

    def __init__(self, host: str, key_pair: str, sign: Sign, clock: Clock) -> None:
        """`key_pair` is CloudFront's name of the public half of the key that signs."""
        self._host = host
        self._key_pair = key_pair
        self._sign = sign
        self._clock = clock
        self._ends = 0
        self._signed: dict[str, str] = {}

    def of(self, path: str) -> str:
        """The signed address of the file `path`."""
        ends = _ends(self._clock())
        if ends != self._ends:
            self._ends, self._signed = ends, {}
        if path not in self._signed:
            self._signed[path] = self._address(path, ends)
        return self._signed[path]

    def _address(self, path: str, ends: int) -> str:
        resource = f"https://{self._host}/{path}"
        # CloudFront puts this text together from the address, and checks the signature of every byte of it.
        policy = (
            f'{{"Statement":[{{"Resource":"{resource}","Condition":{{"DateLessThan":{{"AWS:EpochTime":{ends}}}}}}}]}}'
        )
        signature = b64encode(self._sign(policy.encode())).decode().translate(_LETTERS)
        return f"{resource}?Expires={ends}&Signature={signature}&Key-Pair-Id={self._key_pair}&Hash-Algorithm=SHA256"


def signed_addresses(cdn: str, key: Callable[[], Sign], clock: Clock) -> SignedAddresses | None:
    """`cdn` is a host and its name of the key, with a space between; None where it is NONE, and no key is asked for."""
    if cdn == NONE:
        return None
    host, key_pair = cdn.split()
    return SignedAddresses(host, key_pair, key(), clock)


def _ends(now: datetime) -> int:
    return (int(now.timestamp()) // _PERIOD + 2) * _PERIOD
