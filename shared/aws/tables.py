"""A deployed table as a store needs it."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


@dataclass(frozen=True, slots=True)
class Table:
    """A table's name with the client that reaches it."""

    client: "DynamoDBClient" = field(repr=False)
    name: str
