"""What other regions say, as its person is shown it (M21)."""

from datetime import date, datetime

from shared.divisions.names import UnknownDivision, issuer_name
from shared.health_questions.model import Because, Checked, Detail, Glance, Summary
from shared.kernel.clock import iso
from shared.kernel.ids import PersonId
from shared.provinces.model import Row, Seen
from shared.risk.guides import release_guide
from shared.temperatures.rules import FEVER

Shown = dict[str, object]


def row_shown(row: Row, person_id: PersonId, language: str) -> Shown:
    """One region at a glance, with the path of its detail where there is one."""
    known = None if row.silence else row.summary is not None
    return {
        **_region(row.issuer, language),
        "silence": row.silence,
        "known": known,
        "summary": _summary(row.summary) if row.summary else None,
        "detail": f"/v1/people/{person_id}/provinces/{row.issuer}" if known else None,
    }


def seen_shown(seen: Seen, language: str) -> Shown:
    """One region in detail."""
    return {
        **_region(seen.issuer, language),
        "known": seen.detail is not None,
        "health": _detail(seen.detail, language) if seen.detail else None,
    }


def _region(issuer: int, language: str) -> Shown:
    try:
        name: str | None = issuer_name(issuer, language)
    except UnknownDivision:
        # An answer is shown, also of one whose number this version does not know.
        name = None
    return {"issuer": issuer, "name": name}


def _summary(summary: Summary) -> Shown:
    return {
        "colour": summary.colour.value,
        "as_of": iso(summary.as_of),
        "temperatures": _glance(summary.temperatures),
        "declarations": _glance(summary.declarations),
        "health_checks": _glance(summary.health_checks),
        "test_results": _glance(summary.test_results),
        "release_notices": _glance(summary.release_notices),
    }


def _glance(glance: Glance) -> Shown:
    return {"newest": _instant(glance.newest), "count": glance.count, "more": glance.more}


def _detail(detail: Detail, language: str) -> Shown:
    lists = detail.lists
    return {
        "colour": detail.colour.value,
        "as_of": iso(detail.as_of),
        "reasons": [_because(each, language) for each in detail.because],
        "temperatures": [
            {"celsius": each.tenths / 10, "fever": each.tenths >= FEVER, "measured_at": iso(each.measured_at)}
            for each in lists.temperatures
        ],
        "declarations": [
            {"kind": each.kind.value, "declared_at": iso(each.declared_at), "organisation": each.organisation}
            for each in lists.declarations
        ],
        "health_checks": [_checked(each) for each in lists.health_checks],
        "test_results": [
            {
                "result": each.result.value,
                "sampled_at": iso(each.sampled_at),
                "laboratory": each.laboratory,
                "recorded_at": iso(each.recorded_at),
            }
            for each in lists.test_results
        ],
        "release_notices": [
            {
                "institution": each.institution,
                "place": each.place,
                "observed_from": each.observed_from.isoformat(),
                "observed_to": each.observed_to.isoformat(),
                "issued_at": iso(each.issued_at),
            }
            for each in lists.release_notices
        ],
        "more": sorted(lists.more),
    }


def _because(each: Because, language: str) -> Shown:
    return {
        "category": each.category.value,
        # Our own words for it: the way out of it is the other region's to tell.
        "name": release_guide(each.category, language).name,
        "authority": each.authority,
        "reason": each.reason,
        "starts_at": iso(each.starts_at),
        "ends_at": _instant(each.ends_at),
        "review_on": _day(each.review_on),
    }


def _checked(check: Checked) -> Shown:
    return {
        "symptoms": [symptom.value for symptom in check.symptoms],
        "celsius": None if check.tenths is None else check.tenths / 10,
        "fever": None if check.tenths is None else check.tenths >= FEVER,
        "remarks": check.remarks,
        "checked_at": iso(check.checked_at),
    }


def _instant(instant: datetime | None) -> str | None:
    return iso(instant) if instant else None


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
