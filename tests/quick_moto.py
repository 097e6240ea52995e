"""moto without what it does for every call and nobody here sees: half of the time of the tests that use a region.

What moto answers stays the same, byte for byte; `tests/stores/test_quick_moto.py` shows it beside moto as it is.
"""

import copy
from base64 import b64decode
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from typing import Any
from unittest.mock import patch

from moto.core import models, responses, serialize
from moto.core.models import DEFAULT_ACCOUNT_ID
from moto.core.utils import method_names_from_class
from moto.dynamodb import models as dynamodb_models
from moto.dynamodb.models import DynamoDBBackend, dynamodb_backends
from moto.dynamodb.models.dynamo_type import DynamoType
from moto.dynamodb.models.table import Table

from shared.aws.tables import Table as AwsTable
from shared.aws.transactions import Item

_structure = serialize.BaseJSONSerializer._serialize_type_structure
_transact = DynamoDBBackend.transact_write_items


@contextmanager
def quick_moto() -> Iterator[None]:
    """Around `mock_aws`, whose start is made shorter too: it prepares for the library `requests`, which nobody uses."""
    with (
        patch.object(models, "RESPONSES_METHODS", ()),
        patch.object(serialize.BaseJSONSerializer, "_serialize_type_structure", _only_what_is_there),
        patch.object(DynamoDBBackend, "transact_write_items", _undone_by_itself),
        patch.object(dynamodb_models, "copy", _ItemsOnly),
        patch.object(responses, "method_names_from_class", cache(method_names_from_class)),
    ):
        yield


def stored_items(table: AwsTable) -> list[Item]:
    """All items of a table, in the order of a scan; no call, so that whoever counts or fails calls meets none."""
    found = (item for rows in _moto_table(table).items.values() for item in rows.values())
    ordered = sorted(found, key=lambda item: (item.hash_key.value, item.range_key.value))
    return [{name: _plain(value) for name, value in item.attrs.items()} for item in ordered]


def forget_all_but(table: AwsTable, partition: str) -> None:
    """Empty a table but for one partition."""
    items = _moto_table(table).items
    for key in [key for key in items if key.value != partition]:
        del items[key]


def _moto_table(table: AwsTable) -> Any:
    return dynamodb_backends[DEFAULT_ACCOUNT_ID][table.client.meta.region_name].tables[table.name]


def _plain(value: DynamoType) -> Any:
    match value.type:
        case "N":
            return int(value.value)
        case "B":
            return value.value if isinstance(value.value, bytes) else b64decode(value.value)
        case "L":
            return [_plain(each) for each in value.value]
        case "M":
            return {name: _plain(each) for name, each in value.value.items()}
        case _:
            return value.value


def _only_what_is_there(self: Any, serialized: Any, value: Any, shape: Any, key: str) -> None:
    # An attribute has one of ten types; moto looks for each of the other nine under half a dozen names.
    if shape.name != "AttributeValue" or type(value) is not dict or not key:
        _structure(self, serialized, value, shape, key)
        return
    wrapper: dict[str, Any] = {}
    for name, member in value.items():
        if member is not None:
            self._serialize(wrapper, member, shape.members[name], name)
    self._default_serialize(serialized, wrapper, shape, key)


def _undone_by_itself(self: Any, transact_items: list[dict[str, Any]]) -> None:
    # moto copies a whole table for each write of a transaction, in case that it has to be undone.
    before = _before(self, transact_items)
    try:
        _transact(self, transact_items)
    except Exception:
        for table, partition, rows in before:
            if rows is None:
                self.tables[table].items.pop(partition, None)
            else:
                self.tables[table].items[partition] = rows
        raise


def _before(backend: Any, transact_items: list[dict[str, Any]]) -> list[tuple[str, Any, dict[Any, Any] | None]]:
    """The partitions that the transaction may change, None for one that is not there, with copies of its items."""
    found: dict[tuple[str, Any], dict[Any, Any] | None] = {}
    for write in transact_items:
        operation: Mapping[str, Any] = next(iter(write.values()))
        table = backend.tables[operation["TableName"]]
        partition, row = backend.get_keys_value(table, operation.get("Key") or operation["Item"])
        rows = table.items.get(partition)
        place = (operation["TableName"], partition)
        kept = found.setdefault(place, None if rows is None else dict(rows))
        if kept is not None and row in kept:
            # An update changes the item that is there.
            kept[row] = copy.deepcopy(kept[row])
    return [(table, partition, rows) for (table, partition), rows in found.items()]


class _ItemsOnly:
    """What the module `copy` is to moto's transactions; anybody else still copies a table."""

    @staticmethod
    def deepcopy(value: Any) -> Any:
        return value if isinstance(value, Table) else copy.deepcopy(value)
