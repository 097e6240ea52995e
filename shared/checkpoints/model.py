"""A checkpoint: a place where codes are checked (M24)."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from shared.kernel.ids import AccountId, CheckpointId


class Kind(StrEnum):
    """The kinds of place that the mission names (M24); the value is what a client sends."""

    AIRPORT = "AIRPORT"
    PORT = "PORT"
    STATION = "STATION"
    HOSPITAL = "HOSPITAL"
    HOUSING_ESTATE = "HOUSING_ESTATE"
    INDUSTRIAL_PARK = "INDUSTRIAL_PARK"
    OFFICE = "OFFICE"
    SHOP = "SHOP"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a checkpoint stands, as its id tells: the division by its GB/T 2260 code, and the kind of place."""

    division: str
    kind: Kind


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """One checkpoint as an operator set it up."""

    checkpoint_id: CheckpointId
    place: Place
    name: str
    created_by: AccountId
    created_at: datetime
