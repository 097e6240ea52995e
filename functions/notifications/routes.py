"""The route of an account's notifications. None is marked as read: what a client has shown, it knows."""

from shared.aws.http import Audience, Route
from shared.kernel.errors import ErrorCode

LIST = Route(
    "GET",
    "/v1/notifications",
    Audience.RESIDENT,
    "What is new about the account's own person and family, newest first",
    serves="M5 M6 M7 M11",
    answer="NotificationsBody",
    query=("limit", "cursor"),
    errors=(ErrorCode.INVALID_REQUEST, ErrorCode.INVALID_CURSOR),
)
