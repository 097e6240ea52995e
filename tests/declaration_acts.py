"""What residents and administrators do with declarations and organisations; valid unless the test says otherwise."""

from typing import Any

from shared.declarations.model import (
    Contact,
    ContactKind,
    Isolation,
    IsolationKind,
    Kind,
    OrganisationKind,
    Stay,
    Symptom,
)
from shared.declarations.service import Declared, NewDeclaration
from shared.family.model import Acting
from shared.kernel.clock import day_of
from shared.kernel.ids import AccountId, PersonId
from shared.organisations.model import Organisation
from shared.organisations.service import Joined
from tests.acts import ACCOUNT, add_member, in_days, register
from tests.region import Region

ADMINISTRATOR = AccountId("administrator-1")


def acting(region: Region, person: PersonId | None = None, account: AccountId = ACCOUNT) -> Acting:
    """The right of `account` to act for a person, for its own one unless told otherwise."""
    return region.family.acting(account, person or region.family.people(account)[0].person_id)


def resident(region: Region, serial: int = 1, account: AccountId = ACCOUNT) -> Acting:
    """A newly registered resident, acting for themselves."""
    return acting(region, register(region, serial, account).person_id, account)


def relative(region: Region, serial: int = 2, account: AccountId = ACCOUNT) -> Acting:
    """The same account, acting for somebody of the family without an account."""
    return acting(region, add_member(region, serial, account=account).link.member, account)


def organisation(
    region: Region,
    kind: OrganisationKind = OrganisationKind.ENTERPRISE,
    account: AccountId = ADMINISTRATOR,
    key: str = "create-0001",
    name: str = "东站物业",
) -> Organisation:
    return region.organisations.create(account, name, kind, key)


def join(region: Region, who: Acting, to: Organisation, number: str | None = "A-1") -> Joined:
    return region.memberships.join(who, to.invitation, number)


def new_declaration(**changes: Any) -> NewDeclaration:
    """A self-check in which every group says something, on the first day of a test."""
    valid: dict[str, Any] = {
        "kind": Kind.SELF_CHECK,
        "organisation": None,
        "temperature": 37.3,
        "symptoms": (Symptom.FEVER, Symptom.COUGH),
        "stays": (Stay("420100", in_days(-14), in_days(-13)), Stay("110101", in_days(-2), in_days(0))),
        "contacts": (Contact(ContactKind.CONFIRMED_CASE, in_days(-3)),),
        "isolation": Isolation(IsolationKind.HOME, in_days(-1), in_days(13)),
        "remarks": "已向社区报备",
    }
    return NewDeclaration(**(valid | changes))


def well(**changes: Any) -> NewDeclaration:
    """A self-check in which nothing is wrong, good on any day."""
    nothing: dict[str, Any] = {
        "symptoms": (),
        "stays": (),
        "contacts": (),
        "isolation": Isolation(IsolationKind.NONE),
        "remarks": None,
        "temperature": 36.5,
    }
    return new_declaration(**(nothing | changes))


def declare(
    region: Region, who: Acting, to: Organisation | None = None, key: str = "declare-0001", **changes: Any
) -> Declared:
    """A self-check, or a declaration to an organisation."""
    if to is not None:
        kind = Kind.EMPLOYEE if to.kind is OrganisationKind.ENTERPRISE else Kind.MEMBER
        changes = {"kind": kind, "organisation": to.organisation_id} | changes
    return region.declarations.declare(who, well(**changes), key)


def today(region: Region) -> str:
    return day_of(region.clock()).isoformat()
