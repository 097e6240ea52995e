"""The routes of what staff register through a scan."""

from shared.aws.http import Audience, Route
from shared.health_checks.model import CHECKER
from shared.kernel.errors import ErrorCode
from shared.kernel.roles import StaffRole
from shared.laboratory.model import RECORDER
from shared.temperatures.model import MEASURERS

TEMPERATURE = Route(
    "POST",
    "/v1/scans/{scan}/temperatures",
    Audience.STAFF,
    "Register the temperature of the person of one's own scan, within 15 minutes of it; the newest one counts",
    serves="M15 M16",
    roles=frozenset(MEASURERS),
    body="MeasurementBody",
    answer="RegisteredTemperatureBody",
    status=201,
    repeated=200,
    idempotency_key=True,
    errors=(ErrorCode.SCAN_REQUIRED, ErrorCode.IDEMPOTENCY_KEY_REUSED),
)
HEALTH_CHECK = Route(
    "POST",
    "/v1/scans/{scan}/health-checks",
    Audience.STAFF,
    "Register the health of the person of one's own scan, within 15 minutes of it; a temperature counts as one",
    serves="M15",
    roles=frozenset({CHECKER}),
    body="FindingsBody",
    answer="RegisteredHealthCheckBody",
    status=201,
    repeated=200,
    idempotency_key=True,
    errors=(ErrorCode.SCAN_REQUIRED, ErrorCode.IDEMPOTENCY_KEY_REUSED, ErrorCode.BUSY),
)
TEST_RESULT = Route(
    "POST",
    "/v1/scans/{scan}/test-results",
    Audience.STAFF,
    "Record a nucleic acid test of the person of one's own scan, within 15 minutes of it; the second negative one ends "
    "the records that two negative tests end",
    serves="M9 M15",
    roles=frozenset({RECORDER}),
    body="SampleBody",
    answer="RecordedTestResultBody",
    status=201,
    repeated=200,
    idempotency_key=True,
    errors=(ErrorCode.SCAN_REQUIRED, ErrorCode.IDEMPOTENCY_KEY_REUSED, ErrorCode.BUSY),
)
RELEASE = Route(
    "POST",
    "/v1/scans/{scan}/release-notices",
    Audience.STAFF,
    "Issue the notice of release to the person of one's own scan, within 15 minutes of it, and end the named records",
    serves="M9 M15",
    roles=frozenset({StaffRole.MEDIC}),
    body="ReleaseBody",
    answer="IssuedNoticeBody",
    status=201,
    repeated=200,
    idempotency_key=True,
    errors=(
        ErrorCode.NOT_RELEASED_BY_NOTICE,
        ErrorCode.SCAN_REQUIRED,
        ErrorCode.IDEMPOTENCY_KEY_REUSED,
        ErrorCode.BUSY,
    ),
)
