"""Somebody who is looked up, and whoever looks; valid unless the test says otherwise."""

from dataclasses import dataclass

from shared.family.model import Acting
from shared.kernel.ids import AccountId
from shared.kernel.roles import Actor
from shared.registration.service import Registered
from tests.acts import register, scan, staff
from tests.declaration_acts import acting
from tests.region import Region


@dataclass(frozen=True)
class Met:
    """A resident whom an officer has just scanned."""

    person: Registered
    acting: Acting
    """The resident, for themselves."""
    officer: Actor
    scan_id: str


def met(region: Region, serial: int = 1, *, officer: Actor | None = None, key: str = "scan-0001") -> Met:
    """Register a resident if need be, and scan their code."""
    account = AccountId(f"account-{serial}")
    person = register(region, serial, account)
    by = officer or staff()
    scanned = scan(region, person.code.payload, actor=by, key=key)
    return Met(person, acting(region, person.person_id, account), by, scanned.scan_id)
