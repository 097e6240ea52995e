"""The region's trust list, the peers that it recognises, and what was published of whose keys, in the core table."""

from datetime import UTC, datetime

from shared.aws import federation_keys, keys
from shared.aws.tables import Table
from shared.aws.transactions import Refused, Write, commit, plain_item, put_new, put_unless, update, wire_item
from shared.kernel.clock import from_iso, iso
from shared.kernel.concurrency import Changed
from shared.trust.model import Issued, KeyChanges, Peer, PublishedKey, TrustedKey
from shared.trust.peer_item import peer_from, peer_item


class TrustStore:
    """The one present list, replaced whenever something in it changes; and of each peer what was last accepted."""

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
        """Every key of `issuer` that was ever published here and is not removed yet, withdrawn or not."""
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
                datetime.fromtimestamp(item["expires_at"], UTC) if "expires_at" in item else None,
            )
            for item in items
        )

    def peer(self, issuer: int) -> Peer | None:
        """The peer with this number as it was last accepted, be its time over or not; None for who is no peer."""
        answer = self._core.client.get_item(
            TableName=self._core.name, Key=wire_item(federation_keys.peer(issuer)), ConsistentRead=True
        )
        item = plain_item(answer.get("Item", {}))
        return peer_from(item) if item else None

    def peers(self) -> tuple[Peer, ...]:
        """Every peer as it was last accepted, by their numbers, be their time over or not."""
        answer = self._core.client.query(
            TableName=self._core.name,
            KeyConditionExpression="pk = :peers",
            ExpressionAttributeValues=wire_item({":peers": federation_keys.peers()["pk"]}),
            ConsistentRead=True,
        )
        return tuple(peer_from(plain_item(item)) for item in answer["Items"])

    def accept(self, new: Peer, before: Peer | None, changes: KeyChanges, now: datetime) -> None:
        """Keep what a peer says of itself now in the place of what it said before, and change its keys with it.

        Raises Changed when somebody else has accepted something of it meanwhile, or withdrawn one of the keys.
        """
        what, table = "peer", self._core.name
        item = federation_keys.peer(new.entry.issuer) | peer_item(new)
        kept = (
            put_unless(what, table, item, condition="issued_at = :before", before=iso(before.issued_at))
            if before
            else put_new(what, table, item)
        )
        expires_at = int(new.expires_at.timestamp())
        self._change(
            kept,
            *(self._key(new.entry.issuer, key, now, expires_at=expires_at) for key in changes.counting),
            *(self._key(new.entry.issuer, key, now, withdrawn_at=key.withdrawn_at) for key in changes.withdrawn),
            *(self._end_key(new.entry.issuer, key_id, now) for key_id in changes.ended),
        )

    def end(self, peer: Peer, key_ids: tuple[int, ...], now: datetime) -> None:
        """Let a peer and these of its keys count no more from `now` on; the database removes them within days.

        Raises Changed when something of it was accepted meanwhile, or one of the keys withdrawn.
        """
        issuer = peer.entry.issuer
        ended = update(
            "peer",
            self._core.name,
            federation_keys.peer(issuer),
            "SET expires_at = :now",
            condition="issued_at = :before",
            now=int(now.timestamp()),
            before=iso(peer.issued_at),
        )
        self._change(ended, *(self._end_key(issuer, key_id, now) for key_id in key_ids))

    def _key(
        self,
        issuer: int,
        key: TrustedKey,
        now: datetime,
        *,
        expires_at: int | None = None,
        withdrawn_at: datetime | None = None,
    ) -> Write:
        item = {
            "issuer": issuer,
            "key_id": key.key_id,
            "public_key": key.public_key,
            "published_at": iso(key.valid_from),
            "valid_from": iso(key.valid_from),
            "valid_until": iso(key.valid_until) if key.valid_until else None,
            "expires_at": expires_at,
            "withdrawn_at": iso(withdrawn_at) if withdrawn_at else None,
        }
        return put_unless(
            "issuer key",
            self._core.name,
            keys.issuer_key(issuer, key.key_id) | item,
            # Of a number there is one key at a time, and what is withdrawn once stays so.
            condition="attribute_not_exists(withdrawn_at) AND (public_key = :public_key OR expires_at <= :now)",
            public_key=key.public_key,
            now=int(now.timestamp()),
        )

    def _end_key(self, issuer: int, key_id: int, now: datetime) -> Write:
        return update(
            "issuer key",
            self._core.name,
            keys.issuer_key(issuer, key_id),
            "SET expires_at = :now",
            condition="attribute_exists(pk) AND attribute_not_exists(withdrawn_at)",
            now=int(now.timestamp()),
        )

    def _change(self, *writes: Write) -> None:
        try:
            commit(self._core.client, writes)
        except Refused:
            raise Changed from None
