"""The keys of what is kept of other regions; like those of `shared.aws.keys`, used for writing and reading alike."""

from shared.aws.keys import Key
from shared.kernel.ids import AccountId, EntryId, PersonId, ScanId


def peers() -> Key:
    """The partition of the regions that are recognised; they are a few dozen at the most."""
    return {"pk": "PEERS", "sk": ""}


def peer(issuer: int) -> Key:
    """Another region, as its own trust list says it."""
    return {"pk": "PEERS", "sk": f"PEER#{issuer:03d}"}


def peer_scan(scan_id: ScanId) -> Key:
    """One verification of a code of this region for another one, and its answer."""
    return {"pk": f"PEER_SCAN#{scan_id}", "sk": "PEER_SCAN"}


def provinces_consent(person_id: PersonId) -> Key:
    """Whether other regions may be asked what they hold of a person's health."""
    return {"pk": f"PERSON#{person_id}", "sk": "PROVINCES_CONSENT"}


def province_looks(account_id: AccountId, window: str) -> Key:
    """How often an account asked other regions about anybody in one window of time."""
    return {"pk": f"ACCOUNT#{account_id}", "sk": f"PROVINCE_LOOKS#{window}"}


def peer_look(person_id: PersonId, look_id: EntryId) -> Key:
    """One question of another region about a person."""
    return {"pk": f"PERSON#{person_id}", "sk": f"PEER_LOOK#{look_id}"}


def health_questions(issuer: int, window: str, shard: str) -> Key:
    """How often a peer asked about people's health in one window of time: a sixteenth of its questions."""
    return {"pk": f"PEER#{issuer:03d}", "sk": f"HEALTH_QUESTIONS#{window}#{shard}"}
