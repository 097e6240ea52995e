"""What checkpoints are called by their kind and their division (M24)."""

from dataclasses import dataclass

from shared.checkpoints.model import Kind, Place
from shared.divisions.names import ENGLISH, UnknownDivision, division


@dataclass(frozen=True, slots=True)
class KindName:
    """One kind in both languages."""

    chinese: str
    english: str


KIND_NAMES = {
    Kind.AIRPORT: KindName("机场", "Airport"),
    Kind.PORT: KindName("港口", "Port"),
    Kind.STATION: KindName("车站", "Station"),
    Kind.HOSPITAL: KindName("医院", "Hospital"),
    Kind.HOUSING_ESTATE: KindName("住宅小区", "Housing estate"),
    Kind.INDUSTRIAL_PARK: KindName("工业园区", "Industrial park"),
    Kind.OFFICE: KindName("写字楼", "Office"),
    Kind.SHOP: KindName("商店", "Shop"),
}


def place_words(place: Place, language: str) -> str:
    """Where a checkpoint is, as province, city, kind and code, or in English for "en".

    English names the province only, for the names of cities are Chinese. A division that is not in the table is
    shown by its code alone: a new one has checkpoints before the table has it.
    """
    kind = KIND_NAMES[place.kind]
    try:
        found = division(place.division, language)
    except UnknownDivision:
        return f"{kind.english if language == ENGLISH else kind.chinese} {place.division}"
    if language == ENGLISH:
        return f"{kind.english}, {found.province} {place.division}"
    return f"{found.province}{found.city or ''} {kind.chinese} {place.division}"
