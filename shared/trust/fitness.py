"""Whether what a region says of itself can be kept and worked with: a signature alone does not make it so."""

import re
from datetime import UTC, datetime

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import load_der_public_key

from shared.codes.model import IssuerKey
from shared.codes.token import load_keys
from shared.jws.signature import NotGenuine, readable
from shared.trust.model import EncryptionKey, TrustedIssuer, TrustedKey

MOST_KEYS = 32
"""A region has a handful; they are changed in one transaction, in which DynamoDB takes a hundred writes."""
MOST_ENCRYPTION_KEYS = 4
_RSA_BITS = range(2048, 4097)
"""What KMS has; a key of any size would keep whoever encrypts to it busy for as long as it likes."""
_ADDRESS = re.compile(r"https?://[!-~]{1,200}", re.ASCII)
_NAME = re.compile(r"(\d{1,3})\.e[1-9]\d{0,2}", re.ASCII)
_FIRST_INSTANT = datetime.fromtimestamp(0, UTC)


def fault_of(entry: TrustedIssuer) -> str | None:
    """What cannot be in an entry, or None; says nothing of what stands there."""
    if len(entry.keys) > MOST_KEYS or len(entry.encryption_keys) > MOST_ENCRYPTION_KEYS:
        return "too many keys"
    if not _ADDRESS.fullmatch(entry.status_lists):
        return "status lists at no address"
    if any(at and at < _FIRST_INSTANT for key in entry.keys for at in _times(key)):
        return "a time before all clocks"
    names = {key.kid for key in entry.encryption_keys if _is_named_after(key, entry.issuer)}
    if len(names) != len(entry.encryption_keys):
        return "an encryption key without a name of its own"
    try:
        # One key that cannot be loaded would keep every scanner from starting.
        readable(lambda: load_keys(tuple(IssuerKey(entry.issuer, key.key_id, key.public_key) for key in entry.keys)))
        fit = readable(lambda: all(_is_rsa(key.public_key) for key in entry.encryption_keys))
    except NotGenuine:
        return "a key that cannot be loaded"
    return None if fit else "an encryption key of another kind or size"


def _times(key: TrustedKey) -> tuple[datetime | None, ...]:
    return key.valid_from, key.valid_until, key.withdrawn_at


def _is_named_after(key: EncryptionKey, issuer: int) -> bool:
    name = _NAME.fullmatch(key.kid)
    return name is not None and name[1] == str(issuer)


def _is_rsa(der: bytes) -> bool:
    key = load_der_public_key(der)
    return isinstance(key, rsa.RSAPublicKey) and key.key_size in _RSA_BITS
