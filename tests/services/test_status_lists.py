"""The published lists say of every code what a scan would say, and change only where something changed."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from botocore.exceptions import ClientError

from shared.codes.model import status_index
from shared.codes.store import CodeStore
from shared.codes.token import load_keys
from shared.jws.signature import Keys
from shared.kernel.clock import day_of, end_of
from shared.kernel.ids import AccountId, CodeId
from shared.kernel.signals import StatusListsPublished
from shared.statuslist.bits import status_at
from shared.statuslist.cwt import list_from_cwt
from shared.statuslist.jwt import contents_from_jwt, list_from_jwt
from shared.statuslist.model import BITS, LISTS, PLACES, CodeStatus, Contents
from shared.statuslist.rules import GOOD_FOR, PERIOD
from tests.acts import assign, officer, register
from tests.aws_calls import failing, listed, overtaken, server_fault
from tests.region import ISSUER, Region, deployed_region

CALLS = 25
"""What a build asks of AWS when one list has changed: the key published (2), the contents read (1), the
index (16), the list signed and put in both forms (4), the contents signed and put (2)."""


@pytest.fixture(scope="module")
def deployed() -> Iterator[Region]:
    """One region for all of these tests, since its first build writes every list."""
    with deployed_region() as region:
        region.status_lists.build()
        yield region


@pytest.fixture
def region(deployed: Region) -> Region:
    """The same region with nobody in it, some minutes later."""
    deployed.forget_everybody()
    deployed.clock.move(timedelta(minutes=1))
    deployed.status_lists.build()
    deployed.signals.clear()
    return deployed


def own_keys(region: Region) -> Keys:
    return load_keys(CodeStore(region.core).issuer_keys())


def contents(region: Region) -> Contents:
    published = region.published.published()
    assert published is not None
    return contents_from_jwt(published.contents, own_keys(region))


def status(region: Region, code_id: CodeId) -> CodeStatus:
    """What the published lists say of a code, in both forms."""
    number, place = divmod(status_index(code_id), PLACES)
    issued_at = contents(region).lists[number]
    as_jwt = list_from_jwt(region.published.edition(number, issued_at, "jwt") or b"", own_keys(region))
    as_cwt = list_from_cwt(region.published.edition(number, issued_at, "cwt") or b"", own_keys(region))
    assert as_jwt == as_cwt
    return CodeStatus(status_at(as_jwt.packed, place, BITS))


def build(region: Region, after: timedelta = PERIOD) -> None:
    region.clock.move(after)
    region.status_lists.build()


def test_all_lists_are_published_with_the_first_build(region: Region) -> None:
    published = contents(region)
    assert (published.issuer, len(published.lists)) == (ISSUER, LISTS)
    assert published.expires_at == published.issued_at + GOOD_FOR


def test_a_code_is_green_then_red_then_green_again(region: Region) -> None:
    code_id = register(region).code.code_id
    build(region)
    assert status(region, code_id) is CodeStatus.GREEN
    record = assign(region)
    build(region)
    assert status(region, code_id) is CodeStatus.RED
    region.risk.lift(officer(), record.record_id, "期满")
    build(region)
    assert status(region, code_id) is CodeStatus.GREEN


def test_who_was_on_the_red_list_before_registering_is_red_in_the_lists(region: Region) -> None:
    assign(region)
    code_id = register(region).code.code_id
    build(region)
    assert status(region, code_id) is CodeStatus.RED


def test_an_end_date_turns_the_list_green_with_nothing_written(region: Region) -> None:
    code_id = register(region).code.code_id
    today = day_of(region.clock.now)
    assign(region, ends_on=today)
    build(region)
    assert status(region, code_id) is CodeStatus.RED
    before = region.items()
    build(region, end_of(today) - region.clock.now)
    assert status(region, code_id) is CodeStatus.GREEN
    assert region.items() == before


def test_a_hold_that_begins_later_turns_the_list_red_then(region: Region) -> None:
    code_id = register(region).code.code_id
    begins = region.clock.now + timedelta(minutes=5)
    assign(region, starts_at=begins, ends_on=(begins + timedelta(days=7)).date())
    build(region)
    assert status(region, code_id) is CodeStatus.GREEN
    build(region, timedelta(minutes=5))
    assert status(region, code_id) is CodeStatus.RED


def test_a_replaced_code_stays_replaced_and_the_new_one_has_the_colour(region: Region) -> None:
    registered = register(region)
    acting = region.family.acting(AccountId("account-1"), registered.person_id)
    new = region.codes.replace(acting, "replace-0001")
    record = assign(region)
    build(region)
    assert status(region, registered.code.code_id) is CodeStatus.REPLACED
    assert status(region, new.code.code_id) is CodeStatus.RED
    region.risk.lift(officer(), record.record_id, "期满")
    build(region)
    assert status(region, registered.code.code_id) is CodeStatus.REPLACED
    assert status(region, new.code.code_id) is CodeStatus.GREEN


def test_only_the_list_that_changed_is_issued_again(region: Region) -> None:
    code_id = register(region).code.code_id
    build(region)
    before = contents(region)
    assign(region)
    build(region)
    after = contents(region)
    changed = [number for number in range(LISTS) if after.lists[number] != before.lists[number]]
    assert changed == [status_index(code_id) // PLACES]
    assert after.issued_at > before.issued_at


def test_a_build_without_changes_reads_the_index_and_signs_the_contents_only(region: Region) -> None:
    region.clock.move(PERIOD)
    with listed(region) as calls:
        region.status_lists.build()
    asked = [call.operation for call in calls]
    assert asked == ["GetPublicKey", "PutItem", *16 * ["Query"], "Sign"]


def test_a_second_build_of_the_same_minute_changes_nothing(region: Region) -> None:
    before = region.published.published()
    assign(region)
    region.status_lists.build()
    assert region.published.published() == before
    assert StatusListsPublished() not in region.signals


def test_a_build_that_is_cut_off_anywhere_counts_for_nobody_and_the_next_makes_up_for_it(region: Region) -> None:
    code_id = register(region).code.code_id
    assign(region)
    region.clock.move(PERIOD)
    before = region.published.published()
    for number in range(CALLS):
        with failing(region, number, server_fault), pytest.raises(ClientError):
            region.status_lists.build()
        assert region.published.published() == before
    assert status(region, code_id) is CodeStatus.GREEN
    with failing(region, CALLS, server_fault):
        region.status_lists.build()
    assert status(region, code_id) is CodeStatus.RED


def test_of_two_builds_at_once_one_counts(region: Region) -> None:
    code_id = register(region).code.code_id
    assign(region)
    region.clock.move(PERIOD)
    with overtaken(region, "Sign", region.status_lists.build):
        region.status_lists.build()
    assert status(region, code_id) is CodeStatus.RED
    assert region.signals.count(StatusListsPublished()) == 1


def test_every_list_is_issued_again_before_it_expires(region: Region) -> None:
    before = contents(region)
    build(region, timedelta(hours=12))
    after = contents(region)
    assert all(issued_at == after.issued_at for issued_at in after.lists)
    assert before.expires_at > after.issued_at
