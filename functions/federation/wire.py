"""What regions send each other: one signed text there, and one back."""

from pydantic import Field

from shared.aws.wire import Wire

REQUEST_LIMIT = 16 * 1024


class FederationRequestBody(Wire):
    """A question of another region."""

    request: str = Field(
        max_length=REQUEST_LIMIT,
        description="A JWT of the type federation-request+jwt, signed with the code key of the region that asks",
    )


class FederationAnswerBody(Wire):
    """The answer to that region."""

    answer: str = Field(
        description="A JWT of the type federation-answer+jwt, signed with the code key of the region that was asked"
    )
