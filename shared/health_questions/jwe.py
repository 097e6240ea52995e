"""JWE in its compact form (RFC 7516), with RSA-OAEP-256 and A256GCM (RFC 7518) and a type that is always checked.

Written here since no JOSE library that we know decrypts with a key that never leaves KMS.
"""

import json
from collections.abc import Callable

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_der_public_key

from shared.jws.compact import base64, unbase64
from shared.jws.signature import NotGenuine, readable
from shared.kernel.ids import RandomBytes

Unwrap = Callable[[bytes], bytes]
"""The content key in an encrypted one, as RSA-OAEP with SHA-256 has it; raises ValueError for what is none."""

_KEY_BYTES, _IV_BYTES, _TAG_BYTES = 32, 12, 16
_OAEP = padding.OAEP(mgf=padding.MGF1(SHA256()), algorithm=SHA256(), label=None)


def encrypted(kind: str, content: bytes, kid: str, public_key: bytes, random_bytes: RandomBytes) -> str:
    """The content as a JWE of the type `kind`, for the RSA key `public_key` (DER), which is named `kid`.

    Raises ValueError for what is no RSA key.
    """
    recipient = load_der_public_key(public_key)
    if not isinstance(recipient, rsa.RSAPublicKey):
        raise ValueError("not an RSA key")
    header = {"alg": "RSA-OAEP-256", "enc": "A256GCM", "kid": kid, "typ": kind}
    head = base64(json.dumps(header, separators=(",", ":")).encode())
    key, start = random_bytes(_KEY_BYTES), random_bytes(_IV_BYTES)
    # The header is authenticated with the content: under another one nothing decrypts.
    sealed = AESGCM(key).encrypt(start, content, head.encode())
    text, tag = sealed[:-_TAG_BYTES], sealed[-_TAG_BYTES:]
    return ".".join((head, *map(base64, (recipient.encrypt(key, _OAEP), start, text, tag))))


def decrypted(text: str, kind: str, kid: str, unwrap: Unwrap) -> bytes:
    """The content of a JWE of the type `kind` for the key that is named `kid`, with which `unwrap` decrypts.

    Raises NotGenuine, which says the same whatever is wrong with what was encrypted.
    """
    head, wrapped, start, content, tag = readable(lambda: _parts(text))
    header = readable(lambda: json.loads(unbase64(head).decode()))
    if header != {"alg": "RSA-OAEP-256", "enc": "A256GCM", "kid": kid, "typ": kind}:
        raise NotGenuine(f"not of the type {kind}, encrypted for our key")
    try:
        return readable(lambda: _content(head, unwrap(unbase64(wrapped)), *map(unbase64, (start, content, tag))))
    except InvalidTag:
        raise NotGenuine("not readable") from None


def _parts(text: str) -> tuple[bytes, bytes, bytes, bytes, bytes]:
    head, wrapped, start, content, tag = text.encode("ascii").split(b".")
    return head, wrapped, start, content, tag


def _content(head: bytes, key: bytes, start: bytes, content: bytes, tag: bytes) -> bytes:
    # AES takes shorter keys, and GCM cut tags, that this algorithm has not.
    if (len(key), len(start), len(tag)) != (_KEY_BYTES, _IV_BYTES, _TAG_BYTES):
        raise ValueError("not as A256GCM has it")
    return AESGCM(key).decrypt(start, content + tag, head)
