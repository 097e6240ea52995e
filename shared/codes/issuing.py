"""Drawing and signing new codes for one issuer."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from shared.aws.tables import Table
from shared.codes import token
from shared.codes.model import Claims, Code, IssuerKey
from shared.codes.store import CodeStore
from shared.kernel.ids import CodeId, PersonId, RandomBytes
from shared.risk.model import Hold

_CODE_ID_BYTES = 12


class SigningKey(Protocol):
    """A P-256 key whose private half stays where it is."""

    def sign(self, message: bytes) -> bytes:
        """The ES256 signature of `message` in DER form."""

    def public_key(self) -> bytes:
        """The public half as DER (SubjectPublicKeyInfo)."""


def publish_key(core: Table, key: SigningKey, issuer: int, key_id: int, now: datetime) -> IssuerKey:
    """Make the public half of `key` known to everything that verifies, before anything is signed with it; returns it.

    Raises ValueError for a key that nobody could load, or when the issuer has published another one under `key_id`.
    """
    public_key = IssuerKey(issuer, key_id, key.public_key())
    # What is published stays, and one key that cannot be loaded would keep every scanner from starting.
    token.load_keys((public_key,))
    CodeStore(core).publish(public_key, now)
    return public_key


@dataclass
class CodeIssuer:
    """Issues codes under one key.

    The public key is published before the first code of this process is issued, so that no code exists that a
    scanner could not verify.
    """

    core: Table
    key: SigningKey
    issuer: int
    key_id: int
    prefix: str
    random_bytes: RandomBytes
    _published: bool = field(default=False, init=False)

    def draw(
        self,
        person_id: PersonId,
        masked_name: str,
        holds: tuple[Hold, ...],
        now: datetime,
        *,
        unconfirmed: bool = False,
    ) -> Code:
        """A new, signed code for a person, not stored yet.

        Its place in the status lists may be taken: storing it is then refused, and the caller draws again.
        """
        self._publish(now)
        claims = Claims(self.issuer, self.key_id, int(now.timestamp()), CodeId(self.random_bytes(_CODE_ID_BYTES).hex()))
        return Code(
            issuer=self.issuer,
            code_id=claims.code_id,
            person_id=person_id,
            payload=token.issue(claims, self.prefix, self.key.sign),
            masked_name=masked_name,
            issued_at=now,
            replaced_at=None,
            holds=holds,
            unconfirmed=unconfirmed,
        )

    def _publish(self, now: datetime) -> None:
        if not self._published:
            publish_key(self.core, self.key, self.issuer, self.key_id, now)
            self._published = True
