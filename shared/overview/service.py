"""Everything about a person's health in one call (M5, M17, M21)."""

from datetime import timedelta
from itertools import islice

from shared.aws.tables import Table
from shared.certificates.model import Certificate, State
from shared.certificates.store import CertificateStore
from shared.declarations.store import DeclarationStore
from shared.family.model import Acting
from shared.health_checks.store import HealthCheckStore
from shared.kernel.clock import Clock
from shared.kernel.ids import PersonId
from shared.notices.rules import is_kept
from shared.notices.store import NoticeStore
from shared.overview import rules
from shared.overview.model import Overview
from shared.risk.rules import status_at
from shared.risk.store import RiskStore
from shared.temperatures.rules import is_fever
from shared.temperatures.store import TemperatureStore

SHOWN = 3
"""Certificates, and release notices, at one glance."""
_LOOKED_THROUGH = 20
# Nothing is written here, so that how long it would be kept is no matter.
_KEPT = timedelta(0)


class OverviewService:
    """The newest of everything, of the people an account may act for."""

    def __init__(self, *, core: Table, provinces: str, clock: Clock) -> None:
        """`provinces` is the setting that names their entry points; raises ValueError when it cannot be read."""
        self._people = RiskStore(core)
        self._temperatures = TemperatureStore(core)
        self._health_checks = HealthCheckStore(core)
        self._declarations = DeclarationStore(core, _KEPT)
        self._certificates = CertificateStore(core)
        self._notices = NoticeStore(core)
        self._provinces = rules.provinces(provinces)
        self._clock = clock

    def overview(self, acting: Acting) -> Overview:
        """The colour that a scan would find now, with its reasons, and the newest of every list."""
        person_id, now = acting.subject, self._clock()
        # The person's holds are those of their code: whatever changes the one changes the other with it.
        person = self._people.person(person_id)
        temperature = next(iter(self._temperatures.page(person_id, 1, None)[0]), None)
        health_check = next(iter(self._health_checks.page(person_id, 1)[0]), None)
        declaration = next(iter(self._declarations.page(person_id, 1, None)[0]), None)
        notices, _ = self._notices.page(person_id, SHOWN, None)
        return Overview(
            person_id=person_id,
            status=status_at(person.holds, now),
            as_of=now,
            temperature=temperature,
            fever=temperature is not None and is_fever(temperature),
            health_check=health_check,
            declaration=declaration,
            certificates=self._confirmed(person_id),
            release_notices=tuple(notice for notice in notices if is_kept(notice, now)),
            provinces=self._provinces,
        )

    def _confirmed(self, person_id: PersonId) -> tuple[Certificate, ...]:
        # Uploads that never came stay listed for a day, refused ones for a week: too few to hide a confirmed one.
        newest, _ = self._certificates.page(person_id, _LOOKED_THROUGH, None)
        return tuple(islice((each for each in newest if each.state is State.CONFIRMED), SHOWN))
