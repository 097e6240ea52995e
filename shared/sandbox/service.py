"""The sandbox register's one act: to say whether document, name and face belong together.

It compares the face byte by byte with the portrait on file; a real register recognises faces.
"""

from hashlib import sha256

from shared.identity.model import Identity
from shared.sandbox.model import Result
from shared.sandbox.store import SandboxStore


class SandboxRegister:
    """A stand-in for the public-security register."""

    def __init__(self, store: SandboxStore) -> None:
        self._store = store

    def compare(self, identity: Identity) -> Result:
        """The first that applies, in the order in which the contract resolves them."""
        entry = self._store.entry(identity.document)
        if entry is None:
            return Result.NOT_ON_FILE
        if entry.name != identity.name.reveal():
            return Result.NAME_OR_DOCUMENT_MISMATCH
        if entry.face_sha256 != sha256(identity.face.reveal()).hexdigest():
            return Result.FACE_MISMATCH
        return Result.MATCH
