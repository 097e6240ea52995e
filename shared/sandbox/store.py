"""The sandbox register's own table."""

from dataclasses import dataclass

from shared.aws.tables import Table
from shared.aws.transactions import Item, plain_item, wire_item
from shared.identity.model import Document, DocumentType
from shared.sandbox.model import Entry


@dataclass(frozen=True, slots=True)
class SandboxStore:
    """The people on file, by document."""

    table: Table

    def entry(self, document: Document) -> Entry | None:
        """The person on file under this document, or None; one consistent read."""
        key = _key(document.type, document.number.reveal())
        answer = self.table.client.get_item(TableName=self.table.name, Key=wire_item(key), ConsistentRead=True)
        item = plain_item(answer.get("Item", {}))
        return Entry(item["name"], item["face_sha256"]) if item else None


def item(document_type: DocumentType, number: str, entry: Entry) -> Item:
    """The item, in plain values, that puts a person on file; `number` in canonical form."""
    return _key(document_type, number) | {"name": entry.name, "face_sha256": entry.face_sha256}


def _key(document_type: DocumentType, number: str) -> dict[str, str]:
    return {"pk": f"DOCUMENT#{document_type.value}#{number}", "sk": "DOCUMENT"}
