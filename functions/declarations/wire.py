"""Bodies of declarations and memberships. Their rules are the domain's; here are shapes and lengths only."""

from enum import StrEnum

from pydantic import Field

from shared.aws.wire import Day, Prose, Wire
from shared.declarations.model import ContactKind, IsolationKind, Kind, OrganisationKind, Symptom


class DeclaredBy(StrEnum):
    """Who made a declaration: the person themselves, or somebody of their family."""

    SELF = "SELF"
    FAMILY = "FAMILY"


class StayBody(Wire):
    """A stay in another division, both days included, within the last 14 days."""

    division: str = Field(pattern=r"^[1-9][0-9]{5}$", description="GB/T 2260", examples=["420100"])
    since: Day = Field(alias="from")
    until: Day = Field(alias="to")


class ContactBody(Wire):
    """A contact within the last 14 days."""

    kind: ContactKind
    on: Day = Field(alias="date")


class IsolationBody(Wire):
    """An isolation: without dates for NONE, without `to` when its end is not known yet."""

    kind: IsolationKind
    since: Day | None = Field(None, alias="from")
    until: Day | None = Field(None, alias="to")


class NewDeclarationBody(Wire):
    """A person's health, in the data groups of GB/T 38962-2020."""

    kind: Kind
    organisation: str | None = Field(
        None, pattern=r"^[a-z2-7]{16}$", description="To whom; for EMPLOYEE and MEMBER only"
    )
    temperature: float | None = Field(
        None, ge=30, le=45, allow_inf_nan=False, description="Degrees Celsius with one decimal", examples=[36.5]
    )
    symptoms: list[Symptom] = Field(description="Each at most once; empty when there are none")
    stays: list[StayBody] = Field(description="In other divisions in the last 14 days; at most 14")
    contacts: list[ContactBody] = Field(description="In the last 14 days; at most 10")
    isolation: IsolationBody
    remarks: Prose | None = None


class StayedBody(Wire):
    """A stay as declared."""

    division: str
    since: str = Field(alias="from")
    until: str = Field(alias="to")


class ContactedBody(Wire):
    """A contact as declared."""

    kind: ContactKind
    on: str = Field(alias="date")


class IsolatedBody(Wire):
    """An isolation as declared."""

    kind: IsolationKind
    since: str | None = Field(alias="from")
    until: str | None = Field(alias="to")


class DeclarationBody(Wire):
    """A declaration as it was made."""

    declaration: str
    kind: Kind
    organisation: str | None
    organisation_name: str | None = Field(description="As it was called then")
    declared_by: DeclaredBy
    declared_at: str
    temperature: float | None
    symptoms: list[Symptom]
    stays: list[StayedBody]
    contacts: list[ContactedBody]
    isolation: IsolatedBody
    remarks: str | None


class DeclarationsBody(Wire):
    """One page of declarations."""

    declarations: list[DeclarationBody]
    cursor: str | None = Field(description="Send it to get the next page; null on the last one")


class JoinBody(Wire):
    """An invitation, and the organisation's own number for its new member."""

    invitation: str = Field(pattern=r"^[A-Za-z2-7]{12}$", repr=False, examples=["k5qwz7lmnop2"])
    number: str | None = Field(
        None, pattern=r"^[A-Za-z0-9-]{1,32}$", description="A staff or pupil number", examples=["A-1024"]
    )


class MembershipBody(Wire):
    """A membership."""

    organisation: str
    name: str
    kind: OrganisationKind
    number: str | None
    joined_at: str


class MembershipsBody(Wire):
    """The memberships of a person."""

    organisations: list[MembershipBody]
