"""What regions send each other about a person's health: one signed text there, and one back."""

from pydantic import Field

from shared.aws.wire import Wire

REQUEST_LIMIT = 16 * 1024


class HealthQuestionBody(Wire):
    """A question of another region about the health of a person, whose document only this region can read in it."""

    request: str = Field(
        max_length=REQUEST_LIMIT,
        repr=False,
        description="A JWT of the type federation-request+jwt, signed with the code key of the region that asks; the "
        "person in it is a JWE of the type person-document+jwe",
    )


class HealthAnswerBody(Wire):
    """The answer to that region."""

    answer: str = Field(
        repr=False,
        description="A JWT of the type federation-answer+jwt, signed with the code key of the region that was asked",
    )
