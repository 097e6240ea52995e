"""Bodies of registration, of the family and of the switcher: shapes and lengths only, their rules are the domain's."""

from pydantic import Field

from shared.aws.wire import Wire
from shared.family.model import Relation

FACE_CHARACTERS = 480 * 1024


class DocumentBody(Wire):
    """One of the three documents (M2)."""

    type: str = Field(max_length=40, examples=["RESIDENT_ID"])
    number: str = Field(max_length=40, repr=False)


class RegistrationBody(Wire):
    """A resident's real name, document, phone and face (M1, M2, M4)."""

    document: DocumentBody
    name: str = Field(max_length=100, repr=False)
    phone: str = Field(max_length=40, repr=False, examples=["13800000000"])
    face: str = Field(max_length=FACE_CHARACTERS, repr=False, description="A JPEG or PNG image in base64; never stored")


class FamilyMemberBody(Wire):
    """A family member: their own document, name and face, and what they are to the one who adds them (M4)."""

    document: DocumentBody
    name: str = Field(max_length=100, repr=False)
    relation: Relation
    face: str = Field(max_length=FACE_CHARACTERS, repr=False, description="The member's own face; never stored")


class LinkBody(Wire):
    """A family link; `relation` is what the member is to the guardian."""

    person: str = Field(description="The other person of the link")
    masked_name: str
    relation: Relation
    linked_at: str
    ends_at: str | None = Field(description="When it ends by itself, as it does when a child comes of age")


class FamilyBody(Wire):
    """The links of one's own person."""

    members: list[LinkBody] = Field(description="For whom one may act")
    guardians: list[LinkBody] = Field(description="Who may act for oneself")


class RegisteredBody(Wire):
    """The person and their code."""

    person: str
    masked_name: str
    payload: str = Field(description="The text of the QR")
    issued_at: str


class PersonBody(Wire):
    """One person the account may act for."""

    person: str
    masked_name: str
    relation: str


class PeopleBody(Wire):
    """Everyone the account may act for, its own person first."""

    people: list[PersonBody]
