"""Faults planted in rules, stores and the edge: the sequences find each by the law that it breaks, not by a crash."""

import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from shared.appeals import rules as appeal_rules
from shared.audit import happenings
from shared.aws import http
from shared.aws.transactions import commit
from shared.codes import store as code_store
from shared.identity import rules as identity_rules
from shared.kernel.ids import AccountId, PersonId, RecordId
from shared.kernel.roles import StaffRole
from shared.notices import rules as notice_rules
from shared.risk import record_item, rules, service
from shared.risk import store as risk_store
from shared.risk.model import Approval, Colour, Status
from shared.risk.store import RiskStore
from tests.functions.sequences.ledger import ALONE_AN_HOUR, Broken, Law
from tests.functions.sequences.machine import Act, run_seeded_sequences
from tests.functions.sequences.region_under_test import RegionUnderTest
from tests.region import deployed_region

Fault = Callable[[pytest.MonkeyPatch], None]
SEQUENCES, STEPS = 12, 12


@pytest.fixture(scope="module")
def under_test() -> Iterator[RegionUnderTest]:
    with deployed_region(ALONE_AN_HOUR) as deployed:
        yield RegionUnderTest(deployed)


def everywhere(patch: pytest.MonkeyPatch, right: Callable[..., Any], wrong: Callable[..., Any]) -> None:
    """Put `wrong` in the place of `right` in every module that knows it."""
    known = [
        (module, name)
        for place, module in sys.modules.items()
        if place.startswith(("shared.", "functions."))
        for name, value in vars(module).items()
        if value is right
    ]
    assert known
    for module, name in known:
        patch.setattr(module, name, wrong)


def whoever_made_a_record_approves_it(patch: pytest.MonkeyPatch) -> None:
    right = rules.check_decidable
    patch.setattr(rules, "check_decidable", lambda record, _: right(record, AccountId("another")))


def any_authority_handles_any_record(patch: pytest.MonkeyPatch) -> None:
    def own_record(store: RiskStore, actor: Any, record_id: str) -> Any:
        record = store.record(PersonId(record_id.partition("-")[0]), RecordId(record_id))
        return record or right(store, actor, record_id)

    right = service._own_record
    patch.setattr(service, "_own_record", own_record)


def any_authority_answers_any_appeal(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(appeal_rules, "may_decide", lambda *_: True)


def any_role_opens_any_staff_route(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(http, "_roles", lambda _: frozenset(StaffRole))


def the_brake_does_not_hold(patch: pytest.MonkeyPatch) -> None:
    right = risk_store._counted
    patch.setattr(risk_store, "_counted", lambda table, record, _: right(table, record, 1000))


def what_waits_is_a_hold(patch: pytest.MonkeyPatch) -> None:
    right = RiskStore.wait

    def wait(store: RiskStore, record: Any) -> Any:
        stored = right(store, record)
        person = store.person(record.person_id)
        holds = (*person.holds, rules.hold_of(record.record_id, record.assignment))
        if stored is record:
            commit(store._core.client, risk_store.hold_writes(store._core.name, person, holds))
        return stored

    patch.setattr(RiskStore, "wait", wait)


def what_is_refused_is_a_hold(patch: pytest.MonkeyPatch) -> None:
    def refuse(store: RiskStore, decided: Any) -> None:
        person = store.person(decided.person_id)
        store.approve(decided, person, (*person.holds, rules.hold_of(decided.record_id, decided.assignment)))

    patch.setattr(RiskStore, "refuse", refuse)


def what_waits_is_stored_as_assigned(patch: pytest.MonkeyPatch) -> None:
    right = RiskStore.wait
    patch.setattr(RiskStore, "wait", lambda store, record: right(store, replace(record, approval=Approval.APPROVED)))


def an_assignment_forgets_the_code(patch: pytest.MonkeyPatch) -> None:
    right = risk_store.hold_writes
    patch.setattr(risk_store, "hold_writes", lambda *args: right(*args)[:1])


def a_lift_forgets_the_person(patch: pytest.MonkeyPatch) -> None:
    right = risk_store.lift_writes
    everywhere(
        patch,
        right,
        lambda table, person, lifted, lift, holds: right(table, person, lifted, lift, person.holds),
    )


def a_lift_ends_every_hold(patch: pytest.MonkeyPatch) -> None:
    everywhere(patch, rules.without_hold, lambda holds, lifted, now: ())


def a_notice_ends_what_it_does_not_name(patch: pytest.MonkeyPatch) -> None:
    def lifted_holds(holds: Any, lifts: tuple[str, ...], now: Any) -> Any:
        right(holds, lifts, now)
        return rules.status_at(holds, now).because

    right = notice_rules.lifted_holds
    patch.setattr(notice_rules, "lifted_holds", lifted_holds)


def no_day_is_needed(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(rules, "check_period", lambda *_: None)


def the_reason_is_not_stored(patch: pytest.MonkeyPatch) -> None:
    right = record_item.record_item
    everywhere(patch, right, lambda record: right(record) | {"reason": None})


def a_hold_makes_red_before_it_begins(patch: pytest.MonkeyPatch) -> None:
    def status_at(holds: Any, now: Any) -> Status:
        because = tuple(hold for hold in holds if hold.ends_at is None or hold.ends_at > now)
        return Status(Colour.RED if because else Colour.GREEN, because)

    everywhere(patch, rules.status_at, status_at)


def a_hold_never_ends(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(rules, "_is_over", lambda *_: False)


def a_new_code_is_green(patch: pytest.MonkeyPatch) -> None:
    right = code_store._code_item
    patch.setattr(code_store, "_code_item", lambda code: right(code) | {"holds": []})


def the_audit_forgets_lifts(patch: pytest.MonkeyPatch) -> None:
    right = happenings.happening

    def happening(key: Any, old: Any, new: Any, *, expired: bool) -> Any:
        return None if "lifted_at" in new else right(key, old, new, expired=expired)

    everywhere(patch, right, happening)


def the_audit_forgets_which_holds_changed(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(happenings, "_holds", lambda old, new: {})


def names_are_not_masked(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(identity_rules, "masked_name", lambda name: name.reveal())


FAULTS: dict[Fault, Law] = {
    whoever_made_a_record_approves_it: Law.TWO_PERSONS,
    any_authority_handles_any_record: Law.BY_WHOM,
    any_authority_answers_any_appeal: Law.BY_WHOM,
    any_role_opens_any_staff_route: Law.BY_WHOM,
    the_brake_does_not_hold: Law.TWO_PERSONS,
    what_waits_is_a_hold: Law.EFFECT,
    what_is_refused_is_a_hold: Law.EFFECT,
    what_waits_is_stored_as_assigned: Law.HOLDS,
    an_assignment_forgets_the_code: Law.HOLDS,
    a_lift_forgets_the_person: Law.EFFECT,
    a_lift_ends_every_hold: Law.HOLDS,
    a_notice_ends_what_it_does_not_name: Law.BY_WHOM,
    no_day_is_needed: Law.ACCOUNTABLE,
    the_reason_is_not_stored: Law.ACCOUNTABLE,
    a_hold_makes_red_before_it_begins: Law.COLOUR,
    a_hold_never_ends: Law.COLOUR,
    a_new_code_is_green: Law.HOLDS,
    the_audit_forgets_lifts: Law.AUDITED,
    the_audit_forgets_which_holds_changed: Law.AUDITED,
    names_are_not_masked: Law.PERSONAL,
}

RATHER: dict[Fault, Act] = {
    whoever_made_a_record_approves_it: RegionUnderTest.officer_reaches_the_brake,
    any_authority_answers_any_appeal: RegionUnderTest.resident_appeals,
    no_day_is_needed: RegionUnderTest.record_is_made_and_lifted,
}
"""What those have to do with whose discovery takes several coincidences."""


@pytest.mark.parametrize(("fault", "law"), FAULTS.items(), ids=[fault.__name__ for fault in FAULTS])
def test_the_sequences_find_it(
    under_test: RegionUnderTest, monkeypatch: pytest.MonkeyPatch, fault: Fault, law: Law
) -> None:
    fault(monkeypatch)

    with pytest.raises(Broken) as caught:
        run_seeded_sequences(under_test, sequences=SEQUENCES, steps=STEPS, rather=RATHER.get(fault))

    assert caught.value.law is law
