"""Codes, their places in the status lists, and the issuers' public keys, in the core table."""

from collections.abc import Iterable
from datetime import UTC, datetime

from shared.aws import keys
from shared.aws.reading import many
from shared.aws.tables import Table
from shared.aws.transactions import (
    Item,
    Refused,
    Write,
    commit,
    plain_item,
    put_new,
    update,
    wire_item,
)
from shared.codes.model import Code, IssuerKey, status_index
from shared.kernel.clock import from_iso, iso
from shared.kernel.concurrency import Changed
from shared.kernel.ids import CodeId, PersonId
from shared.risk.hold_item import hold_from, hold_item
from shared.risk.store import Person, not_green, person_write

REPLACEMENT = "replacement"


class CodeStore:
    """Codes as issued, read and replaced."""

    def __init__(self, core: Table) -> None:
        self._core = core

    def code(self, code_id: CodeId) -> Code | None:
        """One code, as of now; the one read of a scan."""
        answer = self._core.client.get_item(
            TableName=self._core.name, Key=wire_item(keys.code(code_id)), ConsistentRead=True
        )
        item = plain_item(answer.get("Item", {}))
        return _code(item) if item else None

    def codes(self, code_ids: Iterable[CodeId]) -> tuple[Code, ...]:
        """Those of the codes that there are, in no order and as of now; each is named once."""
        return tuple(map(_code, many(self._core, map(keys.code, code_ids))))

    def replace(
        self, request_id: str, person: Person, old: Code, new: Code, expires_at: int, replaced_by: PersonId
    ) -> CodeId:
        """Issue `new` in place of `old`, all or none; `request_id` is the same for a retry.

        Returns the id of the new code, which for a retry within `expires_at` (unix seconds) is the one of the first
        try. Raises Changed when one of the items was changed meanwhile, or when the new code's place is taken.
        """
        marker = keys.replacement(person.person_id, request_id) | {"code_id": new.code_id, "expires_at": expires_at}
        retired = update(
            "old code",
            self._core.name,
            keys.code(old.code_id),
            "SET replaced_at = :now, replaced_by = :replaced_by, in_list = :in_list, listed_as = :listed_as",
            condition="attribute_exists(pk) AND attribute_not_exists(replaced_at)",
            now=iso(new.issued_at),
            replaced_by=replaced_by,
            **not_green(old.code_id),
        )
        current = person_write(self._core.name, person, "SET code_id = :code_id", code_id=new.code_id)
        writes = [put_new(REPLACEMENT, self._core.name, marker), retired, current, *issue_writes(self._core.name, new)]
        try:
            commit(self._core.client, writes)
        except Refused as refused:
            if refused.what == REPLACEMENT:
                return CodeId(refused.item["code_id"])
            raise Changed from None
        return new.code_id

    def issuer_keys(self) -> tuple[IssuerKey, ...]:
        """The public keys of every issuer whose codes count here, without the withdrawn; a few dozen at the most.

        Another region's key counts only until the instant that it carries, which is to be asked of it each time.
        """
        answer = self._core.client.query(
            TableName=self._core.name,
            KeyConditionExpression="pk = :issuers",
            ExpressionAttributeValues=wire_item({":issuers": keys.issuer_keys()["pk"]}),
            ConsistentRead=True,
        )
        items = [plain_item(item) for item in answer["Items"]]
        return tuple(_issuer_key(item) for item in items if "withdrawn_at" not in item)

    def publish(self, key: IssuerKey, now: datetime) -> None:
        """Make a public key known to everything that verifies; it is not to be used before `now`.

        Raises ValueError when another key is already published under the same issuer and key id.
        """
        item: Item = {
            "issuer": key.issuer,
            "key_id": key.key_id,
            "public_key": key.public_key,
            "published_at": iso(now),
        }
        try:
            commit(
                self._core.client,
                [put_new("issuer key", self._core.name, keys.issuer_key(key.issuer, key.key_id) | item)],
            )
        except Refused as refused:
            if refused.item["public_key"] != key.public_key:
                raise ValueError(
                    f"issuer {key.issuer} has published another key {key.key_id}: raise the region's code_key_id"
                ) from None


def issue_writes(core_table: str, code: Code) -> list[Write]:
    """The writes of a new code: its place in the status lists, claimed for good, and the code itself."""
    place = keys.status_index(code.issuer, status_index(code.code_id))
    return [
        put_new("status index", core_table, place | {"code_id": code.code_id}),
        put_new("code", core_table, keys.code(code.code_id) | _code_item(code)),
    ]


def confirmed_write(core_table: str, code_id: CodeId, masked_name: str) -> Write:
    """Take the mark of an offline registration off a code; the name on it is the one that was confirmed."""
    return update(
        "code",
        core_table,
        keys.code(code_id),
        "SET masked_name = :masked_name REMOVE unconfirmed",
        condition="attribute_exists(pk)",
        masked_name=masked_name,
    )


def _code_item(code: Code) -> Item:
    return {
        "issuer": code.issuer,
        "code_id": code.code_id,
        "person_id": code.person_id,
        "payload": code.payload,
        "masked_name": code.masked_name,
        "issued_at": iso(code.issued_at),
        "holds": [hold_item(hold) for hold in code.holds],
        "unconfirmed": code.unconfirmed or None,
    } | (not_green(code.code_id) if code.holds else {})


def _code(item: Item) -> Code:
    return Code(
        issuer=item["issuer"],
        code_id=CodeId(item["code_id"]),
        person_id=PersonId(item["person_id"]),
        payload=item["payload"],
        masked_name=item["masked_name"],
        issued_at=from_iso(item["issued_at"]),
        replaced_at=from_iso(item["replaced_at"]) if "replaced_at" in item else None,
        holds=tuple(hold_from(each) for each in item["holds"]),
        unconfirmed=item.get("unconfirmed", False),
    )


def _issuer_key(item: Item) -> IssuerKey:
    return IssuerKey(
        issuer=item["issuer"],
        key_id=item["key_id"],
        public_key=item["public_key"],
        counts_until=datetime.fromtimestamp(item["expires_at"], UTC) if "expires_at" in item else None,
        valid_from=from_iso(item["valid_from"]) if "valid_from" in item else None,
        valid_until=from_iso(item["valid_until"]) if "valid_until" in item else None,
    )
