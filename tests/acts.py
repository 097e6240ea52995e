"""What residents, officers and scanners do with a region's services; valid unless the test says otherwise."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

import pytest

from shared.aws import keys
from shared.aws.transactions import wire_item
from shared.checkpoints.model import Checkpoint, Kind, Place
from shared.checkpoints.rules import checkpoint_id, place_of
from shared.checkpoints.store import CheckpointStore
from shared.family.model import Relation
from shared.kernel.clock import day_of, iso
from shared.kernel.errors import DomainError, ErrorCode
from shared.kernel.ids import AccountId, Authority, CheckpointId
from shared.kernel.pii import DocumentNumber
from shared.kernel.roles import Actor, StaffRole
from shared.offline_registrations.model import Evidence
from shared.offline_registrations.service import Papers, RegisteredOffline
from shared.registration.service import Added, Applicant, Registered
from shared.risk.model import Category, RecordState, RiskRecord
from shared.risk.service import NewAssignment
from shared.scans.service import Answer
from tests.builders import face, resident_id
from tests.region import ASSIGNMENTS_AN_HOUR, START, Region

ACCOUNT = AccountId("account-1")
NAME, PHONE = "张小明", "13800000000"
STATION = checkpoint_id(Place("440106", Kind.STATION), "abcdefgh")
ESTATE = checkpoint_id(Place("440106", Kind.HOUSING_ESTATE), "abcdefgh")
HOSPITAL = checkpoint_id(Place("440106", Kind.HOSPITAL), "abcdefgh")


def applicant(serial: int = 1, **changes: str) -> Applicant:
    """What a resident enters; another `serial` is another person."""
    valid = {
        "document_type": "RESIDENT_ID",
        "document_number": resident_id(serial),
        "name": NAME,
        "phone": PHONE,
        "face": face(),
    }
    return Applicant(**(valid | changes))


def officer(account: str = "officer-1", authority: str | None = "CDC-440106") -> Actor:
    """An officer of a health authority."""
    return Actor(
        AccountId(account), frozenset({StaffRole.HEALTH_AUTHORITY}), Authority(authority) if authority else None
    )


def staff(role: StaffRole = StaffRole.MEDIC, account: str = "staff-1") -> Actor:
    """Somebody who scans codes."""
    return Actor(AccountId(account), frozenset({role}))


def new_assignment(serial: int = 1, **changes: Any) -> NewAssignment:
    """What an officer enters about the person of `applicant(serial)`: a close contact for two weeks."""
    valid: dict[str, Any] = {
        "document_type": "RESIDENT_ID",
        "document_number": DocumentNumber(resident_id(serial)),
        "category": Category.CLOSE_CONTACT,
        "case_reference": "粤疾控〔2020〕12号",
        "reason": "与确诊病例同乘一车",
        "starts_at": None,
        "ends_on": in_days(14),
        "review_on": None,
    }
    return NewAssignment(**(valid | changes))


def in_days(number: int) -> date:
    """The region's day that is so many days after the first one of a test."""
    return day_of(START + timedelta(days=number))


def register(region: Region, serial: int = 1, account: AccountId = ACCOUNT) -> Registered:
    return region.residents.register(account, applicant(serial))


def papers(serial: int = 1, **changes: Any) -> Papers:
    """What a grid worker enters of the person of `applicant(serial)`, whose residence booklet they have seen."""
    valid: dict[str, Any] = {
        "document_type": "RESIDENT_ID",
        "document_number": resident_id(serial),
        "name": NAME,
        "phone": None,
        "evidence": Evidence.RESIDENCE_BOOKLET,
        "checkpoint_id": ESTATE,
    }
    return Papers(**(valid | changes))


def register_offline(
    region: Region, serial: int = 1, *, actor: Actor | None = None, key: str = "offline-0001", **changes: Any
) -> RegisteredOffline:
    return region.at_the_door.register(actor or staff(StaffRole.GRID_WORKER), papers(serial, **changes), key)


def add_member(
    region: Region,
    serial: int = 2,
    relation: Relation = Relation.PARENT,
    account: AccountId = ACCOUNT,
    **changes: str,
) -> Added:
    """Link the person of `applicant(serial)`, whom the register holds without a phone, to the account's own one."""
    return region.residents.add_member(account, applicant(serial, **({"phone": ""} | changes)), relation)


def assign(
    region: Region, serial: int = 1, *, actor: Actor | None = None, key: str = "assign-0001", **changes: Any
) -> RiskRecord:
    return region.risk.assign(actor or officer(), new_assignment(serial, **changes), key)


def reach_brake(region: Region, account: str = "officer-1") -> None:
    """Let an officer have made as many assignments within this clock hour as one may make alone."""
    window = region.clock.now.replace(minute=0, second=0, microsecond=0)
    expires_at = int((window + timedelta(hours=2)).timestamp())
    counted = keys.assignments(AccountId(account), iso(window)) | {
        "assignments": ASSIGNMENTS_AN_HOUR,
        "expires_at": expires_at,
    }
    region.core.client.put_item(TableName=region.core.name, Item=wire_item(counted))


def assign_beyond_brake(
    region: Region, serial: int = 1, *, actor: Actor | None = None, key: str = "waiting-0001", **changes: Any
) -> RiskRecord:
    """An assignment that waits for a second officer."""
    actor = actor or officer()
    reach_brake(region, actor.account)
    record = assign(region, serial, actor=actor, key=key, **changes)
    assert record.state is RecordState.WAITING
    return record


def station(region: Region) -> Checkpoint:
    """The checkpoint of `STATION`, as an operator set it up."""
    made = Checkpoint(STATION, place_of(STATION), "东站北进站口", AccountId("operator-1"), START)
    return CheckpointStore(region.core).add(made)


def scan(
    region: Region,
    payload: str,
    *,
    actor: Actor | None = None,
    key: str = "scan-0001",
    checkpoint: CheckpointId = STATION,
) -> Answer:
    return region.scans.scan(actor or staff(), payload, checkpoint, key)


@contextmanager
def refused(code: ErrorCode) -> Iterator[pytest.ExceptionInfo[DomainError]]:
    """The block ends in a refusal of exactly this name."""
    with pytest.raises(DomainError, match=f"^{code.value}$") as caught:
        yield caught
