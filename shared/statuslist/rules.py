"""Which codes are not green at an instant, when lists are issued, and how long they are good for."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta

from shared.codes.model import status_index
from shared.codes.token import service_address
from shared.kernel.errors import FieldsRefused
from shared.risk.model import Colour
from shared.risk.rules import status_at
from shared.statuslist.bits import packed
from shared.statuslist.model import BITS, LISTS, PLACES, CodeStatus, NotGreen

PERIOD = timedelta(minutes=4)
"""How often lists are built, and how long a scanner keeps the contents before it asks again: what is lifted is green at
an offline gate after two of these, and the seconds of a build."""
GOOD_FOR = timedelta(hours=24)
"""A scanner without a connection goes on with what it has for a day at the most, and decides earlier what it trusts."""
_ISSUED_AGAIN_AFTER = GOOD_FOR / 2
LIST_GOOD_FOR = GOOD_FOR + _ISSUED_AGAIN_AFTER
"""So that no list has expired as long as any contents count that name it."""
# An issuer is one byte of a code.
_MOST_ISSUERS = 255
# The index from which lists are built lags behind the table, by less than this.
_LAG = timedelta(seconds=10)


def edition_at(now: datetime) -> datetime:
    """The instant of which lists that are built now speak: the last full minute of which the index surely knows all.

    A scanner takes a code that was issued after it for too new. Builds within one minute make no second edition.
    """
    return (now - _LAG).replace(second=0, microsecond=0)


def address(prefix: str) -> str:
    """Where the lists are, as their subjects say it; on the host that a code's prefix names, as `HTTPS://<HOST>/C/`."""
    return service_address(prefix) + "/v1/status-lists"


def issuer_number(text: str | None, own: int) -> int:
    """The number of the issuer whose lists are asked for: `own` where nothing says which.

    Raises FieldsRefused.
    """
    if text is None:
        return own
    if not (text.isascii() and text.isdecimal() and str(int(text[:4])) == text and int(text) <= _MOST_ISSUERS):
        raise FieldsRefused({"issuer": f"the number of an issuer, 0 to {_MOST_ISSUERS}"})
    return int(text)


def statuses(codes: Iterable[NotGreen], now: datetime) -> Mapping[int, CodeStatus]:
    """The statuses at `now` of those of the `codes` that are not green, by their index in the issuer's lists.

    An end date that has passed is green with nothing done, as in a scan.
    """
    found: dict[int, CodeStatus] = {}
    for code in codes:
        if code.replaced:
            found[status_index(code.code_id)] = CodeStatus.REPLACED
        elif status_at(code.holds, now).colour is Colour.RED:
            found[status_index(code.code_id)] = CodeStatus.RED
    return found


def packed_lists(found: Mapping[int, CodeStatus]) -> Iterator[bytes]:
    """Each of the lists, packed, by its number."""
    parted: list[dict[int, int]] = [{} for _ in range(LISTS)]
    for index, status in found.items():
        number, place = divmod(index, PLACES)
        parted[number][place] = status
    return (packed(places, PLACES, BITS) for places in parted)


def is_due_again(issued_at: datetime, edition: datetime) -> bool:
    """Whether a list is issued again although nothing in it changed, since it would not be good for long enough."""
    return edition - issued_at >= _ISSUED_AGAIN_AFTER
