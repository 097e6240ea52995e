"""The region's trust list, and what its own keys were used for and when, in the core table."""

from shared.aws import keys
from shared.aws.tables import Table
from shared.aws.transactions import Refused, commit, plain_item, put_new, put_unless, wire_item
from shared.kernel.clock import from_iso, iso
from shared.kernel.concurrency import Changed
from shared.trust.model import Issued, PublishedKey


class TrustStore:
    """The one present list, replaced whenever something in it changes."""

    def __init__(self, core: Table) -> None:
        self._core = core

    def issued(self) -> Issued | None:
        """The present list, or None before the first."""
        answer = self._core.client.get_item(
            TableName=self._core.name, Key=wire_item(keys.trust_list()), ConsistentRead=True
        )
        item = plain_item(answer.get("Item", {}))
        return Issued(item["text"], from_iso(item["issued_at"])) if item else None

    def issue(self, new: Issued, before: Issued | None) -> None:
        """Put `new` in the place of `before`.

        Raises Changed when somebody else has issued one meanwhile.
        """
        item = keys.trust_list() | {"text": new.text, "issued_at": iso(new.issued_at)}
        what, table = "trust list", self._core.name
        if before:
            condition = "issued_at = :before"
            write = put_unless(what, table, item, condition=condition, before=iso(before.issued_at))
        else:
            write = put_new(what, table, item)
        try:
            commit(self._core.client, [write])
        except Refused:
            raise Changed from None

    def published_keys(self, issuer: int) -> tuple[PublishedKey, ...]:
        """Every key that the region `issuer` ever published here, withdrawn or not."""
        answer = self._core.client.query(
            TableName=self._core.name,
            KeyConditionExpression="pk = :issuers AND begins_with(sk, :issuer)",
            ExpressionAttributeValues=wire_item(
                {":issuers": keys.issuer_keys()["pk"], ":issuer": f"ISSUER#{issuer:03d}#"}
            ),
            ConsistentRead=True,
        )
        items = [plain_item(item) for item in answer["Items"]]
        return tuple(
            PublishedKey(
                item["key_id"],
                item["public_key"],
                from_iso(item["published_at"]),
                from_iso(item["withdrawn_at"]) if "withdrawn_at" in item else None,
            )
            for item in items
        )
