"""What the public routes answer with."""

from shared.aws.wire import Wire
from shared.risk.model import Category


class ReleaseGuideBody(Wire):
    """How red of one category ends."""

    category: Category
    name: str
    released_when: str
    what_to_do: str


class ReleaseGuidesBody(Wire):
    """One guide a category."""

    guides: list[ReleaseGuideBody]
