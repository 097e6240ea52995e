"""Every change that says something of a person is in that person's chain: once, in order, whatever comes in between."""

from shared.audit.model import Kind
from shared.kernel.ids import PersonId
from tests.acts import assign, officer, register, scan
from tests.audit_acts import audited, chain, flaws
from tests.region import Region


def kinds(region: Region, person_id: PersonId) -> list[Kind]:
    return [entry.kind for entry in chain(region, person_id)]


def test_the_way_to_red_and_back_is_in_the_chain(region: Region) -> None:
    with audited(region):
        registered = register(region)
        record = assign(region)
        scan(region, registered.code.payload)
        region.risk.lift(officer(), record.record_id, "期满")

    assert kinds(region, registered.person_id) == [
        # a transaction's changes come in the order of their keys
        Kind.ACCOUNT_BOUND,
        Kind.CODE_ISSUED,
        Kind.PERSON_STORED,
        Kind.HOLDS_CHANGED,
        Kind.HOLDS_CHANGED,
        Kind.RISK_ASSIGNED,
        Kind.SCANNED,
        Kind.HOLDS_CHANGED,
        Kind.HOLDS_CHANGED,
        Kind.RISK_LIFTED,
    ]
    assert flaws(region, registered.person_id) == []
    [assigned] = [each for each in chain(region, registered.person_id) if each.kind is Kind.RISK_ASSIGNED]
    told = {name: assigned.facts[name] for name in ("record", "authority", "category", "officer")}
    stated = record.assignment
    assert told == {
        "record": record.record_id,
        "authority": stated.authority,
        "category": stated.category.value,
        "officer": stated.officer,
    }
    turned = [
        (each.facts["before"], each.facts["after"])
        for each in chain(region, registered.person_id)
        if each.kind is Kind.HOLDS_CHANGED and each.facts["item"] == "CODE"
    ]
    assert turned == [((), (record.record_id,)), ((record.record_id,), ())]
