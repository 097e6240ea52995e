"""Who signs status lists, and what every list of an issuer says of itself."""

from dataclasses import dataclass
from datetime import timedelta

from shared.jws.signature import Sign, key_name, signature
from shared.statuslist.model import LISTS


@dataclass(frozen=True, slots=True)
class Signer:
    """One issuer's key, the address under which it publishes, and how long a scanner keeps what it got."""

    issuer: int
    key_id: int
    sign: Sign
    address: str
    """`https://<host>/v1/status-lists`, without a slash at the end."""
    time_to_live: timedelta

    @property
    def kid(self) -> str:
        """The name of the key in a token's header."""
        return key_name(self.issuer, self.key_id)

    def signature(self, message: bytes) -> bytes:
        """The signature as JOSE and COSE write it."""
        return signature(message, self.sign)


def list_number(subject: str) -> int:
    """The number of the list whose subject it is: what stands after the last slash, as we write it.

    Raises ValueError for anything else, also for other ways to write a number.
    """
    written = subject.rpartition("/")[2]
    number = int(written)
    if written != str(number) or not 0 <= number < LISTS:
        raise ValueError("no list has this subject")
    return number
