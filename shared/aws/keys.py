"""The key of every item, in one place, used for writing and reading alike.

`docs/access-patterns.md` explains them; a test compares the two.
"""

from shared.kernel.ids import AccountId, CheckpointId, CodeId, PersonId, RecordId, ScanId

Key = dict[str, str]


def _key(partition: str, sort: str) -> Key:
    return {"pk": partition, "sk": sort}


def account(account_id: AccountId) -> Key:
    """Which person a resident's account belongs to."""
    return _key(f"ACCOUNT#{account_id}", "ACCOUNT")


def attempts(account_id: AccountId, window: str) -> Key:
    """How often an account tried to register in one window of time."""
    return _key(f"ACCOUNT#{account_id}", f"ATTEMPTS#{window}")


def person(person_id: PersonId) -> Key:
    """A person's holds and current code; exists before registration for someone already on the red list."""
    return _key(f"PERSON#{person_id}", "PERSON")


def risk_record(person_id: PersonId, record_id: RecordId) -> Key:
    """One assignment of a risk category."""
    return _key(f"PERSON#{person_id}", f"RISK#{record_id}")


def replacement(person_id: PersonId, request_id: str) -> Key:
    """Which code a person's request for a replacement led to, so that a retry gets the same one."""
    return _key(f"PERSON#{person_id}", f"REPLACEMENT#{request_id}")


def code(code_id: CodeId) -> Key:
    """A code with the holds of its person: all that a scan reads."""
    return _key(f"CODE#{code_id}", "CODE")


def status_index(issuer: int, index: int) -> Key:
    """The claim of one code on its place in the issuer's status lists."""
    return _key(f"STATUS_INDEX#{issuer}#{index:07x}", "STATUS_INDEX")


def issuer_keys() -> Key:
    """The partition that holds the public keys of all issuers."""
    return _key("ISSUERS", "")


def issuer_key(issuer: int, key_id: int) -> Key:
    """One issuer's public key."""
    return _key("ISSUERS", f"ISSUER#{issuer:03d}#KEY#{key_id:03d}")


def scan(scan_id: ScanId) -> Key:
    """One scan and its answer."""
    return _key(f"SCAN#{scan_id}", "SCAN")


def checkpoints() -> Key:
    """The partition of a region's checkpoints; they are thousands, written rarely and listed by operators only."""
    return _key("CHECKPOINTS", "")


def checkpoint(checkpoint_id: CheckpointId) -> Key:
    """One checkpoint."""
    return _key("CHECKPOINTS", f"CHECKPOINT#{checkpoint_id}")


def vault_identity(person_id: PersonId) -> Key:
    """In the vault: a person's name, document and phone."""
    return _key(f"PERSON#{person_id}", "IDENTITY")
