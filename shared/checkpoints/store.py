"""Checkpoints in the core table."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from shared.aws import keys
from shared.aws.reading import one
from shared.aws.tables import Table
from shared.aws.transactions import Item, Refused, commit, plain_item, put_new, wire_item
from shared.checkpoints.model import Checkpoint, Kind, Place
from shared.kernel.clock import from_iso, iso
from shared.kernel.ids import AccountId, CheckpointId

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.type_defs import QueryInputTypeDef


@dataclass(frozen=True, slots=True)
class CheckpointStore:
    """The region's checkpoints, in the order of their ids: by division, then by kind."""

    core: Table

    def add(self, checkpoint: Checkpoint) -> Checkpoint:
        """Store a new checkpoint; returns the stored one when there already is one with this id."""
        item = keys.checkpoint(checkpoint.checkpoint_id) | _item(checkpoint)
        try:
            commit(self.core.client, [put_new("checkpoint", self.core.name, item)])
        except Refused as refused:
            return _checkpoint(refused.item)
        return checkpoint

    def checkpoint(self, checkpoint_id: CheckpointId) -> Checkpoint | None:
        """The checkpoint with this id, or None."""
        item = one(self.core, keys.checkpoint(checkpoint_id))
        return _checkpoint(item) if item else None

    def page(self, limit: int, after: str | None) -> tuple[tuple[Checkpoint, ...], str | None]:
        """At most `limit` checkpoints that follow `after`, and the last one's id when more follow."""
        query: QueryInputTypeDef = {
            "TableName": self.core.name,
            "KeyConditionExpression": "pk = :checkpoints",
            "ExpressionAttributeValues": wire_item({":checkpoints": keys.checkpoints()["pk"]}),
            "Limit": limit,
        }
        if after is not None:
            query["ExclusiveStartKey"] = wire_item(dict(keys.checkpoint(CheckpointId(after))))
        answer = self.core.client.query(**query)
        found = tuple(_checkpoint(plain_item(item)) for item in answer["Items"])
        more = "LastEvaluatedKey" in answer and bool(found)
        return found, found[-1].checkpoint_id if more else None


def _item(checkpoint: Checkpoint) -> Item:
    return {
        "checkpoint_id": checkpoint.checkpoint_id,
        "division": checkpoint.place.division,
        "kind": checkpoint.place.kind.value,
        "name": checkpoint.name,
        "created_by": checkpoint.created_by,
        "created_at": iso(checkpoint.created_at),
    }


def _checkpoint(item: Item) -> Checkpoint:
    return Checkpoint(
        checkpoint_id=CheckpointId(item["checkpoint_id"]),
        place=Place(item["division"], Kind(item["kind"])),
        name=item["name"],
        created_by=AccountId(item["created_by"]),
        created_at=from_iso(item["created_at"]),
    )
