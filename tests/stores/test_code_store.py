"""Codes, their places in the status lists, and the published keys."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from ops.issuer_keys import KeyWithdrawal
from shared.aws import keys
from shared.aws.transactions import Refused, commit, put_new
from shared.codes.model import Code, IssuerKey, status_index
from shared.codes.store import CodeStore, issue_writes
from shared.kernel.concurrency import Changed
from shared.kernel.ids import AccountId, CodeId, PersonId
from shared.risk.store import Person, RiskStore
from tests.region import ISSUER, START, Region

EXPIRES_AT = int(START.timestamp()) + 60
PERSON_ID = PersonId("p" * 32)
OLD = Code(
    issuer=ISSUER,
    code_id=CodeId("0000000" + "1" * 17),
    person_id=PERSON_ID,
    payload="HTTPS://CODE.EXAMPLE/C/1",
    masked_name="张*明",
    issued_at=START,
    replaced_at=None,
    holds=(),
)
NEW = replace(OLD, code_id=CodeId("0000001" + "2" * 17), payload="HTTPS://CODE.EXAMPLE/C/2", issued_at=START)


def put(region: Region, item: dict[str, Any]) -> None:
    commit(region.core.client, [put_new("item", region.core.name, item)])


def enrolled(region: Region) -> Person:
    commit(region.core.client, issue_writes(region.core.name, OLD))
    put(region, keys.person(PERSON_ID) | {"version": 1, "code_id": OLD.code_id, "account_id": "account-1"})
    return RiskStore(region.core).person(PERSON_ID)


def test_a_code_comes_back_as_it_was_issued(region: Region) -> None:
    enrolled(region)

    assert CodeStore(region.core).code(OLD.code_id) == OLD
    assert CodeStore(region.core).code(NEW.code_id) is None


def test_a_place_in_the_status_lists_belongs_to_one_code_for_good(region: Region) -> None:
    enrolled(region)
    same_place = replace(NEW, code_id=CodeId(OLD.code_id[:7] + "f" * 17))
    assert status_index(same_place.code_id) == status_index(OLD.code_id)
    before = region.items()

    with pytest.raises(Refused, match="status index"):
        commit(region.core.client, issue_writes(region.core.name, same_place))
    assert region.items() == before


def test_another_issuer_has_status_lists_of_its_own(region: Region) -> None:
    enrolled(region)
    same_place = replace(NEW, issuer=45, code_id=CodeId(OLD.code_id[:7] + "f" * 17))

    commit(region.core.client, issue_writes(region.core.name, same_place))

    assert CodeStore(region.core).code(same_place.code_id) == same_place


def test_a_replacement_is_one_act(region: Region) -> None:
    person = enrolled(region)

    assert CodeStore(region.core).replace("request-1", person, OLD, NEW, EXPIRES_AT, PERSON_ID) == NEW.code_id

    assert CodeStore(region.core).code(OLD.code_id) == replace(OLD, replaced_at=START)
    assert CodeStore(region.core).code(NEW.code_id) == NEW
    after = RiskStore(region.core).person(PERSON_ID)
    assert (after.code_id, after.version, after.account_id) == (NEW.code_id, 2, AccountId("account-1"))


def test_a_retry_of_a_replacement_gets_the_first_code_whatever_has_changed_since(region: Region) -> None:
    store, person = CodeStore(region.core), enrolled(region)
    store.replace("request-1", person, OLD, NEW, EXPIRES_AT, PERSON_ID)
    other = replace(NEW, code_id=CodeId("0000002" + "3" * 17))
    before = region.items()

    assert (
        store.replace("request-1", RiskStore(region.core).person(PERSON_ID), NEW, other, EXPIRES_AT, PERSON_ID)
        == NEW.code_id
    )
    assert store.replace("request-1", person, OLD, other, EXPIRES_AT, PERSON_ID) == NEW.code_id
    assert region.items() == before


@pytest.mark.parametrize(
    "change",
    [
        lambda person, old, new: (replace(person, version=2), old, new),
        lambda person, old, new: (person, replace(old, code_id="f" * 24), new),
        lambda person, old, new: (person, old, replace(new, code_id=old.code_id[:7] + "f" * 17)),
    ],
    ids=["the person was changed", "the old code is not there", "the place is taken"],
)
def test_a_replacement_that_cannot_be_whole_does_nothing(
    region: Region, change: Callable[[Person, Code, Code], tuple[Person, Code, Code]]
) -> None:
    person, old, new = change(enrolled(region), OLD, NEW)
    before = region.items()

    with pytest.raises(Changed):
        CodeStore(region.core).replace("request-1", person, old, new, EXPIRES_AT, PERSON_ID)
    assert region.items() == before


def test_a_code_is_replaced_once(region: Region) -> None:
    store, person = CodeStore(region.core), enrolled(region)
    store.replace("request-1", person, OLD, NEW, EXPIRES_AT, PERSON_ID)
    third = replace(NEW, code_id=CodeId("0000002" + "3" * 17), issued_at=START + timedelta(days=1))

    with pytest.raises(Changed):
        store.replace("request-2", RiskStore(region.core).person(PERSON_ID), OLD, third, EXPIRES_AT, PERSON_ID)

    assert CodeStore(region.core).code(OLD.code_id) == replace(OLD, replaced_at=START)


def test_published_keys_come_back_in_the_order_of_issuer_and_number(region: Region) -> None:
    store = CodeStore(region.core)
    published = [IssuerKey(issuer, key_id, bytes([issuer, key_id])) for issuer, key_id in ((44, 2), (9, 10), (44, 1))]
    assert store.issuer_keys() == ()

    for key in published:
        store.publish(key, START)

    assert store.issuer_keys() == (published[1], published[2], published[0])


def test_a_withdrawn_key_is_not_among_those_that_count(region: Region) -> None:
    store = CodeStore(region.core)
    store.publish(IssuerKey(44, 1, b"in other hands"), START)
    store.publish(IssuerKey(44, 2, b"ours"), START)

    KeyWithdrawal(region.core, region.clock).withdraw(44, 1)

    assert store.issuer_keys() == (IssuerKey(44, 2, b"ours"),)


def test_publishing_the_same_key_again_is_fine(region: Region) -> None:
    store = CodeStore(region.core)
    store.publish(IssuerKey(44, 1, b"ours"), START)

    store.publish(IssuerKey(44, 1, b"ours"), START)

    assert store.issuer_keys() == (IssuerKey(44, 1, b"ours"),)


def test_another_key_under_a_number_that_was_given_is_a_fault_that_names_the_setting(region: Region) -> None:
    store = CodeStore(region.core)
    store.publish(IssuerKey(44, 1, b"ours"), START)

    with pytest.raises(ValueError, match="issuer 44 has published another key 1: raise the region's code_key_id"):
        store.publish(IssuerKey(44, 1, b"another"), START)
    assert store.issuer_keys() == (IssuerKey(44, 1, b"ours"),)
