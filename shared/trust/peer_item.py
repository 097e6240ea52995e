"""A peer as an item holds it."""

from datetime import UTC, datetime
from typing import Any

from shared.kernel.clock import from_iso, iso
from shared.trust.model import EncryptionKey, Peer, TrustedIssuer, TrustedKey

Item = dict[str, Any]


def peer_item(peer: Peer) -> Item:
    """The attributes of a peer; the database removes it within days after `expires_at`."""
    entry = peer.entry
    return {
        "issuer": entry.issuer,
        "service": entry.service,
        "status_lists": entry.status_lists,
        "keys": [
            {
                "key_id": key.key_id,
                "public_key": key.public_key,
                "valid_from": iso(key.valid_from),
                "valid_until": _iso(key.valid_until),
                "withdrawn_at": _iso(key.withdrawn_at),
            }
            for key in entry.keys
        ],
        "encryption_keys": [{"kid": key.kid, "public_key": key.public_key} for key in entry.encryption_keys],
        "issued_at": iso(peer.issued_at),
        "expires_at": int(peer.expires_at.timestamp()),
        "anchor": peer.anchor,
    }


def peer_from(item: Item) -> Peer:
    """The inverse."""
    entry = TrustedIssuer(
        issuer=item["issuer"],
        service=item["service"],
        status_lists=item["status_lists"],
        keys=tuple(
            TrustedKey(
                key["key_id"],
                key["public_key"],
                from_iso(key["valid_from"]),
                _from_iso(key.get("valid_until")),
                _from_iso(key.get("withdrawn_at")),
            )
            for key in item["keys"]
        ),
        encryption_keys=tuple(EncryptionKey(key["kid"], key["public_key"]) for key in item["encryption_keys"]),
    )
    return Peer(entry, from_iso(item["issued_at"]), datetime.fromtimestamp(item["expires_at"], UTC), item["anchor"])


def _iso(at: datetime | None) -> str | None:
    return None if at is None else iso(at)


def _from_iso(text: str | None) -> datetime | None:
    return None if text is None else from_iso(text)
