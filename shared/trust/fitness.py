"""Whether what a region says of itself can be kept and worked with: a signature alone does not make it so."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import load_der_public_key

from shared.codes.model import IssuerKey
from shared.codes.token import load_keys
from shared.jws.signature import NotGenuine, readable
from shared.trust.model import EncryptionKey, TrustedIssuer, TrustedKey

MOST_KEYS = 32
"""A region has a handful; they are changed in one transaction, in which DynamoDB takes a hundred writes."""
MOST_ENCRYPTION_KEYS = 2
"""The one to encrypt to, and the one before. Thirty entries with all of this still fit into an item of DynamoDB."""
_P256_BYTES, _RSA_BYTES = 128, 600
"""In DER there is one way to write a key, and these are more than it takes."""
_RSA_BITS = range(2048, 4097)
"""What KMS has; a key of any size would keep whoever encrypts to it busy for as long as it likes."""
_ADDRESS = re.compile(r"https?://[!-~]{1,200}", re.ASCII)
_NAME = re.compile(r"(\d{1,3})\.e[1-9]\d{0,2}", re.ASCII)
_FIRST_INSTANT = datetime.fromtimestamp(0, UTC)


def fault_of(entry: TrustedIssuer) -> str | None:
    """What cannot be in an entry, or None; says nothing of what stands there."""
    if fault := next((said for holds, said in _at_a_glance(entry) if not holds), None):
        return fault
    try:
        # One key that cannot be loaded would keep every scanner from starting.
        readable(lambda: load_keys(tuple(IssuerKey(entry.issuer, key.key_id, key.public_key) for key in entry.keys)))
        fit = readable(lambda: all(_is_rsa(key.public_key) for key in entry.encryption_keys))
    except NotGenuine:
        return "a key that cannot be loaded"
    return None if fit else "a key of another kind or size"


def _at_a_glance(entry: TrustedIssuer) -> Iterator[tuple[bool, str]]:
    """What is to hold before any key is loaded, with the fault where it does not."""
    keys, others = entry.keys, entry.encryption_keys
    yield len(keys) <= MOST_KEYS and len(others) <= MOST_ENCRYPTION_KEYS, "too many keys"
    yield _ADDRESS.fullmatch(entry.status_lists) is not None, "status lists at no address"
    yield all(at is None or at >= _FIRST_INSTANT for key in keys for at in _times(key)), "a time before all clocks"
    short = all(len(key.public_key) <= _P256_BYTES for key in keys)
    yield short and all(len(key.public_key) <= _RSA_BYTES for key in others), "a key of another kind or size"
    names = {key.kid for key in others if _is_named_after(key, entry.issuer)}
    yield len(names) == len(others), "an encryption key without a name of its own"


def _times(key: TrustedKey) -> tuple[datetime | None, ...]:
    return key.valid_from, key.valid_until, key.withdrawn_at


def _is_named_after(key: EncryptionKey, issuer: int) -> bool:
    name = _NAME.fullmatch(key.kid)
    return name is not None and name[1] == str(issuer)


def _is_rsa(der: bytes) -> bool:
    key = load_der_public_key(der)
    return isinstance(key, rsa.RSAPublicKey) and key.key_size in _RSA_BITS
