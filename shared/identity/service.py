"""From a document to the person it stands for (DESIGN: no table of documents exists)."""

from collections.abc import Callable

from shared.identity.model import Document
from shared.identity.rules import person_key_text
from shared.kernel.ids import PersonId, base32

_PERSON_ID_BYTES = 20


class PersonIds:
    """Person ids by keyed hash: the same document always gives the same id, and no id gives a document away."""

    def __init__(self, keyed_hash: Callable[[bytes], bytes]) -> None:
        self._keyed_hash = keyed_hash

    def of(self, document: Document) -> PersonId:
        """The id of the person whom `document` names, registered or not."""
        return PersonId(base32(self._keyed_hash(person_key_text(document))[:_PERSON_ID_BYTES]))
