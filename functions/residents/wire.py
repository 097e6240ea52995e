"""Bodies of registration and of the switcher. Their rules are the domain's; here are shapes and lengths only."""

from pydantic import Field

from shared.aws.wire import Wire

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
