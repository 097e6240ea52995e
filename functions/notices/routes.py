"""The routes of release notices: for their person, and for whoever verifies one."""

from shared.aws.http import Audience, Route
from shared.kernel.errors import ErrorCode

_LIST = "/v1/people/{person}/release-notices"
_ONE = f"{_LIST}/{{notice}}"
LIST = Route(
    "GET",
    _LIST,
    Audience.RESIDENT,
    "The person's notices of release from medical observation, newest first",
    serves="M5 M17",
    answer="ReleaseNoticesBody",
    query=("limit", "cursor"),
    errors=(ErrorCode.INVALID_REQUEST, ErrorCode.INVALID_CURSOR, ErrorCode.NOT_FOUND),
)
ONE = Route(
    "GET",
    _ONE,
    Audience.RESIDENT,
    "One notice of release",
    serves="M5 M17",
    answer="ReleaseNoticeBody",
    errors=(ErrorCode.NOT_FOUND,),
)
PICTURE = Route(
    "GET",
    f"{_ONE}/notice.svg",
    Audience.RESIDENT,
    "The notice as a page to show or to print, with a QR under which anyone verifies it",
    serves="M5 M17",
    media_type="image/svg+xml",
    errors=(ErrorCode.NOT_FOUND,),
)
VERIFY = Route(
    "GET",
    "/N/{digits}",
    Audience.ANYONE,
    "What the QR of a notice opens: whether it is genuine, and what it says; 404 or 422, as a page, when it is not",
    serves="M15 M17",
    media_type="text/html; charset=utf-8",
    errors=(ErrorCode.NOT_FOUND, ErrorCode.INVALID_REQUEST),
)
