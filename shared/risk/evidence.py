"""What ends a hold of which category, besides the decision of the authority that set it (M8, M9).

A lift by the authority, or by an appeal, ends a hold of any category; so it is no evidence and not in this table. The
release guides of `guides.py` say the same in the words that a resident reads.
"""

from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum

from shared.risk.model import Category


class Evidence(StrEnum):
    """What can end a hold by itself."""

    END_DATE = "END_DATE"
    """The last day that the authority named with the record."""
    RELEASE_NOTICE = "RELEASE_NOTICE"
    """The notice of release from medical observation, which a medic issues after a scan (M15)."""
    NEGATIVE_TESTS = "NEGATIVE_TESTS"
    """Two negative nucleic acid tests, sampled since the record began and at least `TESTS_APART` from one another."""


TESTS_APART = timedelta(hours=24)
"""Between the samples of two tests that count as two: the national diagnosis and treatment protocol for COVID-19 asks
for 24 hours (trial version 7, March 2020; version 3, January 2020, for a day)."""

RELEASED_BY: Mapping[Category, frozenset[Evidence]] = {
    # Two negative tests are one of the protocol's four conditions for discharge, and isolation follows the discharge:
    # neither tests nor a notice of observation say that it is over, the responsible authority does.
    Category.CONFIRMED_OR_POSITIVE: frozenset({Evidence.END_DATE}),
    # Two negative tests rule a suspected case out (trial version 3). From version 7 on, antibodies absent seven
    # days after the onset belong to it too; whoever follows that takes the tests out of this row. There is no
    # observation that a notice could end: a suspected case is isolated as a patient.
    Category.SUSPECTED: frozenset({Evidence.END_DATE, Evidence.NEGATIVE_TESTS}),
    # Who is in the time of incubation may be tested negative twice and fall ill: observation ends by its time, and the
    # medic who ends it has seen the tests.
    Category.CLOSE_CONTACT: frozenset({Evidence.END_DATE, Evidence.RELEASE_NOTICE}),
    # Health management by the community, not medical observation: there is nobody who would issue a notice.
    Category.HIGH_RISK_ARRIVAL: frozenset({Evidence.END_DATE}),
    Category.CENTRAL_QUARANTINE: frozenset({Evidence.END_DATE, Evidence.RELEASE_NOTICE}),
    # As arrivals: grid workers look after it, and it ends with its last day.
    Category.HOME_QUARANTINE: frozenset({Evidence.END_DATE}),
}


def is_released_by(category: Category, evidence: Evidence) -> bool:
    """Whether `evidence` ends a hold of `category`."""
    return evidence in RELEASED_BY[category]
