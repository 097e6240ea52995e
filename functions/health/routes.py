"""The routes of the health overview, of health checks, of test results and of the access log."""

from shared.aws.http import Audience, Route
from shared.kernel.errors import ErrorCode

OVERVIEW = Route(
    "GET",
    "/v1/people/{person}/health",
    Audience.RESIDENT,
    "Colour and reasons, the newest of every list, and where other provinces show theirs, in one call",
    serves="M5 M9 M16 M17 M18 M20 M21",
    answer="OverviewBody",
    errors=(ErrorCode.NOT_FOUND,),
)
HEALTH_CHECKS = Route(
    "GET",
    "/v1/people/{person}/health-checks",
    Audience.RESIDENT,
    "What grid workers found of the person's health, newest first",
    serves="M5 M15 M17",
    answer="HealthChecksBody",
    query=("limit", "cursor"),
    errors=(ErrorCode.INVALID_REQUEST, ErrorCode.INVALID_CURSOR, ErrorCode.NOT_FOUND),
)
TEST_RESULTS = Route(
    "GET",
    "/v1/people/{person}/test-results",
    Audience.RESIDENT,
    "The person's nucleic acid tests as medics recorded them, newest first, with the records that they ended",
    serves="M5 M9 M17",
    answer="TestResultsBody",
    query=("limit", "cursor"),
    errors=(ErrorCode.INVALID_REQUEST, ErrorCode.INVALID_CURSOR, ErrorCode.NOT_FOUND),
)
ACCESSES = Route(
    "GET",
    "/v1/people/{person}/accesses",
    Audience.RESIDENT,
    "Every scan of the person's codes and every look-up: when, by which role, where, for what, of what; newest first",
    serves="M5 M10 M11",
    answer="AccessesBody",
    query=("limit", "cursor"),
    errors=(ErrorCode.INVALID_REQUEST, ErrorCode.INVALID_CURSOR, ErrorCode.NOT_FOUND),
)
