"""Conditional writes: what is sent, what a refusal says, and what the table's own troubles become."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest
from boto3.dynamodb.types import TypeSerializer
from botocore.exceptions import ClientError
from botocore.stub import Stubber
from hypothesis import given
from hypothesis import strategies as st
from moto import mock_aws

from shared.aws import clients
from shared.aws.table_specs import CORE
from shared.aws.tables import Table
from shared.aws.transactions import (
    Refused,
    Write,
    commit,
    delete,
    is_throttled,
    plain,
    plain_item,
    put_new,
    put_unless,
    update,
    wire,
    wire_item,
)
from shared.kernel.concurrency import Changed
from shared.kernel.errors import DomainError, ErrorCode
from tests.region import create_table

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

VALUES = st.recursive(
    st.text() | st.integers(-(10**37), 10**37) | st.booleans() | st.binary(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)
KEY = {"pk": "PERSON#1", "sk": "PERSON"}
OTHER_KEY = {"pk": "PERSON#2", "sk": "PERSON"}
FIRST, SECOND = put_new("first", "core", KEY), put_new("second", "core", OTHER_KEY)


@pytest.fixture(scope="module")
def client() -> "DynamoDBClient":
    return clients.dynamodb()


@pytest.fixture
def core(client: "DynamoDBClient") -> Iterator[Table]:
    with mock_aws():
        yield Table(client, create_table(client, CORE))


def items(core: Table) -> list[dict[str, Any]]:
    return [plain_item(item) for item in core.client.scan(TableName=core.name)["Items"]]


@given(VALUES)
def test_a_value_comes_back_as_it_was_sent(value: Any) -> None:
    back = plain(wire(value))

    assert back == value
    assert type(back) is type(value)


@given(st.dictionaries(st.text(), VALUES | st.none()))
def test_an_item_comes_back_without_what_was_none(item: dict[str, Any]) -> None:
    assert plain_item(wire_item(item)) == {name: value for name, value in item.items() if value is not None}


@given(VALUES.filter(lambda value: not isinstance(value, bytes)))
def test_a_value_is_written_as_the_sdk_writes_it(value: Any) -> None:
    def without_wrapped_bytes(written: Any) -> Any:
        match written:
            case {"B": binary}:
                return {"B": bytes(binary)}
            case {"L": each}:
                return {"L": [without_wrapped_bytes(one) for one in each]}
            case {"M": each}:
                return {"M": {name: without_wrapped_bytes(one) for name, one in each.items()}}
            case _:
                return written

    assert wire(value) == without_wrapped_bytes(TypeSerializer().serialize(value))


def test_a_tuple_is_written_as_a_list() -> None:
    assert plain(wire(("a", (1, 2)))) == ["a", [1, 2]]


@pytest.mark.parametrize("value", [1.5, None, {1}, object], ids=str)
def test_what_no_item_holds_is_not_written(value: Any) -> None:
    with pytest.raises(TypeError, match="no item holds a"):
        wire([value])


def test_a_write_shows_its_name_and_none_of_its_values() -> None:
    assert "13800000000" not in repr(put_new("identity", "vault", KEY | {"phone": "13800000000"}))


def test_a_put_that_is_refused_says_what_was_found(core: Table) -> None:
    commit(core.client, [put_new("first", core.name, KEY | {"version": 1, "holds": [{"reason": "x"}]})])

    with pytest.raises(Refused) as caught:
        commit(core.client, [put_new("again", core.name, KEY | {"version": 2})])

    assert caught.value.what == str(caught.value) == "again"
    assert caught.value.item == KEY | {"version": 1, "holds": [{"reason": "x"}]}
    assert items(core) == [caught.value.item]


def test_an_update_that_is_refused_says_what_was_found_even_when_that_is_nothing(core: Table) -> None:
    change = update("change", core.name, KEY, "SET version = :next", condition="version = :loaded", next=2, loaded=1)

    with pytest.raises(Refused) as nothing:
        commit(core.client, [change])
    commit(core.client, [put_new("first", core.name, KEY | {"version": 7})])
    with pytest.raises(Refused) as other:
        commit(core.client, [change])

    assert (nothing.value.what, nothing.value.item) == ("change", {})
    assert (other.value.what, other.value.item) == ("change", KEY | {"version": 7})
    assert items(core) == [KEY | {"version": 7}]


def test_a_word_that_the_database_reserves_is_written_with_a_hash(core: Table) -> None:
    commit(core.client, [put_new("first", core.name, KEY | {"name": "old", "value": 1})])

    commit(
        core.client,
        [
            update(
                "rename",
                core.name,
                KEY,
                "SET #name = :name , #value = :value",
                condition="attribute_exists(#name) AND #value < :most",
                name="new",
                value=2,
                most=9,
            )
        ],
    )

    assert items(core) == [KEY | {"name": "new", "value": 2}]


@pytest.mark.parametrize("taken", [0, 1])
def test_a_transaction_that_is_refused_names_the_write_and_writes_nothing(core: Table, taken: int) -> None:
    keys = (KEY, OTHER_KEY)
    commit(core.client, [put_new("before", core.name, keys[taken] | {"version": 5})])
    before = items(core)

    with pytest.raises(Refused) as caught:
        commit(core.client, [put_new(f"write {number}", core.name, key) for number, key in enumerate(keys)])

    assert (caught.value.what, caught.value.item) == (f"write {taken}", keys[taken] | {"version": 5})
    assert items(core) == before


def test_a_transaction_writes_all(core: Table) -> None:
    commit(core.client, [put_new("first", core.name, KEY | {"version": 1})])

    commit(
        core.client,
        [
            put_new("second", core.name, OTHER_KEY),
            update("change", core.name, KEY, "SET version = :next", condition="version = :old", next=2, old=1),
        ],
    )

    assert sorted(items(core), key=lambda item: str(item["pk"])) == [KEY | {"version": 2}, OTHER_KEY]


@contextmanager
def cancelling(client: "DynamoDBClient", reasons: Sequence[dict[str, Any] | str]) -> Iterator[None]:
    """The next transaction is cancelled for `reasons`, one a write; a text is a reason's code."""
    given = [{"Code": reason} if isinstance(reason, str) else reason for reason in reasons]
    with Stubber(client) as stub:
        stub.add_client_error(
            "transact_write_items",
            "TransactionCanceledException",
            "Transaction cancelled, please refer cancellation reasons for specific reasons",
            400,
            modeled_fields={"CancellationReasons": given} if given else None,
        )
        yield


TAKEN = {"Code": "ConditionalCheckFailed", "Item": wire_item(KEY | {"version": 3})}


@pytest.mark.parametrize(
    ("reasons", "what", "item"),
    [
        ((TAKEN, "None"), "first", KEY | {"version": 3}),
        (("None", TAKEN), "second", KEY | {"version": 3}),
        ((TAKEN, TAKEN), "first", KEY | {"version": 3}),
        (("TransactionConflict", TAKEN), "second", KEY | {"version": 3}),
        (("ThrottlingError", TAKEN), "second", KEY | {"version": 3}),
        (("None", "ConditionalCheckFailed"), "second", {}),
    ],
)
def test_a_failed_condition_counts_before_all_else(
    client: "DynamoDBClient", reasons: tuple[Any, ...], what: str, item: dict[str, Any]
) -> None:
    with cancelling(client, reasons), pytest.raises(Refused) as caught:
        commit(client, [FIRST, SECOND])

    assert (caught.value.what, caught.value.item) == (what, item)


@pytest.mark.parametrize(
    "reasons",
    [
        ("TransactionConflict", "None"),
        ("None", "TransactionConflict"),
        ("TransactionConflict", "TransactionConflict"),
        ("ThrottlingError", "TransactionConflict"),
    ],
)
def test_a_conflict_with_another_transaction_means_that_something_changed(
    client: "DynamoDBClient", reasons: tuple[str, ...]
) -> None:
    with cancelling(client, reasons), pytest.raises(Changed):
        commit(client, [FIRST, SECOND])


@pytest.mark.parametrize("reason", ["ThrottlingError", "ProvisionedThroughputExceeded"])
def test_a_table_that_cannot_keep_up_is_busy(client: "DynamoDBClient", reason: str) -> None:
    with cancelling(client, ["None", reason]), pytest.raises(DomainError) as caught:
        commit(client, [FIRST, SECOND])

    assert (caught.value.code, caught.value.retry_after) == (ErrorCode.BUSY, 1)


@pytest.mark.parametrize("reasons", [(), ("None", "None"), ("ValidationError", "None"), ("DuplicateItem", "None")])
def test_a_transaction_that_is_cancelled_for_anything_else_is_a_fault(
    client: "DynamoDBClient", reasons: tuple[str, ...]
) -> None:
    with cancelling(client, reasons), pytest.raises(ClientError, match="TransactionCanceledException") as caught:
        commit(client, [FIRST, SECOND])

    assert not is_throttled(caught.value)


@pytest.mark.parametrize("writes", [[FIRST], [FIRST, SECOND]], ids=len)
@pytest.mark.parametrize("code", ["ThrottlingException", "ProvisionedThroughputExceededException"])
def test_a_table_that_asks_us_to_slow_down_is_known_by_its_error(
    client: "DynamoDBClient", writes: list[Write], code: str
) -> None:
    with Stubber(client) as stub:
        stub.add_client_error("put_item" if len(writes) == 1 else "transact_write_items", code, "", 400)
        with pytest.raises(ClientError) as caught:
            commit(client, writes)

    assert is_throttled(caught.value)


def test_every_write_of_a_transaction_asks_for_what_was_found_instead(client: "DynamoDBClient") -> None:
    sent = [
        {write.kind: dict(write.arguments) | {"ReturnValuesOnConditionCheckFailure": "ALL_OLD"}}
        for write in (FIRST, SECOND)
    ]
    with Stubber(client) as stub:
        stub.add_response("transact_write_items", {}, {"TransactItems": sent})
        commit(client, [FIRST, SECOND])
        stub.assert_no_pending_responses()


def test_an_item_whose_time_is_over_may_be_put_again_and_no_other(core: Table) -> None:
    def written(ends_at: str, now: str) -> Write:
        item = KEY | {"ends_at": ends_at}
        return put_unless("link", "core", item, condition="ends_at <= :now", now=now)

    commit(core.client, [written("2020-05-01", now="2020-04-01")])
    with pytest.raises(Refused):
        commit(core.client, [written("2020-07-01", now="2020-04-30")])
    commit(core.client, [written("2020-06-01", now="2020-05-01")])

    assert items(core) == [KEY | {"ends_at": "2020-06-01"}]


def test_an_item_without_an_end_is_not_put_again(core: Table) -> None:
    commit(core.client, [put_new("link", "core", KEY)])

    with pytest.raises(Refused):
        commit(core.client, [put_unless("link", "core", KEY, condition="ends_at <= :now", now="2999-01-01")])


def test_what_is_removed_has_to_be_there(core: Table) -> None:
    commit(core.client, [FIRST])
    commit(core.client, [delete("first", "core", KEY)])

    assert items(core) == []
    with pytest.raises(Refused):
        commit(core.client, [delete("first", "core", KEY)])


def test_removals_are_all_or_none(core: Table) -> None:
    commit(core.client, [FIRST])

    with pytest.raises(Refused):
        commit(core.client, [delete("first", "core", KEY), delete("second", "core", OTHER_KEY)])

    assert items(core) == [KEY]
