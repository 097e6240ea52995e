"""Answering other regions: nothing is said unless a region that is recognised here asked this one, in time."""

from collections.abc import Callable, Mapping
from typing import Any

from shared.federation.envelope import answer_as_jwt, request_from_jwt
from shared.federation.model import Answer, Asker
from shared.jws.signature import NotGenuine, Sign
from shared.kernel.clock import Clock
from shared.kernel.errors import DomainError, ErrorCode
from shared.trust.model import Peer

Answering = Callable[[Asker, Mapping[str, Any]], Mapping[str, Any]]
"""Who asks about what, to what is said.

Raises DomainError. What it does is done once for one asker, however often it is called.
"""


class PeerAnswers:
    """Answers peers in the name of this region."""

    def __init__(
        self,
        *,
        issuer: int,
        key_id: int,
        sign: Sign,
        peer: Callable[[int], Peer | None],
        answers: Mapping[str, Answering],
        clock: Clock,
    ) -> None:
        """`answers` by the words of their questions; `sign` is the region's code key `key_id`."""
        self._issuer = issuer
        self._key_id = key_id
        self._sign = sign
        self._peer = peer
        self._answers = answers
        self._clock = clock

    def answer(self, question: str, request: str) -> str:
        """The signed answer to a signed request.

        Raises DomainError UNAUTHENTICATED for whatever is no genuine request of a region that is recognised here,
        without telling which it is, and what the answer to the question raises.
        """
        try:
            asked = request_from_jwt(request, self._peer, self._issuer, question, self._clock())
        except NotGenuine:
            raise DomainError(ErrorCode.UNAUTHENTICATED) from None
        said = self._answers[question](Asker(asked.asker, asked.request_id), asked.about)
        return answer_as_jwt(Answer(asked, self._clock(), said), self._key_id, self._sign)
