"""Bodies of the itinerary."""

from pydantic import Field

from shared.aws.wire import Wire


class ConsentBody(Wire):
    """The consent that holds."""

    given_at: str


class PlaceBody(Wire):
    """A place and the days on which the phone was there or passed through."""

    division: str = Field(description="GB/T 2260", examples=["440100"])
    province: str
    city: str | None = Field(description="Null for a municipality, and where only the province is known")
    first: str = Field(alias="from", description="The first day, as 2020-04-01")
    last: str = Field(alias="to", description="The last day")


class ItineraryBody(Wire):
    """The last 14 days of a phone."""

    first: str = Field(alias="from", description="The first of the 14 days")
    last: str = Field(alias="to", description="The last one: today")
    as_of: str
    phone: str = Field(description="With its middle hidden", examples=["138****0000"])
    phone_known: bool = Field(description="Whether the carriers know this phone; if not, no places does not mean none")
    places: list[PlaceBody]
