"""One journey through every route of a region: each call that it leads to, and the store that made it."""

from functools import cache

from tests.arch.access import (
    appeals,
    audit,
    certificates,
    days,
    health,
    imports,
    laboratory,
    look_ups,
    mirrors,
    notifications,
    organisations,
    peers,
    people,
    provinces,
    red_list,
    sandboxes,
    scans,
    status_lists,
    trust,
)
from tests.arch.access.walk import Journey, Walk
from tests.region import deployed_region, resident_claims

_ON_THE_RED_LIST, _WRITTEN_DOWN = 12, 22


@cache
def journey() -> Journey:
    """Every route, in every way to succeed that makes other calls."""
    made = Journey()
    with deployed_region() as region:
        _through(Walk(region, made))
    organisations.large_organisation(made)
    sandboxes.ask_the_sandboxes(made)
    return made


def _through(walk: Walk) -> None:
    people.anyone(walk)
    walk.call("GET /v1/me", "before registration", claims=resident_claims())
    red_list.before_registration(walk)
    red_list.assign(walk, _ON_THE_RED_LIST)
    people.registrations(walk)
    people.family(walk, _ON_THE_RED_LIST)
    people.code(walk)
    red_list.assign(walk, _WRITTEN_DOWN)
    people.offline(walk, _WRITTEN_DOWN)
    scans.scans(walk)
    scans.late_scans(walk)
    red_list.red_list(walk)
    status_lists.status_lists(walk)
    trust.trust_list(walk)
    peers.peers(walk)
    mirrors.mirrors(walk)
    mirrors.lists_for_others(walk)
    appeals.appeals(walk)
    scans.registrations(walk)
    laboratory.test_results(walk)
    look_ups.look_ups(walk)
    scans.checkpoints(walk)
    health.health(walk)
    laboratory.lists(walk)
    health.itinerary(walk)
    provinces.provinces(walk)
    provinces.questions(walk)
    organisations.organisations(walk)
    certificates.certificates(walk)
    days.days(walk)
    audit.audit(walk)
    notifications.notifications(walk)
    red_list.two_persons(walk)
    imports.imports(walk)
    red_list.most_holds(walk)
