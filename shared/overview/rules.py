"""How the region's setting names the entry points of other provinces (M21)."""

from shared.divisions.names import UnknownDivision, province_name
from shared.overview.model import Province

NONE = "none"
"""What the setting says where no other province is named; a setting is never empty."""


def provinces(setting: str) -> tuple[Province, ...]:
    """The provinces of `41=https://… 42=https://…`, in that order; none for `none`.

    Raises ValueError for any other text, and for a number that no province has.
    """
    return () if setting == NONE else tuple(map(_province, setting.split()))


def _province(entry: str) -> Province:
    number, separator, address = entry.partition("=")
    if not (separator and address.startswith("https://") and number.isascii() and number.isdecimal()):
        raise ValueError("a province is its number, an equals sign and an https address")
    try:
        province_name(int(number), "en")
    except UnknownDivision:
        raise ValueError(f"there is no province {int(number)}") from None
    return Province(int(number), address)
