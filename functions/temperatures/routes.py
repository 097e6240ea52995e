"""The routes of a person's temperatures."""

from shared.aws.http import Audience, Route
from shared.kernel.errors import ErrorCode

_ONE = "/v1/people/{person}/temperatures/{temperature}"
LIST = Route(
    "GET",
    "/v1/people/{person}/temperatures",
    Audience.RESIDENT,
    "The person's temperatures, newest first; the newest one counts",
    serves="M5 M16 M17",
    answer="TemperaturesBody",
    query=("limit", "cursor"),
    errors=(ErrorCode.INVALID_REQUEST, ErrorCode.INVALID_CURSOR, ErrorCode.NOT_FOUND),
)
ONE = Route(
    "GET",
    _ONE,
    Audience.RESIDENT,
    "One temperature",
    serves="M5 M16 M17",
    answer="TemperatureBody",
    errors=(ErrorCode.NOT_FOUND,),
)


def _final(method: str, change: str) -> Route:
    return Route(
        method,
        _ONE,
        Audience.RESIDENT,
        f"Refused: a temperature is not {change}; it is submitted again after another scan",
        serves="M16",
        media_type="application/problem+json",
        status=405,
        errors=(ErrorCode.TEMPERATURE_IS_FINAL, ErrorCode.NOT_FOUND),
    )


CHANGES = (_final("PUT", "replaced"), _final("PATCH", "changed"), _final("DELETE", "deleted"))
