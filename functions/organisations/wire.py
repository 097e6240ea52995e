"""Bodies of organisations and of what was declared to them."""

from pydantic import Field

from shared.aws.wire import Prose, Wire
from shared.declarations.model import ContactKind, IsolationKind, OrganisationKind, Symptom


class NewOrganisationBody(Wire):
    """What an organisation is called and what it is."""

    name: Prose
    kind: OrganisationKind


class OrganisationBody(Wire):
    """An organisation as its administrator sees it."""

    organisation: str
    name: str
    kind: OrganisationKind
    invitation: str = Field(description="Whoever has it may join; letters are taken in either case")
    created_at: str


class OrganisationsBody(Wire):
    """One page of organisations."""

    organisations: list[OrganisationBody]
    cursor: str | None = Field(description="Send it to get the next page; null on the last one")


class MemberStayBody(Wire):
    """A stay in another division (GB/T 2260), both days included."""

    division: str
    since: str = Field(alias="from")
    until: str = Field(alias="to")


class MemberContactBody(Wire):
    """A contact and its day."""

    kind: ContactKind
    on: str = Field(alias="date")


class MemberIsolationBody(Wire):
    """An isolation; `to` is null when its end is not known."""

    kind: IsolationKind
    since: str | None = Field(alias="from")
    until: str | None = Field(alias="to")


class MemberDeclarationBody(Wire):
    """What a member declared to this organisation."""

    declared_at: str
    temperature: float | None
    symptoms: list[Symptom]
    stays: list[MemberStayBody]
    contacts: list[MemberContactBody]
    isolation: MemberIsolationBody
    remarks: str | None


class MemberOnDayBody(Wire):
    """One member on one day."""

    member: str = Field(description="Names the member within this organisation only")
    masked_name: str
    number: str | None = Field(description="The organisation's own number for the member")
    left: bool = Field(description="No longer a member, but was when this was declared")
    declared: bool
    declaration: MemberDeclarationBody | None = Field(description="The newest one of the day")


class DayBody(Wire):
    """One page of the list of a day."""

    date: str
    members: list[MemberOnDayBody]
    cursor: str | None = Field(description="Send it to get the next page; null on the last one")
