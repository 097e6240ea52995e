"""An offline registration: which papers of a person a grid worker has seen, where and when (M4)."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from shared.kernel.ids import CheckpointId, EntryId, PersonId
from shared.kernel.roles import Actor, StaffRole

REGISTRARS = frozenset({StaffRole.GRID_WORKER})
"""Who knows the households, and goes to those who cannot come."""


class Evidence(StrEnum):
    """The paper by which somebody shows who they are; exactly these."""

    DOCUMENT = "DOCUMENT"
    """证件原件: the very document that is registered, held in hand"""
    TEMPORARY_ID_CARD = "TEMPORARY_ID_CARD"
    """临时居民身份证"""
    RESIDENCE_BOOKLET = "RESIDENCE_BOOKLET"
    """居民户口簿"""
    BIRTH_CERTIFICATE = "BIRTH_CERTIFICATE"
    """出生医学证明, of a child"""
    POLICE_CERTIFICATE = "POLICE_CERTIFICATE"
    """公安机关出具的身份或户籍证明"""
    GUARDIAN_STATEMENT = "GUARDIAN_STATEMENT"
    """监护人声明, signed, of a child or of somebody who cannot speak for themselves"""


@dataclass(frozen=True, slots=True)
class OfflineRegistration:
    """Papers that were seen of a person, and by whom; no name, no number and no picture of them."""

    entry_id: EntryId
    person_id: PersonId
    evidence: Evidence
    officer: Actor
    checkpoint_id: CheckpointId
    registered_at: datetime
