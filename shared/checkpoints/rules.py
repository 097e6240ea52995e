"""The id of a checkpoint says where it is, so that a scan need not look it up (M24).

`440106-H-7F3K2M6Q-U`: division (GB/T 2260), letter of the kind, eight characters of its own, and an ISO 7064
MOD 37-2 check character over all of them, which finds every single mistyped character and every swapped pair of
neighbours; it is `*` where the others would not do.
"""

import re

from stdnum.iso7064 import mod_37_2

from shared.checkpoints.model import Kind, Place
from shared.kernel.errors import DomainError, ErrorCode
from shared.kernel.ids import CheckpointId

_LETTER = {
    Kind.AIRPORT: "A",
    Kind.PORT: "P",
    Kind.STATION: "S",
    Kind.HOSPITAL: "H",
    Kind.HOUSING_ESTATE: "E",
    Kind.INDUSTRIAL_PARK: "I",
    Kind.OFFICE: "O",
    Kind.SHOP: "M",
}
_KIND = {letter: kind for kind, letter in _LETTER.items()}
_ID = re.compile(r"([1-9][0-9]{5})-([AEHIMOPS])-([A-Z2-7]{8})-([0-9A-Z*])", re.ASCII)


def checkpoint_id(place: Place, own: str) -> CheckpointId:
    """The id of a checkpoint at `place`; `own` is eight base32 characters that nothing else at the place has."""
    letter = _LETTER[place.kind]
    own = own.upper()
    check = mod_37_2.calc_check_digit(f"{place.division}{letter}{own}")
    return CheckpointId(f"{place.division}-{letter}-{own}-{check}")


def place_of(text: str) -> Place:
    """Where the checkpoint with this id is.

    Raises DomainError INVALID_CHECKPOINT for a text that is no id, or one that was mistyped.
    """
    match = _ID.fullmatch(text)
    if not match or not mod_37_2.is_valid("".join(match.groups())):
        raise DomainError(ErrorCode.INVALID_CHECKPOINT, {"errors": [{"field": "checkpoint_id", "problem": "mistyped"}]})
    return Place(division=match[1], kind=_KIND[match[2]])
