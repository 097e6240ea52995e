"""What staff register through a scan: a temperature, and the release from medical observation."""

from dataclasses import dataclass

from functions.scan_registrations.wire import MeasurementBody, ReleaseBody
from shared.aws.http import Audience, LambdaHandler, Request, Response, Route, Tokens, edge
from shared.aws.wire import parse
from shared.kernel.clock import iso
from shared.kernel.encounter import Encounter
from shared.kernel.errors import ErrorCode
from shared.kernel.roles import StaffRole
from shared.kernel.signals import Signals
from shared.notices.model import Observation
from shared.notices.service import Issued, NoticeIssuing
from shared.notices.showing import notice_number
from shared.scans.service import EncounterService
from shared.temperatures.model import MEASURERS
from shared.temperatures.service import Registered, TemperatureRegistration

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
    errors=(ErrorCode.SCAN_REQUIRED, ErrorCode.IDEMPOTENCY_KEY_REUSED, ErrorCode.BUSY),
)
ROUTES = (TEMPERATURE, RELEASE)


@dataclass(frozen=True, slots=True)
class Settings:
    core_table: str
    signing_key: str
    code_issuer: int
    code_key_id: int
    code_prefix: str
    temperature_retention_days: int
    release_notice_retention_days: int
    staff_issuer: str
    roles_claim: str
    authority_claim: str


def build(
    settings: Settings,
    encounters: EncounterService,
    temperatures: TemperatureRegistration,
    notices: NoticeIssuing,
    signals: Signals,
) -> LambdaHandler:
    """The handler of what is registered through a scan."""

    def encounter(request: Request) -> Encounter:
        return encounters.encounter(request.actor, request.path["scan"])

    def measure(request: Request) -> Response:
        tenths = parse(MeasurementBody, request.body).tenths
        registered = temperatures.register(encounter(request), tenths, request.idempotency_key)
        return Response(_temperature(registered), TEMPERATURE.status if registered.new else 200)

    def release(request: Request) -> Response:
        body = parse(ReleaseBody, request.body)
        observation = Observation(body.institution, body.place, body.observed_from, body.observed_to)
        issued = notices.issue(encounter(request), observation, tuple(body.lifts), request.idempotency_key)
        return Response(_notice(issued), RELEASE.status if issued.new else 200)

    tokens = Tokens(settings.staff_issuer, settings.roles_claim, settings.authority_claim)
    return edge(ROUTES, {TEMPERATURE.key: measure, RELEASE.key: release}, signals, tokens)


def _temperature(registered: Registered) -> dict[str, object]:
    temperature = registered.temperature
    return {
        "temperature": temperature.entry_id,
        "celsius": temperature.tenths / 10,
        "fever": registered.fever,
        "measured_at": iso(temperature.measured_at),
        "checkpoint": temperature.checkpoint_id,
    }


def _notice(issued: Issued) -> dict[str, object]:
    notice = issued.notice
    return {
        "notice": notice.entry_id,
        "number": notice_number(notice),
        "masked_name": notice.masked_name,
        "institution": notice.observation.institution,
        "place": notice.observation.place,
        "observed_from": notice.observation.observed_from.isoformat(),
        "observed_to": notice.observation.observed_to.isoformat(),
        "lifted": list(notice.lifted),
        "issued_at": iso(notice.issued_at),
        "payload": notice.payload,
        "checkpoint": notice.checkpoint_id,
    }
