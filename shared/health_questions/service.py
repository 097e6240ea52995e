"""What this region tells another of a person, on behalf of that person (M21)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from shared.access.model import LookedUp
from shared.aws.tables import Table
from shared.declarations.store import DeclarationStore
from shared.federation.answering import Answering
from shared.federation.model import Asker, Question
from shared.health_checks.store import HealthCheckStore
from shared.health_questions import rules
from shared.health_questions.jwe import Unwrap
from shared.health_questions.model import Detail, Lists
from shared.health_questions.saying import UNKNOWN, Said, detail_said, summary_said
from shared.health_questions.sealed import Asked, unsealed
from shared.health_questions.store import HealthQuestionStore, PeerLook
from shared.identity.model import Document
from shared.identity.service import PersonIds
from shared.jws.signature import NotGenuine
from shared.kernel.clock import Clock, day_of
from shared.kernel.concurrency import retry_when_changed
from shared.kernel.errors import FieldsRefused
from shared.kernel.federation_signals import HealthQuestionAnswered
from shared.kernel.signals import Signals
from shared.laboratory.store import LabResultStore
from shared.notices.store import NoticeStore
from shared.risk.rules import status_at
from shared.risk.store import Person, RiskStore
from shared.temperatures.store import TemperatureStore
from shared.trust.rules import encryption_key_name

# Nothing is added here, so no retention of declarations is ever reckoned.
_KEPT = timedelta(0)


@dataclass(frozen=True, slots=True)
class Recipient:
    """Ourselves, as others encrypt to us: our number, and the key with its name."""

    issuer: int
    kid: str
    unwrap: Unwrap = field(repr=False)

    @classmethod
    def of(cls, issuer: int, unwrap: Unwrap) -> "Recipient":
        """The region `issuer` with its one key."""
        return cls(issuer, encryption_key_name(issuer), unwrap)


@dataclass(frozen=True, slots=True)
class Limits:
    """What a region decides about questions of others."""

    per_hour: int
    """The most that one region has in a clock hour."""
    retention: timedelta
    """How long a person sees that somebody asked."""


class HealthAnswers:
    """What this region tells another of a person, whose document the other one's resident let it send.

    First the entry in the person's access log, with the count of the other region's questions; then anything of the
    person is read. Of a person of whom nothing is held, nothing else is said, and the entry and the count are the same.
    Both questions raise FieldsRefused for what is no document that was sealed for them, and DomainError
    TOO_MANY_ATTEMPTS or BUSY. Asked again under the same request, they answer again and count nothing.
    """

    def __init__(
        self,
        *,
        core: Table,
        person_ids: PersonIds,
        recipient: Recipient,
        limits: Limits,
        clock: Clock,
        signals: Signals,
    ) -> None:
        self._store = HealthQuestionStore(core, limits.retention)
        self._people = RiskStore(core)
        self._temperatures = TemperatureStore(core)
        self._declarations = DeclarationStore(core, _KEPT)
        self._health_checks = HealthCheckStore(core)
        self._results = LabResultStore(core)
        self._notices = NoticeStore(core)
        self._person_ids = person_ids
        self._recipient = recipient
        self._per_hour = limits.per_hour
        self._clock = clock
        self._signals = signals

    def answers(self) -> Mapping[str, Answering]:
        """The answers by the words of their questions."""
        return {Question.HEALTH_SUMMARY: self.summary, Question.HEALTH_DETAIL: self.detail}

    def summary(self, asker: Asker, about: Mapping[str, Any]) -> Said:
        """What is held of a person, at a glance."""
        detail = self._answer(asker, about, Question.HEALTH_SUMMARY, LookedUp.HEALTH_SUMMARY)
        return summary_said(rules.summary_of(detail)) if detail else UNKNOWN

    def detail(self, asker: Asker, about: Mapping[str, Any]) -> Said:
        """What a person sees of their own data here."""
        detail = self._answer(asker, about, Question.HEALTH_DETAIL, LookedUp.HEALTH_DETAIL)
        return detail_said(detail) if detail else UNKNOWN

    def _answer(self, asker: Asker, about: Mapping[str, Any], question: Question, looked_up: LookedUp) -> Detail | None:
        now = self._clock().replace(microsecond=0)
        person_id = self._person_ids.of(self._document(asker, about, question, day_of(now)))
        look = PeerLook(person_id, asker.issuer, asker.request_id, looked_up, now)
        retry_when_changed(lambda: self._store.add(look, self._per_hour))
        person = self._people.person(person_id)
        detail = self._detail(person, now) if person.version else None
        self._signals(HealthQuestionAnswered(str(asker.issuer), question.value, "KNOWN" if detail else "UNKNOWN"))
        return detail

    def _document(self, asker: Asker, about: Mapping[str, Any], question: Question, today: date) -> Document:
        ours = self._recipient
        asked = Asked(asker.issuer, ours.issuer, question.value, asker.request_id)
        try:
            return unsealed(about.get("person"), asked, ours.kid, ours.unwrap, today)
        except NotGenuine:
            raise FieldsRefused({"about.person": "not a document that was sealed for this question"}) from None

    def _detail(self, person: Person, now: datetime) -> Detail:
        person_id, status = person.person_id, status_at(person.holds, now)
        temperatures, older_temperatures = self._temperatures.page(person_id, rules.SHOWN)
        declarations, older_declarations = self._declarations.page(person_id, rules.SHOWN, None)
        checks, older_checks = self._health_checks.page(person_id, rules.SHOWN)
        results, older_results = self._results.page(person_id, rules.SHOWN)
        notices, older_notices = self._notices.page(person_id, rules.SHOWN)
        older = {
            "temperatures": older_temperatures,
            "declarations": older_declarations,
            "health_checks": older_checks,
            "test_results": older_results,
            "release_notices": older_notices,
        }
        lists = Lists(
            temperatures=rules.measured(temperatures),
            declarations=rules.declared(declarations),
            health_checks=rules.checked(checks),
            test_results=rules.sampled(results),
            release_notices=rules.released(notices, now),
            more=frozenset(name for name, place in older.items() if place is not None),
        )
        return Detail(status.colour, now, rules.because(status.because), lists)
