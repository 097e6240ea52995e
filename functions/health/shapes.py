"""What is found about a person, as JSON has it."""

from collections.abc import Sequence

from shared.access.model import Access
from shared.certificates.model import Certificate
from shared.checkpoints.model import Place
from shared.declarations.model import Declaration
from shared.divisions.names import UnknownDivision, division, issuer_name, province_name
from shared.health_checks.showing import shown
from shared.kernel.clock import iso
from shared.kernel.ids import CheckpointId
from shared.notices.model import ReleaseNotice
from shared.overview.model import Overview, Province
from shared.risk.guides import release_guide
from shared.risk.model import Hold
from shared.temperatures.model import Temperature

Json = dict[str, object]


def overview_body(overview: Overview, language: str) -> Json:
    """An overview; every part says at which path the whole of it is."""
    path = f"/v1/people/{overview.person_id}"
    temperature, declaration, check = overview.temperature, overview.declaration, overview.health_check
    return {
        "person": overview.person_id,
        "colour": overview.status.colour.value,
        "as_of": iso(overview.as_of),
        "reasons": [_reason(hold, language) for hold in overview.status.because],
        "code": f"{path}/code",
        "temperature": {
            "newest": _temperature(temperature, fever=overview.fever) if temperature else None,
            "all": f"{path}/temperatures",
        },
        "health_check": {"newest": shown(check) if check else None, "all": f"{path}/health-checks"},
        "declaration": {"newest": _declaration(declaration) if declaration else None, "all": f"{path}/declarations"},
        "certificates": {
            "newest": [_certificate(each) for each in overview.certificates],
            "all": f"{path}/certificates",
        },
        "release_notices": {
            "newest": [_notice(each) for each in overview.release_notices],
            "all": f"{path}/release-notices",
        },
        "provinces": _provinces(overview.provinces, language),
        "accesses": f"{path}/accesses",
    }


def access_body(access: Access, language: str) -> Json:
    """One access; not whose account it was."""
    return {
        "at": iso(access.at),
        "purpose": access.purpose.value,
        "looked_up": access.looked_up.value if access.looked_up else None,
        "roles": [role.value for role in access.roles],
        "place": _place(access.checkpoint_id, access.place, language) if access.place else None,
        "region": _region(access.region, language) if access.region else None,
        "outcome": access.outcome.value if access.outcome else None,
        "colour": access.colour.value if access.colour else None,
        "decided_offline": access.decided_offline,
    }


def _place(checkpoint_id: CheckpointId | None, place: Place, language: str) -> Json:
    try:
        named = division(place.division, language)
    except UnknownDivision:
        # Operators type a division's code, and there may be newer ones than our table has.
        province, city = None, None
    else:
        province, city = named.province, named.city
    return {
        "checkpoint_id": checkpoint_id,
        "division": place.division,
        "province": province,
        "city": city,
        "kind": place.kind.value,
    }


def _region(issuer: int, language: str) -> Json:
    try:
        name: str | None = issuer_name(issuer, language)
    except UnknownDivision:
        # An entry stays, also of one whose number this version does not know.
        name = None
    return {"issuer": issuer, "name": name}


def _reason(hold: Hold, language: str) -> Json:
    return {
        "record": hold.record_id,
        "category": hold.category.value,
        "name": release_guide(hold.category, language).name,
        "authority": hold.authority,
        "reason": hold.reason,
        "starts_at": iso(hold.starts_at),
        "ends_at": iso(hold.ends_at) if hold.ends_at else None,
        "review_on": hold.review_on.isoformat() if hold.review_on else None,
        "guide": f"/v1/release-guides/{hold.category.value}",
    }


def _temperature(temperature: Temperature, *, fever: bool) -> Json:
    return {
        "temperature": temperature.entry_id,
        "celsius": temperature.tenths / 10,
        "fever": fever,
        "measured_at": iso(temperature.measured_at),
    }


def _declaration(declaration: Declaration) -> Json:
    return {
        "declaration": declaration.entry_id,
        "kind": declaration.kind.value,
        "declared_at": iso(declaration.declared_at),
        "organisation": declaration.recipient.name if declaration.recipient else None,
    }


def _certificate(certificate: Certificate) -> Json:
    told = certificate.description
    return {
        "certificate": certificate.certificate_id,
        "kind": told.kind.value,
        "media_type": told.media_type.value,
        "issued_on": told.issued_on.isoformat() if told.issued_on else None,
        "requested_at": iso(certificate.requested_at),
    }


def _notice(notice: ReleaseNotice) -> Json:
    return {
        "notice": notice.entry_id,
        "institution": notice.observation.institution,
        "observed_from": notice.observation.observed_from.isoformat(),
        "observed_to": notice.observation.observed_to.isoformat(),
        "issued_at": iso(notice.issued_at),
    }


def _provinces(provinces: Sequence[Province], language: str) -> list[Json]:
    return [
        {"issuer": each.issuer, "name": province_name(each.issuer, language), "address": each.address}
        for each in provinces
    ]
