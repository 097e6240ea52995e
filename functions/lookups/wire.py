"""Answers of look-ups."""

from pydantic import Field

from shared.aws.wire import Wire
from shared.declarations.model import ContactKind, IsolationKind, Kind, Symptom
from shared.identity.model import DocumentType


class SeenIdentityBody(Wire):
    """Who the person of a scan is; a picture of them is nowhere kept."""

    name: str
    document_type: DocumentType
    document_number: str = Field(description="Without its middle for inspectors", examples=["4*************123X"])
    phone: str | None = Field(description="Masked", examples=["138****1234"])
    confirmed: bool = Field(description="False for what staff wrote down from papers, until the register confirms it")


class SeenStayBody(Wire):
    """A declared stay that ended within the last 14 days."""

    division: str = Field(description="GB/T 2260")
    since: str = Field(alias="from")
    until: str = Field(alias="to")
    declared_at: str = Field(description="Where it was declared several times, the last of them")


class SeenTravelBody(Wire):
    """Declared stays of the last 14 days, newest first."""

    stays: list[SeenStayBody]
    complete: bool = Field(description="False when the person made more than 50 declarations in these days")


class SeenContactBody(Wire):
    """A declared contact of the last 14 days."""

    kind: ContactKind
    on: str = Field(alias="date")
    declared_at: str = Field(description="Where it was declared several times, the last of them")


class SeenContactsBody(Wire):
    """Declared contacts of the last 14 days, newest first."""

    contacts: list[SeenContactBody]
    complete: bool = Field(description="False when the person made more than 50 declarations in these days")


class SeenIsolationBody(Wire):
    """An isolation as declared."""

    kind: IsolationKind
    since: str | None = Field(alias="from")
    until: str | None = Field(alias="to")


class SeenDeclarationBody(Wire):
    """A declaration without its stays and contacts, which are look-ups of their own."""

    kind: Kind
    declared_at: str
    temperature: float | None
    symptoms: list[Symptom]
    isolation: SeenIsolationBody
    remarks: str | None


class SeenDeclarationsBody(Wire):
    """The ten newest declarations, newest first."""

    declarations: list[SeenDeclarationBody]
