"""A resident's code: looked at with its status, and replaced when it was lost or leaked (M7, M9, M12, M13)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from shared.aws.tables import Table
from shared.codes.issuing import CodeIssuer
from shared.codes.model import Code
from shared.codes.store import CodeStore
from shared.family.model import Acting
from shared.kernel.clock import Clock
from shared.kernel.concurrency import Changed, retry_when_changed
from shared.kernel.errors import DomainError, ErrorCode
from shared.kernel.ids import PersonId, derived_id
from shared.kernel.signals import CodeReplaced, Signals
from shared.risk.model import Status
from shared.risk.rules import status_at
from shared.risk.store import Person, RiskStore

_RETRY_WINDOW = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class CodeView:
    """A code and the colour it has at one instant."""

    code: Code
    status: Status
    as_of: datetime


class CodeService:
    """Codes of the people an account may act for."""

    def __init__(self, *, core: Table, issuer: CodeIssuer, clock: Clock, signals: Signals) -> None:
        self._codes = CodeStore(core)
        self._risks = RiskStore(core)
        self._issuer = issuer
        self._clock = clock
        self._signals = signals

    def view(self, acting: Acting) -> CodeView:
        """The person's current code with its colour and every reason."""
        now = self._clock()
        _, code = self._current(acting.subject)
        return CodeView(code, status_at(code.holds, now), now)

    def replace(self, acting: Acting, idempotency_key: str) -> CodeView:
        """A new code; the old one is `REPLACED` from the same instant. A retry returns the code of its first try.

        Raises DomainError BUSY.
        """
        request_id = derived_id(acting.account, idempotency_key)
        return retry_when_changed(lambda: self._replace(acting, request_id))

    def _replace(self, acting: Acting, request_id: str) -> CodeView:
        now = self._clock()
        person, old = self._current(acting.subject)
        new = self._issuer.draw(acting.subject, old.masked_name, person.holds, now, unconfirmed=person.unconfirmed)
        expires_at = int((now + _RETRY_WINDOW).timestamp())
        stored_id = self._codes.replace(request_id, person, old, new, expires_at, acting.actor)
        stored = new if stored_id == new.code_id else self._codes.code(stored_id)
        if stored is None:
            raise Changed
        if stored is new:
            self._signals(CodeReplaced())
        # A late retry gets a code that may itself have been replaced since; its person's colour is that of now.
        return CodeView(stored, status_at(person.holds, now), now)

    def _current(self, person_id: PersonId) -> tuple[Person, Code]:
        person = self._risks.person(person_id)
        code = self._codes.code(person.code_id) if person.code_id else None
        if code is None:
            raise DomainError(ErrorCode.NOT_FOUND)
        return person, code
