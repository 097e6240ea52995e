"""A person's document on its way to another region: encrypted for that region, and good for one question only (M21)."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from shared.health_questions.jwe import Unwrap, decrypted, encrypted
from shared.identity.model import Document
from shared.identity.rules import document
from shared.jws.signature import NotGenuine, readable
from shared.kernel.errors import DomainError
from shared.kernel.ids import RandomBytes

KIND = "person-document+jwe"
MOST_CHARACTERS = 2048
"""More than any document's JWE has under an RSA key of 4,096 bits."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The one question that a sealed document is good for: who asks whom what, under which id."""

    asker: int
    asked: int
    question: str
    jti: str


def seal(about: Document, asked: Asked, kid: str, public_key: bytes, random_bytes: RandomBytes) -> str:
    """The document as only the region whose encryption key this is can read it, and as it may take it for `asked`.

    Raises ValueError for a key that is none.
    """
    content = {**_bound(asked), "document": {"type": about.type.value, "number": about.number.reveal()}}
    return encrypted(KIND, json.dumps(content).encode("ascii"), kid, public_key, random_bytes)


def unsealed(text: object, asked: Asked, kid: str, unwrap: Unwrap, today: date) -> Document:
    """The document that was sealed for `asked`.

    Raises NotGenuine for any other text: changed, for another key, lifted out of another question, or no document.
    """
    if not isinstance(text, str) or len(text) > MOST_CHARACTERS:
        raise NotGenuine("not readable")
    content = readable(lambda: json.loads(decrypted(text, KIND, kid, unwrap).decode("ascii")))
    if not isinstance(content, dict) or {name: content.get(name) for name in _bound(asked)} != _bound(asked):
        raise NotGenuine("sealed for another question")
    try:
        return readable(lambda: document(content["document"]["type"], content["document"]["number"], today))
    except DomainError:
        # As one who asks has it, it would be refused by its own rules; which of them is nobody's business.
        raise NotGenuine("not readable") from None


def _bound(asked: Asked) -> Mapping[str, Any]:
    return {"iss": asked.asker, "aud": asked.asked, "question": asked.question, "jti": asked.jti}
