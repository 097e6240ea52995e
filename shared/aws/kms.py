"""KMS: signatures and keyed hashes whose keys never leave it."""

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mypy_boto3_kms import KMSClient

# What KMS takes in bytes; of anything longer it takes the digest, which gives the same signature.
_MOST_RAW = 4096


@dataclass(frozen=True, slots=True)
class KmsSigningKey:
    """A P-256 signing key."""

    client: "KMSClient"
    key: str

    def sign(self, message: bytes) -> bytes:
        """The ES256 signature, in DER form, of a message of any length."""
        if len(message) <= _MOST_RAW:
            answer = self.client.sign(
                KeyId=self.key, Message=message, MessageType="RAW", SigningAlgorithm="ECDSA_SHA_256"
            )
        else:
            digest = hashlib.sha256(message).digest()
            answer = self.client.sign(
                KeyId=self.key, Message=digest, MessageType="DIGEST", SigningAlgorithm="ECDSA_SHA_256"
            )
        return answer["Signature"]

    def public_key(self) -> bytes:
        """The public half as DER (SubjectPublicKeyInfo)."""
        return self.client.get_public_key(KeyId=self.key)["PublicKey"]


@dataclass(frozen=True, slots=True)
class KmsKeyedHash:
    """HMAC-SHA-256."""

    client: "KMSClient"
    key: str

    def __call__(self, message: bytes) -> bytes:
        """The 32-byte hash of a message of at most 4,096 bytes."""
        return self.client.generate_mac(KeyId=self.key, Message=message, MacAlgorithm="HMAC_SHA_256")["Mac"]
