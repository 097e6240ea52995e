"""The identity register over HTTP; `docs/identity-register.md` is the contract.

Whatever is not exactly an answer of the contract is unavailability and never a match.
"""

import random
import time
from base64 import b64encode
from collections.abc import Callable

from shared.identity.model import Identity
from shared.kernel.errors import DomainError, ErrorCode
from shared.outside.line import Unanswered
from shared.outside.system import USUAL, Contract, Limits, OutsideSystem

_RESULTS: dict[str, ErrorCode | None] = {
    "MATCH": None,
    "NOT_ON_FILE": ErrorCode.IDENTITY_NOT_ON_FILE,
    "NAME_OR_DOCUMENT_MISMATCH": ErrorCode.NAME_OR_DOCUMENT_MISMATCH,
    "FACE_MISMATCH": ErrorCode.FACE_MISMATCH,
}


class HttpIdentityRegister:
    """Asks the register behind `url`, with the bearer key that `api_key` returns."""

    def __init__(
        self,
        url: str,
        api_key: Callable[[], str],
        limits: Limits = USUAL,
        *,
        pause: Callable[[float], None] = time.sleep,
        uniform: Callable[[float, float], float] = random.uniform,
    ) -> None:
        """Connect to nothing yet.

        Raises ValueError unless `url` is https, or http to this machine itself, without user, query or fragment.
        """
        self._system = OutsideSystem(_CONTRACT, url, api_key, limits, pause=pause, uniform=uniform)

    def verify(self, identity: Identity) -> None:
        """Return when the register says that document, name and face belong together.

        Raises DomainError IDENTITY_NOT_ON_FILE, NAME_OR_DOCUMENT_MISMATCH or FACE_MISMATCH as the register says, or
        IDENTITY_REGISTER_UNAVAILABLE, with the seconds to wait, when it says nothing that counts (M4).
        """
        refusal = self._system.ask(identity)
        if refusal is not None:
            raise DomainError(refusal)


def _body(identity: Identity) -> dict[str, str]:
    return {
        "document_type": identity.document.type.value,
        "document_number": identity.document.number.reveal(),
        "name": identity.name.reveal(),
        "face": b64encode(identity.face.reveal()).decode("ascii"),
    }


def _meaning(answer: object) -> ErrorCode | None:
    for result, code in _RESULTS.items():
        if answer == (("result", result),):
            return code
    raise Unanswered


_CONTRACT: Contract[Identity, ErrorCode | None] = Contract(
    path="/v1/verifications",
    body=_body,
    meaning=_meaning,
    unavailable=ErrorCode.IDENTITY_REGISTER_UNAVAILABLE,
    answer_limit_bytes=4096,
)
