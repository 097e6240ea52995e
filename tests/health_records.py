"""Records of a person's health, put straight into the stores: what others made before a test begins."""

from datetime import timedelta

from shared.certificates.model import Certificate, Description, KeptFile, MediaType
from shared.certificates.model import Kind as CertificateKind
from shared.certificates.store import CertificateStore
from shared.declarations.model import Content, Declaration, Isolation, IsolationKind, Membership, Recipient
from shared.declarations.model import Kind as DeclarationKind
from shared.declarations.store import DeclarationStore
from shared.kernel.clock import day_of
from shared.kernel.ids import AccountId, EntryId, PersonId, ScanId, derived_id
from shared.kernel.roles import StaffRole
from shared.notices.model import Observation, ReleaseNotice
from shared.notices.store import NoticeStore
from shared.risk.store import Lift, RiskStore
from shared.temperatures.model import Temperature
from shared.temperatures.store import TemperatureStore
from tests.acts import HOSPITAL
from tests.region import Region

KEPT = timedelta(days=30)
MEDIC = AccountId("medic-1")
_SCAN = ScanId("a" * 16)


def measured(region: Region, person: PersonId, tenths: int) -> Temperature:
    """A temperature that a medic takes now."""
    temperature = Temperature(
        entry_id=_id(region, "temperature", person, str(tenths)),
        person_id=person,
        tenths=tenths,
        measured_at=region.clock(),
        officer=MEDIC,
        role=StaffRole.MEDIC,
        checkpoint_id=HOSPITAL,
        scan_id=_SCAN,
    )
    return TemperatureStore(region.core).add(temperature, KEPT)


def declared(
    region: Region,
    person: PersonId,
    remarks: str | None = None,
    *,
    by: PersonId | None = None,
    to: Membership | None = None,
) -> Declaration:
    """A declaration that the person, or `by`, makes now: to an enterprise, else a self check."""
    declaration = Declaration(
        entry_id=_id(region, "declaration", person, remarks or ""),
        kind=DeclarationKind.EMPLOYEE if to else DeclarationKind.SELF_CHECK,
        subject=person,
        declared_by=by or person,
        declared_at=region.clock(),
        content=Content(
            temperature_tenths=365,
            symptoms=(),
            stays=(),
            contacts=(),
            isolation=Isolation(IsolationKind.NONE),
            remarks=remarks,
        ),
        recipient=Recipient(to.organisation_id, to.organisation_name) if to else None,
    )
    return DeclarationStore(region.core, KEPT).add(declaration, to)


def requested(region: Region, person: PersonId, note: str | None = None, *, by: PersonId | None = None) -> Certificate:
    """A certificate whose file has not come yet."""
    certificate = Certificate(
        person_id=person,
        certificate_id=_id(region, "certificate", person, note or ""),
        description=Description(CertificateKind.NUCLEIC_ACID_TEST, MediaType.PDF, day_of(region.clock()), note),
        uploaded_by=by or person,
        requested_at=region.clock(),
    )
    return CertificateStore(region.core).add(certificate)


def certified(region: Region, person: PersonId, note: str | None = None, *, by: PersonId | None = None) -> Certificate:
    """A certificate with its checked file, whose content no test looks at."""
    certificate = requested(region, person, note, by=by)
    assert CertificateStore(region.core).confirm(certificate, KeptFile(1024, "etag"), region.clock(), KEPT)
    return certificate


def released(region: Region, person: PersonId, institution: str) -> ReleaseNotice:
    """A release notice that lifts nothing and whose signature no test looks at."""
    now = region.clock()
    notice = ReleaseNotice(
        entry_id=_id(region, "notice", person, institution),
        person_id=person,
        masked_name=RiskStore(region.core).person(person).masked_name or "",
        observation=Observation(institution, "观察点", day_of(now - timedelta(days=14)), day_of(now)),
        lifted=(),
        issued_at=now,
        kept_until=now + KEPT,
        payload="",
        officer=MEDIC,
        role=StaffRole.MEDIC,
        checkpoint_id=HOSPITAL,
        scan_id=_SCAN,
    )
    lift = Lift(MEDIC, institution, now)
    return NoticeStore(region.core).add(notice, RiskStore(region.core).person(person), lift, ())


def _id(region: Region, kind: str, person: PersonId, own: str) -> EntryId:
    return EntryId(derived_id(kind, person, own, region.clock().isoformat()))
