"""A code with its status, as its holder sees it."""

from pydantic import Field

from shared.aws.wire import Wire
from shared.risk.model import Category, Colour


class ReasonBody(Wire):
    """One reason for red (M9): what, by whom, from when, until when."""

    record: str
    category: Category
    name: str
    authority: str
    reason: str
    starts_at: str
    ends_at: str | None = Field(description="When it ends by itself; null when only the authority ends it")
    review_on: str | None = Field(description="The day by which the authority looks at it again")
    guide: str = Field(description="The path of the release guide")


class CodeBody(Wire):
    """A code, the text of its QR, and its colour as of one instant."""

    person: str
    masked_name: str
    payload: str
    issued_at: str
    colour: Colour
    as_of: str
    reasons: list[ReasonBody]
