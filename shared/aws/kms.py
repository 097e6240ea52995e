"""KMS: signatures and keyed hashes whose keys never leave it."""

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mypy_boto3_kms import KMSClient

# Of a longer message KMS takes the digest, of which it makes the same signature.
_MOST_BYTES = 4096
_RSA_BYTES = frozenset({256, 384, 512})


@dataclass(frozen=True, slots=True)
class KmsSigningKey:
    """A P-256 signing key."""

    client: "KMSClient"
    key: str

    def sign(self, message: bytes) -> bytes:
        """The ES256 signature, in DER form, of a message of any length."""
        whole = len(message) <= _MOST_BYTES
        answer = self.client.sign(
            KeyId=self.key,
            Message=message if whole else hashlib.sha256(message).digest(),
            MessageType="RAW" if whole else "DIGEST",
            SigningAlgorithm="ECDSA_SHA_256",
        )
        return answer["Signature"]

    def public_key(self) -> bytes:
        """The public half as DER (SubjectPublicKeyInfo)."""
        return self.client.get_public_key(KeyId=self.key)["PublicKey"]


@dataclass(frozen=True, slots=True)
class KmsPublicKey:
    """The public half of a key that others use."""

    client: "KMSClient"
    key: str

    def public_key(self) -> bytes:
        """It as DER (SubjectPublicKeyInfo)."""
        return self.client.get_public_key(KeyId=self.key)["PublicKey"]


@dataclass(frozen=True, slots=True)
class KmsKeyedHash:
    """HMAC-SHA-256."""

    client: "KMSClient"
    key: str

    def __call__(self, message: bytes) -> bytes:
        """The 32-byte hash of a message of at most 4,096 bytes."""
        return self.client.generate_mac(KeyId=self.key, Message=message, MacAlgorithm="HMAC_SHA_256")["Mac"]


@dataclass(frozen=True, slots=True)
class KmsDecryptionKey:
    """An RSA key to whose public half others encrypt."""

    client: "KMSClient"
    key: str

    def unwrap(self, wrapped: bytes) -> bytes:
        """What was encrypted with RSA-OAEP and SHA-256.

        Raises ValueError for what was not, or not to this key.
        """
        if len(wrapped) not in _RSA_BYTES:
            raise ValueError("not as long as an RSA key")
        try:
            answer = self.client.decrypt(
                KeyId=self.key, CiphertextBlob=wrapped, EncryptionAlgorithm="RSAES_OAEP_SHA_256"
            )
        except self.client.exceptions.InvalidCiphertextException:
            raise ValueError("not encrypted to this key") from None
        return answer["Plaintext"]
