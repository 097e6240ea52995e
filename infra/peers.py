"""The peers of a region's file: what may stand there, and how the function that hears them gets it."""

import json
import re
from collections.abc import Mapping
from urllib.parse import urlsplit

from infra.decisions import Peer
from shared.trust.anchors import anchor_key

MOST_BYTES = 3_500
"""Lambda takes 4 KB of settings for a function, of which the others need some."""
_ISSUER = re.compile(r"[1-7]\d|8[0-2]", re.ASCII)
_ADDRESS = re.compile(r"[!-~]{1,200}", re.ASCII)


def peers_setting(peers: Mapping[str, Peer]) -> str:
    """The peers as `shared.trust.anchors.pinned_peers` reads them."""
    told = {number: {"service": peer.service, "anchor": peer.anchor} for number, peer in sorted(peers.items())}
    return json.dumps(told, separators=(",", ":"))


def given_peers(text: str) -> object:
    """What the parameter `peers` puts in the place of the file's table.

    Raises ValueError for a text that is not JSON.
    """
    return json.loads(text)


def peer_faults(peers: Mapping[str, Peer], own: int) -> list[tuple[object, str]]:
    """Conditions with the fault of each that does not hold, as the checks of a region's file have them."""
    conditions: list[tuple[object, str]] = [
        (
            len(peers_setting(peers).encode()) <= MOST_BYTES,
            f"peers must fit in the settings of a function: {MOST_BYTES} bytes as JSON, about thirty of them",
        )
    ]
    for number, peer in peers.items():
        conditions += [
            (
                _ISSUER.fullmatch(number),
                f"peers.{number} must be the number of a province, 11 to 82, or 10 for the national platform",
            ),
            (number != str(own), f"peers.{number} must be another region than this one"),
            (
                _is_service(peer.service),
                f"peers.{number}.service must be an https address, or http on this machine, without a slash at the end",
            ),
            (
                _is_anchor(peer.anchor),
                f"peers.{number}.anchor must be a key as the peer's `make anchor` prints it: 33 bytes in Base64",
            ),
        ]
    return conditions


def _is_service(text: str) -> bool:
    try:
        parts = urlsplit(text)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return False
    here = host in {"localhost", "127.0.0.1", "::1"} or host.endswith(".localhost")
    reached = parts.scheme == "https" or (parts.scheme == "http" and here)
    no_more = not (parts.query or parts.fragment or parts.username or parts.password or text.endswith(("/", "?", "#")))
    return bool(_ADDRESS.fullmatch(text) and reached and host and no_more)


def _is_anchor(text: str) -> bool:
    try:
        anchor_key(text)
    except ValueError:
        return False
    return True
