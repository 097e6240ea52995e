"""What one region tells another about a person, as the words of an answer have it (`docs/federation.md`)."""

from datetime import date, datetime
from typing import Any

from shared.health_questions.model import Detail, Glance, Summary
from shared.kernel.clock import iso

Said = dict[str, Any]

UNKNOWN: Said = {"known": False}
"""All that is said of somebody of whom nothing is held."""


def summary_said(summary: Summary) -> Said:
    """A summary, in words."""
    return {
        "known": True,
        "colour": summary.colour.value,
        "as_of": iso(summary.as_of),
        "temperatures": _glance(summary.temperatures),
        "declarations": _glance(summary.declarations),
        "health_checks": _glance(summary.health_checks),
        "test_results": _glance(summary.test_results),
        "release_notices": _glance(summary.release_notices),
    }


def detail_said(detail: Detail) -> Said:
    """A detail, in words."""
    lists = detail.lists
    return {
        "known": True,
        "colour": detail.colour.value,
        "as_of": iso(detail.as_of),
        "because": [
            {
                "category": each.category.value,
                "authority": each.authority,
                "reason": each.reason,
                "starts_at": iso(each.starts_at),
                "ends_at": _instant(each.ends_at),
                "review_on": _day(each.review_on),
            }
            for each in detail.because
        ],
        "temperatures": [{"tenths": each.tenths, "measured_at": iso(each.measured_at)} for each in lists.temperatures],
        "declarations": [
            {"kind": each.kind.value, "declared_at": iso(each.declared_at), "organisation": each.organisation}
            for each in lists.declarations
        ],
        "health_checks": [
            {
                "symptoms": [symptom.value for symptom in each.symptoms],
                "tenths": each.tenths,
                "remarks": each.remarks,
                "checked_at": iso(each.checked_at),
            }
            for each in lists.health_checks
        ],
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


def _glance(glance: Glance) -> Said:
    return {"newest": _instant(glance.newest), "count": glance.count, "more": glance.more}


def _instant(instant: datetime | None) -> str | None:
    return iso(instant) if instant else None


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
