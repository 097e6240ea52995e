"""RSA keys of made-up regions, as KMS would hold them."""

import random
from functools import cache
from typing import cast

from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from moto.kms.exceptions import InvalidCiphertextException
from moto.kms.models import KmsBackend
from moto.kms.utils import RSAPrivateKey

KID, OTHER_KID = "42.e1", "41.e1"
DRAW = random.Random(7).randbytes


@cache
def key_pair(kid: str) -> rsa.RSAPrivateKey:
    """The pair of one name, the same each time: drawing one takes longer than the rest of a test."""
    return rsa.generate_private_key(65537, 3072)


def public_key(kid: str = KID) -> bytes:
    return key_pair(kid).public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def unwrap(wrapped: bytes, kid: str = KID) -> bytes:
    """What KMS does with a key of its own."""
    return _opened(key_pair(kid), wrapped)


def _opened(pair: rsa.RSAPrivateKey, wrapped: bytes) -> bytes:
    return pair.decrypt(wrapped, padding.OAEP(padding.MGF1(SHA256()), SHA256(), None))


class KmsPair(RSAPrivateKey):
    """The pair of one name as moto's KMS holds it."""

    def __init__(self, kid: str) -> None:
        self.key_size = 3072
        self.private_key = key_pair(kid)


def decrypt(
    self: KmsBackend, ciphertext_blob: bytes, encryption_context: dict[str, str], key_id: str | None = None
) -> tuple[bytes, str]:
    """What moto leaves out of KMS: decryption with an asymmetric key, which is all that we decrypt with."""
    key = self.keys[self.any_id_to_key_id(str(key_id))]
    try:
        return _opened(cast("KmsPair", key.private_key).private_key, ciphertext_blob), key.arn
    except ValueError:
        raise InvalidCiphertextException from None
