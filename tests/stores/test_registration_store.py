"""A registration is everything or nothing, over two tables; accounts and attempts beside it."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from shared.aws import keys
from shared.aws.transactions import commit, put_new
from shared.codes.model import Code
from shared.identity import rules
from shared.identity.model import Identity
from shared.identity.store import AccountStore
from shared.kernel.concurrency import Changed
from shared.kernel.errors import ErrorCode
from shared.kernel.ids import AccountId, CodeId, PersonId
from shared.registration.store import RegistrationStore
from shared.risk.store import Person
from tests.acts import refused
from tests.builders import face, resident_id
from tests.region import ISSUER, START, Region

ACCOUNT, OTHER = AccountId("account-1"), AccountId("account-2")
PERSON_ID = PersonId("p" * 32)
CODE = Code(
    issuer=ISSUER,
    code_id=CodeId("0" * 24),
    person_id=PERSON_ID,
    payload="HTTPS://CODE.EXAMPLE/C/1",
    masked_name="张*明",
    issued_at=START,
    replaced_at=None,
    holds=(),
)


def enrol(region: Region, version: int = 0) -> None:
    document = rules.document("RESIDENT_ID", resident_id(), START.date())
    identity = Identity(document, rules.name("张小明"), rules.face(face()))
    store = RegistrationStore(region.core, region.vault)
    store.enrol(ACCOUNT, Person(PERSON_ID, version), CODE, identity, rules.phone("13800000000"), START)


def put(region: Region, item: dict[str, Any], *, vault: bool = False) -> None:
    table = region.vault if vault else region.core
    commit(table.client, [put_new("item", table.name, item)])


def test_a_registration_writes_five_items_at_once(region: Region) -> None:
    enrol(region)

    assert sorted(item["sk"] for item in region.items()) == ["ACCOUNT", "CODE", "PERSON", "STATUS_INDEX"]
    assert [item["sk"] for item in region.items(region.vault)] == ["IDENTITY"]
    assert AccountStore(region.core).person_of(ACCOUNT) == PERSON_ID


@pytest.mark.parametrize(
    ("in_the_way", "vault"),
    [
        (keys.account(ACCOUNT) | {"person_id": PERSON_ID}, False),
        (keys.person(PERSON_ID) | {"version": 1}, False),
        (keys.status_index(ISSUER, 0) | {"code_id": "0" * 7 + "f" * 17}, False),
        (keys.code(CODE.code_id), False),
        (keys.vault_identity(PERSON_ID), True),
    ],
    ids=["account", "person", "status index", "code", "identity"],
)
def test_one_item_in_the_way_and_nothing_is_written(region: Region, in_the_way: dict[str, Any], vault: bool) -> None:
    put(region, in_the_way, vault=vault)
    before = region.items(), region.items(region.vault)

    with pytest.raises(Changed):
        enrol(region)

    assert (region.items(), region.items(region.vault)) == before


def test_an_account_of_another_person_is_a_refusal_and_nothing_is_written(region: Region) -> None:
    put(region, keys.account(ACCOUNT) | {"person_id": "q" * 32})

    with refused(ErrorCode.ACCOUNT_HAS_OTHER_PERSON):
        enrol(region)

    assert len(region.items()) == 1
    assert region.items(region.vault) == []


def test_somebody_with_holds_is_enrolled_under_the_version_that_was_loaded(region: Region) -> None:
    put(region, keys.person(PERSON_ID) | {"version": 3, "holds": []})

    with pytest.raises(Changed):
        enrol(region, version=2)
    enrol(region, version=3)

    (person,) = [item for item in region.items() if item["sk"] == "PERSON"]
    assert person == keys.person(PERSON_ID) | {
        "version": 4,
        "holds": [],
        "code_id": CODE.code_id,
        "account_id": ACCOUNT,
        "masked_name": "张*明",
    }


@pytest.mark.parametrize(
    ("now", "wait"),
    [
        (datetime(2020, 4, 7, 7, 0, 0, tzinfo=START.tzinfo), 3601),
        (datetime(2020, 4, 7, 7, 59, 59, tzinfo=START.tzinfo), 2),
        (datetime(2020, 4, 7, 7, 59, 59, 999999, tzinfo=START.tzinfo), 1),
    ],
)
def test_who_waits_as_long_as_told_is_in_the_next_hour(region: Region, now: datetime, wait: int) -> None:
    store = AccountStore(region.core)
    store.count_attempt(ACCOUNT, now, 1)

    with refused(ErrorCode.TOO_MANY_ATTEMPTS) as caught:
        store.count_attempt(ACCOUNT, now, 1)

    assert caught.value.retry_after == wait
    store.count_attempt(ACCOUNT, now + timedelta(seconds=wait), 1)


def test_attempts_are_counted_by_account_and_by_hour(region: Region) -> None:
    store = AccountStore(region.core)
    for _ in range(3):
        store.count_attempt(ACCOUNT, START, 3)
    store.count_attempt(OTHER, START, 3)
    store.count_attempt(ACCOUNT, START + timedelta(hours=1), 3)

    assert sorted(item["attempts"] for item in region.items()) == [1, 1, 3]


def test_a_refused_attempt_is_not_counted(region: Region) -> None:
    store = AccountStore(region.core)
    store.count_attempt(ACCOUNT, START, 1)
    for _ in range(3):
        with refused(ErrorCode.TOO_MANY_ATTEMPTS):
            store.count_attempt(ACCOUNT, START, 1)

    assert [item["attempts"] for item in region.items()] == [1]
