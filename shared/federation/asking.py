"""Asking another region: one try within a budget, and at once nothing while a peer fails again and again."""

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from pybreaker import CircuitBreaker, CircuitBreakerError
from urllib3.util import Timeout

from shared.federation.envelope import answer_from_jwt, request_as_jwt
from shared.federation.model import About, PeerFailed, Reason, Request
from shared.jws.signature import NotGenuine, Sign
from shared.kernel.clock import Clock
from shared.kernel.ids import RandomBytes
from shared.outside.in_time import in_time
from shared.outside.line import Lack, Line, RequestRefused, Unanswered
from shared.trust.model import Peer

ROUTES = "/v1/federation/"
"""Where questions go below the address of a region, each under its own word."""
_REQUEST_ID_BYTES = 16
_BECAUSE = {
    Lack.NOT_REACHED: Reason.NOT_REACHED,
    Lack.TOO_SLOW: Reason.TOO_SLOW,
    Lack.REFUSED: Reason.REFUSED,
    Lack.NOT_READABLE: Reason.NOT_READABLE,
}
_OPENS_THE_BREAKER = frozenset(
    {Reason.NOT_REACHED, Reason.TOO_SLOW, Reason.REFUSED, Reason.NOT_READABLE, Reason.NOT_GENUINE}
)


@dataclass(frozen=True, slots=True)
class PeerLimits:
    """What a question may cost."""

    total_seconds: float
    """From the look at what is known of the peer to the check of its answer."""
    connect_seconds: float
    answer_limit_bytes: int
    failures_to_open: int = 3
    open_seconds: float = 20.0


LIVE = PeerLimits(total_seconds=0.8, connect_seconds=0.4, answer_limit_bytes=16 * 1024)
"""While somebody waits at a gate."""


class PeerQuestions:
    """Asks peers in the name of this region.

    One question at a time, as a Lambda environment has it: a breaker lets nobody pass another.
    """

    def __init__(
        self,
        *,
        issuer: int,
        key_id: int,
        sign: Sign,
        peer: Callable[[int], Peer | None],
        clock: Clock,
        random_bytes: RandomBytes,
        limits: PeerLimits = LIVE,
    ) -> None:
        """`sign` is the region's code key `key_id`; `peer` what is known of another region by its number."""
        self._issuer = issuer
        self._key_id = key_id
        self._sign = sign
        self._peer = peer
        self._clock = clock
        self._random_bytes = random_bytes
        self._limits = limits
        self._breakers: dict[int, CircuitBreaker] = {}
        self._lines: dict[str, Line] = {}

    def ask(self, issuer: int, question: str, about: About) -> Mapping[str, Any]:
        """What the region `issuer` says to the question `about` something, within the limits.

        Raises PeerFailed with the reason why it said nothing that counts.
        """
        said = self._said(issuer, question, about)
        # Raised here, so that neither the question nor what came instead of an answer is in a frame or a cause.
        if isinstance(said, Reason):
            raise PeerFailed(said)
        return said

    def _said(self, issuer: int, question: str, about: About) -> Mapping[str, Any] | Reason:
        try:
            return self._breaker(issuer).call(self._in_time, issuer, question, about)
        except CircuitBreakerError:
            return Reason.BREAKER_OPEN
        except PeerFailed as failed:
            return failed.reason

    def _breaker(self, issuer: int) -> CircuitBreaker:
        if issuer not in self._breakers:
            self._breakers[issuer] = CircuitBreaker(
                fail_max=self._limits.failures_to_open,
                reset_timeout=self._limits.open_seconds,
                exclude=[_says_nothing_of_the_peer],
                throw_new_error_on_trip=False,
            )
        return self._breakers[issuer]

    def _in_time(self, issuer: int, question: str, about: About) -> Mapping[str, Any]:
        try:
            deadline = time.monotonic() + self._limits.total_seconds
            return in_time(self._limits.total_seconds, lambda: self._ask(issuer, question, about, deadline))
        except TimeoutError:
            raise PeerFailed(Reason.TOO_SLOW) from None

    def _ask(self, issuer: int, question: str, about: About, deadline: float) -> Mapping[str, Any]:
        now, peer = self._clock(), self._peer(issuer)
        if peer is None or not peer.counts_at(now):
            raise PeerFailed(Reason.NO_PEER)
        request_id = self._random_bytes(_REQUEST_ID_BYTES).hex()
        told = about(request_id) if callable(about) else about
        request = Request(self._issuer, issuer, now, request_id, question, told)
        answer = self._answer(peer, question, self._signed(request), deadline)
        try:
            return answer_from_jwt(answer, peer, request, self._clock())
        except NotGenuine:
            raise PeerFailed(Reason.NOT_GENUINE) from None

    def _signed(self, request: Request) -> str:
        try:
            return request_as_jwt(request, self._key_id, self._sign)
        except Exception:  # noqa: BLE001  whatever keeps the key from signing, it must not keep somebody at a gate
            raise PeerFailed(Reason.NOT_SIGNED) from None

    def _answer(self, peer: Peer, question: str, request: str, deadline: float) -> str:
        seconds = deadline - time.monotonic()
        if seconds <= 0:
            # Nobody waits for it any more, and each question is in somebody's access log.
            raise PeerFailed(Reason.TOO_SLOW)
        timeout = Timeout(connect=min(self._limits.connect_seconds, seconds), read=seconds)
        line, body = self._line(peer.entry.service), json.dumps({"request": request}).encode("ascii")
        try:
            answer = line.post(ROUTES + question, body, timeout)
        except RequestRefused:
            raise _OneRequestRefused(Reason.REFUSED) from None
        except Unanswered as unanswered:
            raise PeerFailed(_BECAUSE[unanswered.lack]) from None
        match answer:
            case (("answer", str(text)),):
                return text
        raise PeerFailed(Reason.NOT_READABLE)

    def _line(self, service: str) -> Line:
        if service not in self._lines:
            try:
                self._lines[service] = Line(service, self._limits.answer_limit_bytes)
            except ValueError:
                # An address that is none, or one to which nothing may be sent.
                raise PeerFailed(Reason.NOT_REACHED) from None
        return self._lines[service]


class _OneRequestRefused(PeerFailed):
    """The peer is well, but does not take this request."""


def _says_nothing_of_the_peer(error: BaseException) -> bool:
    if isinstance(error, _OneRequestRefused) or not isinstance(error, PeerFailed):
        return True
    return error.reason not in _OPENS_THE_BREAKER
