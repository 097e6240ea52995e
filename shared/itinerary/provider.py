"""The carriers' itinerary provider over HTTP; `docs/itinerary-provider.md` is the contract.

Whatever is not exactly an answer of the contract is unavailability and never an itinerary.
"""

import random
import time
from collections.abc import Callable
from datetime import date
from typing import Any

from shared.divisions.names import UnknownDivision, province_name
from shared.itinerary.model import Period, Stay
from shared.kernel.errors import ErrorCode
from shared.kernel.pii import Phone
from shared.outside.line import Unanswered
from shared.outside.system import USUAL, Contract, Limits, OutsideSystem

MOST_STAYS = 500
"""In one answer: 35 places a day, which nobody passes through for two weeks."""

Question = tuple[Phone, Period]
Answer = tuple[Stay, ...] | None


class HttpItineraryProvider:
    """Asks the provider behind `url`, with the bearer key that `api_key` returns."""

    def __init__(
        self,
        url: str,
        api_key: Callable[[], str],
        limits: Limits = USUAL,
        *,
        pause: Callable[[float], None] = time.sleep,
        uniform: Callable[[float, float], float] = random.uniform,
    ) -> None:
        """Connect to nothing yet.

        Raises ValueError unless `url` is https, or http to this machine itself, without user, query or fragment.
        """
        self._system = OutsideSystem(_CONTRACT, url, api_key, limits, pause=pause, uniform=uniform)

    def stays(self, phone: Phone, days: Period) -> Answer:
        """Where `phone` was in `days`; None when the provider does not know it.

        Raises DomainError ITINERARY_PROVIDER_UNAVAILABLE, with the seconds to wait, when it says nothing that counts.
        """
        return self._system.ask((phone, days))


def _body(question: Question) -> dict[str, str]:
    phone, days = question
    return {"phone": phone.reveal(), "from": days.first.isoformat(), "to": days.last.isoformat()}


def _meaning(answer: Any) -> Answer:
    if answer == (("result", "UNKNOWN_PHONE"),):
        return None
    result, stays = _members(answer, "result", "stays")
    if result != "FOUND" or not isinstance(stays, list) or len(stays) > MOST_STAYS:
        raise Unanswered
    return tuple(_stay(*_members(stay, "division", "from", "to")) for stay in stays)


def _members(pairs: Any, *names: str) -> tuple[Any, ...]:
    """The members of an object that has exactly these, each once, in any order."""
    if not isinstance(pairs, tuple) or sorted(name for name, _ in pairs) != sorted(names):
        raise Unanswered
    found = dict(pairs)
    return tuple(found[name] for name in names)


def _stay(division: Any, first: Any, last: Any) -> Stay:
    days = Period(_day(first), _day(last))
    if days.first > days.last:
        raise Unanswered
    return Stay(_division(division), days)


def _day(text: Any) -> date:
    try:
        day = date.fromisoformat(text)
    except (TypeError, ValueError):
        raise Unanswered from None
    # Weeks and dates without hyphens are ISO 8601 too, and not in the contract.
    if day.isoformat() != text:
        raise Unanswered
    return day


def _division(code: Any) -> str:
    """A code whose province there is. Its city may be newer than our table."""
    if not (isinstance(code, str) and len(code) == 6 and code.isascii() and code.isdecimal()):
        raise Unanswered
    try:
        province_name(int(code[:2]), "en")
    except UnknownDivision:
        raise Unanswered from None
    return code


_CONTRACT: Contract[Question, Answer] = Contract(
    path="/v1/itineraries",
    body=_body,
    meaning=_meaning,
    unavailable=ErrorCode.ITINERARY_PROVIDER_UNAVAILABLE,
    answer_limit_bytes=64 * 1024,
)
