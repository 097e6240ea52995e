"""What anyone may know of a day on the red list: how many, by whom, and the head that binds the day's history."""

from dataclasses import asdict, dataclass

from shared.audit_days.service import PublishedDays
from shared.aws.http import Audience, LambdaHandler, Request, Response, Route, edge
from shared.kernel.errors import ErrorCode
from shared.kernel.signals import Signals

DAY = Route(
    "GET",
    "/v1/red-list/days/{day}",
    Audience.ANYONE,
    "How many risk records of each authority and category took effect on a day, and how many were lifted; "
    "numbers below five as a range",
    serves="M8",
    answer="PublishedDayBody",
    errors=(ErrorCode.INVALID_REQUEST, ErrorCode.DAY_NOT_PUBLISHED),
)
ROUTES = (DAY,)
# A published day never changes.
_KEPT = {"cache-control": "public, max-age=86400, immutable"}


@dataclass(frozen=True, slots=True)
class Settings:
    days_bucket: str


def build(service: PublishedDays, signals: Signals) -> LambdaHandler:
    """The handler of published days."""

    def day(request: Request) -> Response:
        found = service.day(request.path["day"])
        lines = [asdict(line) for line in found.lines]
        return Response({"day": found.day.isoformat(), "counts": lines, "head": found.head}, headers=_KEPT)

    return edge(ROUTES, {DAY.key: day}, signals)
