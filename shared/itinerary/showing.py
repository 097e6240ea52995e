"""An itinerary as its reader sees it: places by their names, and the card (M19)."""

from shared.divisions.names import UnknownDivision, division, province_name
from shared.itinerary import card
from shared.itinerary.model import Itinerary, Place, Stay
from shared.kernel.clock import REGION_TIME


def places(itinerary: Itinerary, language: str) -> tuple[Place, ...]:
    """The stays with the names of their places, by first day."""
    return tuple(_place(stay, language) for stay in itinerary.stays or ())


def card_svg(itinerary: Itinerary, language: str) -> str:
    """The card as SVG. It has no colour to judge by: it says where a phone was, and nothing about anybody's health."""
    names = (f"{place.province}{_gap(language)}{place.city or ''}".rstrip() for place in places(itinerary, language))
    return card.card_svg(
        card.Card(
            phone=itinerary.masked_phone,
            phone_known=itinerary.stays is not None,
            places=tuple(dict.fromkeys(names)),
            as_of=itinerary.as_of.astimezone(REGION_TIME).strftime("%Y-%m-%d %H:%M:%S"),
            first_day=itinerary.days.first.isoformat(),
            last_day=itinerary.days.last.isoformat(),
            language=language,
        )
    )


def _place(stay: Stay, language: str) -> Place:
    try:
        named = division(stay.division, language)
    except UnknownDivision:
        # A city that is newer than our table: its province is right, and a guess at the city would not be.
        return Place(stay.division, province_name(int(stay.division[:2]), language), None, stay.days)
    return Place(stay.division, named.province, named.city, stay.days)


def _gap(language: str) -> str:
    return " " if language == "en" else ""
