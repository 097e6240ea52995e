"""Health declarations (M18).

What one holds follows the data groups of GB/T 38962-2020: temperature, present symptoms, stays, contacts, isolation and
remarks. The words of the closed lists are our own.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from shared.kernel.ids import EntryId, OrganisationId, PersonId


class Kind(StrEnum):
    """For whom one declares (M18)."""

    EMPLOYEE = "EMPLOYEE"
    """To the enterprise one works for."""
    MEMBER = "MEMBER"
    """To an organisation that one belongs to: a school, a housing estate."""
    SELF_CHECK = "SELF_CHECK"
    """To nobody but oneself."""


class OrganisationKind(StrEnum):
    """To what kind of organisation one declares."""

    ENTERPRISE = "ENTERPRISE"
    ORGANISATION = "ORGANISATION"


class Symptom(StrEnum):
    """What somebody feels today; none of them is an empty list."""

    FEVER = "FEVER"
    COUGH = "COUGH"
    FATIGUE = "FATIGUE"
    SORE_THROAT = "SORE_THROAT"
    DIFFICULTY_BREATHING = "DIFFICULTY_BREATHING"
    DIARRHOEA = "DIARRHOEA"
    HEADACHE = "HEADACHE"
    MUSCLE_PAIN = "MUSCLE_PAIN"
    RUNNY_NOSE = "RUNNY_NOSE"
    VOMITING = "VOMITING"
    LOSS_OF_SMELL_OR_TASTE = "LOSS_OF_SMELL_OR_TASTE"
    OTHER = "OTHER"


class ContactKind(StrEnum):
    """With whom somebody was in contact."""

    CONFIRMED_CASE = "CONFIRMED_CASE"
    SUSPECTED_CASE = "SUSPECTED_CASE"
    ASYMPTOMATIC_CASE = "ASYMPTOMATIC_CASE"
    FROM_EPIDEMIC_AREA = "FROM_EPIDEMIC_AREA"
    PEOPLE_WITH_FEVER = "PEOPLE_WITH_FEVER"
    CLUSTER = "CLUSTER"
    """Several cases in one household, office or class."""


class IsolationKind(StrEnum):
    """Whether somebody is kept apart, and where."""

    NONE = "NONE"
    HOME = "HOME"
    CENTRAL = "CENTRAL"


@dataclass(frozen=True, slots=True)
class Stay:
    """A stay in another division (GB/T 2260, six digits), both days included."""

    division: str
    since: date
    until: date


@dataclass(frozen=True, slots=True)
class Contact:
    """A contact and its day."""

    kind: ContactKind
    on: date


@dataclass(frozen=True, slots=True)
class Isolation:
    """An isolation; without dates when there is none, without `until` when its end is not known yet."""

    kind: IsolationKind
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Content:
    """What is declared of a person's health."""

    temperature_tenths: int | None = field(repr=False)
    """Tenths of a degree Celsius: 365 is 36.5."""
    symptoms: tuple[Symptom, ...] = field(repr=False)
    stays: tuple[Stay, ...] = field(repr=False)
    contacts: tuple[Contact, ...] = field(repr=False)
    isolation: Isolation = field(repr=False)
    remarks: str | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class Membership:
    """A person's membership, with what a declaration to the organisation needs of it."""

    organisation_id: OrganisationId
    organisation_name: str
    organisation_kind: OrganisationKind
    person_id: PersonId
    masked_name: str
    number: str | None
    """The organisation's own number for its member."""
    joined_at: datetime
    joined_by: PersonId


@dataclass(frozen=True, slots=True)
class Recipient:
    """The organisation that a declaration was made to, by the name it had then."""

    organisation_id: OrganisationId
    name: str


@dataclass(frozen=True, slots=True)
class Declaration:
    """One declaration as it was made; nothing of it ever changes."""

    entry_id: EntryId
    kind: Kind
    subject: PersonId
    declared_by: PersonId
    declared_at: datetime
    content: Content
    recipient: Recipient | None = None
