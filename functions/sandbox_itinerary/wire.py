"""The contract of an itinerary provider on the wire."""

from datetime import date
from typing import Literal

from pydantic import Field

from shared.aws.wire import Wire


class QuestionBody(Wire):
    """Whose phone, and for which days."""

    phone: str = Field(pattern=r"^\+[1-9][0-9]{7,14}$", repr=False, description="E.164")
    first: date = Field(alias="from")
    last: date = Field(alias="to")


class StayBody(Wire):
    """A place and its days."""

    division: str
    first: str = Field(alias="from")
    last: str = Field(alias="to")


class ItineraryAnswer(Wire):
    """What the provider says; there are stays only where the phone is known."""

    result: Literal["FOUND", "UNKNOWN_PHONE"]
    stays: list[StayBody] | None = None
