"""The keys of what is kept of other regions; like those of `shared.aws.keys`, used for writing and reading alike."""

from shared.aws.keys import Key
from shared.kernel.ids import ScanId


def peers() -> Key:
    """The partition of the regions that are recognised; they are a few dozen at the most."""
    return {"pk": "PEERS", "sk": ""}


def peer(issuer: int) -> Key:
    """Another region, as its own trust list says it."""
    return {"pk": "PEERS", "sk": f"PEER#{issuer:03d}"}


def peer_scan(scan_id: ScanId) -> Key:
    """One verification of a code of this region for another one, and its answer."""
    return {"pk": f"PEER_SCAN#{scan_id}", "sk": "PEER_SCAN"}
