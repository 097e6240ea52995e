"""A person's health in other regions, asked with consent and of nobody without (M21); nothing of it is stored."""

import re
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor, wait
from datetime import datetime
from typing import Any, TypeVar

from shared.aws.tables import Table
from shared.consents.model import Consent, Matter
from shared.consents.store import ConsentStore
from shared.family.model import Acting
from shared.federation.model import About, PeerFailed, Question, Reason
from shared.health_questions.sealed import Asked, seal
from shared.health_questions.understanding import detail_from, summary_from
from shared.identity.model import Document
from shared.identity.store import DocumentStore
from shared.jws.signature import NotGenuine, readable
from shared.kernel.clock import Clock
from shared.kernel.errors import DomainError, ErrorCode
from shared.kernel.federation_signals import ProvinceAsked, ProvincesConsentGiven, ProvincesConsentRevoked
from shared.kernel.ids import RandomBytes
from shared.kernel.signals import Signals
from shared.provinces.model import Row, Seen
from shared.provinces.store import ProvinceLookStore
from shared.trust.model import Peer
from shared.trust.store import TrustStore

MOST_AN_HOUR = 60
"""Looks of one account: what a region may ask another in an hour is for all of its residents."""
BUDGET_SECONDS = 3.0
"""How long a resident waits for all regions together; PeerQuestions' own limit is below it."""
NO_KEY = "NO_KEY"
"""The region publishes no key to which a document could be encrypted, so it is not asked."""
_RETRY_SECONDS = 30
_ISSUER = re.compile(r"[1-9]\d{0,2}", re.ASCII)

Ask = Callable[[int, str, About], Mapping[str, Any]]
"""PeerQuestions.ask: whom, which question, about what; to what is said, or PeerFailed."""

T = TypeVar("T")


class ProvinceService:
    """Consent, and what the regions that we recognise say of a person once it is given."""

    def __init__(
        self,
        *,
        core: Table,
        vault: Table,
        issuer: int,
        ask: Ask,
        random_bytes: RandomBytes,
        clock: Clock,
        signals: Signals,
        budget_seconds: float = BUDGET_SECONDS,
    ) -> None:
        """`issuer` is our own number."""
        self._consents = ConsentStore(core, Matter.PROVINCES)
        self._peers = TrustStore(core)
        self._documents = DocumentStore(vault)
        self._looks = ProvinceLookStore(core)
        self._issuer = issuer
        self._ask = ask
        self._random_bytes = random_bytes
        self._clock = clock
        self._signals = signals
        self._budget_seconds = budget_seconds

    def give_consent(self, acting: Acting) -> tuple[Consent, bool]:
        """Let other regions be asked about the subject; returns the consent that holds, and whether it is new."""
        wanted = Consent(self._clock(), acting.actor)
        held = self._consents.give(acting.subject, wanted)
        new = held is wanted
        if new:
            self._signals(ProvincesConsentGiven())
        return held, new

    def revoke_consent(self, acting: Acting) -> None:
        """Take the consent back; does nothing when there is none."""
        if self._consents.revoke(acting.subject, acting.actor, self._clock()):
            self._signals(ProvincesConsentRevoked())

    def summaries(self, acting: Acting) -> tuple[Row, ...]:
        """Every region that we recognise, by its number, with what it says or why it says nothing now.

        They are asked at the same time, so that one that does not answer delays no other. Raises DomainError
        CONSENT_MISSING or TOO_MANY_ATTEMPTS.
        """
        self._check_consent(acting)
        now = self._clock()
        peers = [peer for peer in self._peers.peers() if peer.counts_at(now)]
        if not peers:
            return ()
        document = self._document(acting, now)
        asked = {
            peer.entry.issuer: self._asking(peer, Question.HEALTH_SUMMARY, document, summary_from) for peer in peers
        }
        rows = []
        for issuer, answer in self._together(asked).items():
            silence = answer if isinstance(answer, str) else None
            rows.append(Row(issuer, silence, None if isinstance(answer, str) else answer))
            self._signals(ProvinceAsked(str(issuer), Question.HEALTH_SUMMARY.value, silence or _known(answer)))
        return tuple(rows)

    def detail(self, acting: Acting, issuer: str) -> Seen:
        """What one region that we recognise says in detail.

        Raises DomainError CONSENT_MISSING, TOO_MANY_ATTEMPTS, NOT_FOUND for a region that we do not recognise, and
        PROVINCE_UNAVAILABLE with the reason when it says nothing that counts.
        """
        self._check_consent(acting)
        peer, now = self._peers.peer(int(issuer)) if _ISSUER.fullmatch(issuer) else None, self._clock()
        if peer is None or not peer.counts_at(now):
            raise DomainError(ErrorCode.NOT_FOUND)
        document, number = self._document(acting, now), peer.entry.issuer
        answer = self._together({number: self._asking(peer, Question.HEALTH_DETAIL, document, detail_from)})[number]
        silence = answer if isinstance(answer, str) else None
        self._signals(ProvinceAsked(str(number), Question.HEALTH_DETAIL.value, silence or _known(answer)))
        if isinstance(answer, str):
            raise DomainError(ErrorCode.PROVINCE_UNAVAILABLE, {"reason": answer}, retry_after=_RETRY_SECONDS)
        return Seen(number, answer)

    def _check_consent(self, acting: Acting) -> None:
        if self._consents.consent(acting.subject) is None:
            raise DomainError(ErrorCode.CONSENT_MISSING)

    def _document(self, acting: Acting, now: datetime) -> Document:
        """The subject's document, for one look, which is counted for the account."""
        document = self._documents.document_of(acting.subject)
        if document is None:
            raise DomainError(ErrorCode.NOT_FOUND)
        self._looks.count(acting.account, now, MOST_AN_HOUR)
        return document

    def _asking(
        self, peer: Peer, question: Question, document: Document, meaning: Callable[[Mapping[str, Any]], T]
    ) -> Callable[[], T | str]:
        """A question that is ready to be asked; its outcome is the answer, or the name of why there is none."""
        issuer, encryption_keys = peer.entry.issuer, peer.entry.encryption_keys

        def about(request_id: str) -> Mapping[str, Any]:
            asked, key = Asked(self._issuer, issuer, question.value, request_id), encryption_keys[0]
            return {"person": readable(lambda: seal(document, asked, key.kid, key.public_key, self._random_bytes))}

        def ask() -> T | str:
            try:
                return meaning(self._ask(issuer, question.value, about))
            except PeerFailed as failed:
                return failed.reason.value
            except NotGenuine:
                return Reason.NOT_READABLE.value

        return ask if encryption_keys else lambda: NO_KEY

    def _together(self, questions: Mapping[int, Callable[[], T | str]]) -> Mapping[int, T | str]:
        """The outcome of each question, all of them asked at the same time and waited for no longer than the budget."""
        workers = ThreadPoolExecutor(len(questions), thread_name_prefix="province")
        asked: dict[int, Future[T | str]] = {issuer: workers.submit(ask) for issuer, ask in questions.items()}
        wait(asked.values(), timeout=self._budget_seconds)
        # Who is not ready is left behind; each ends at its own limit.
        workers.shutdown(wait=False, cancel_futures=True)
        return {issuer: future.result() if future.done() else Reason.TOO_SLOW.value for issuer, future in asked.items()}


def _known(answer: object) -> str:
    return "UNKNOWN" if answer is None else "KNOWN"
