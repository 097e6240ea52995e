"""What published days answer with."""

from pydantic import Field

from shared.aws.wire import Day, Wire
from shared.risk.model import Category


class NumberBody(Wire):
    """A number, or a range in its place when it is small and not zero."""

    at_least: int
    at_most: int


class CountBody(Wire):
    """One authority's decisions in one category."""

    authority: str
    category: Category
    assigned: NumberBody = Field(description="Records that took effect")
    lifted: NumberBody = Field(description="Records that were lifted")


class PublishedDayBody(Wire):
    """One of the region's days."""

    day: Day
    counts: list[CountBody] = Field(description="Only what occurred")
    head: str = Field(description="Binds all audit entries of the day and of all days before it; 64 hexadecimal digits")
