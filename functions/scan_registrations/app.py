"""What staff register through a scan: a temperature, a health check, a test result, the release from observation."""

from dataclasses import dataclass

from functions.scan_registrations.routes import HEALTH_CHECK, RELEASE, TEMPERATURE, TEST_RESULT
from functions.scan_registrations.wire import FindingsBody, MeasurementBody, ReleaseBody, SampleBody
from shared.aws.http import Handler, LambdaHandler, Request, Response, Tokens, edge
from shared.aws.wire import parse
from shared.health_checks.model import Findings
from shared.health_checks.service import HealthCheckRegistration
from shared.health_checks.showing import shown
from shared.kernel.clock import iso
from shared.kernel.encounter import Encounter
from shared.kernel.errors import DomainError, ErrorCode
from shared.kernel.signals import ScanRegistrationRefused, Signals
from shared.laboratory.model import Sample
from shared.laboratory.service import LabResultRecording
from shared.laboratory.showing import shown as shown_result
from shared.notices.model import Observation
from shared.notices.service import Issued, NoticeIssuing
from shared.notices.showing import notice_number
from shared.scans.service import EncounterService
from shared.temperatures.service import Registered, TemperatureRegistration

ROUTES = (TEMPERATURE, HEALTH_CHECK, TEST_RESULT, RELEASE)


@dataclass(frozen=True, slots=True)
class Settings:
    core_table: str
    signing_key: str
    code_issuer: int
    code_key_id: int
    code_prefix: str
    temperature_retention_days: int
    health_check_retention_days: int
    test_result_retention_days: int
    release_notice_retention_days: int
    staff_issuer: str
    roles_claim: str
    authority_claim: str


@dataclass(frozen=True, slots=True)
class Registrations:
    """One service for each thing that is registered."""

    temperatures: TemperatureRegistration
    health_checks: HealthCheckRegistration
    lab_results: LabResultRecording
    notices: NoticeIssuing


def build(
    settings: Settings, encounters: EncounterService, registrations: Registrations, signals: Signals
) -> LambdaHandler:
    """The handler of what is registered through a scan."""

    def encounter(request: Request) -> Encounter:
        return encounters.encounter(request.actor, request.path["scan"])

    def told(registration: str, register: Handler) -> Handler:
        def registered(request: Request) -> Response:
            try:
                return register(request)
            except DomainError as refusal:
                if refusal.code is ErrorCode.SCAN_REQUIRED:
                    signals(ScanRegistrationRefused(registration, refusal.code.value))
                raise

        return registered

    def measure(request: Request) -> Response:
        tenths = parse(MeasurementBody, request.body).tenths
        registered = registrations.temperatures.register(encounter(request), tenths, request.idempotency_key)
        return Response(_temperature(registered), TEMPERATURE.status if registered.new else 200)

    def check(request: Request) -> Response:
        body = parse(FindingsBody, request.body)
        findings = Findings(tuple(body.symptoms), body.tenths, body.remarks)
        checked = registrations.health_checks.register(encounter(request), findings, request.idempotency_key)
        return Response(shown(checked.health_check), HEALTH_CHECK.status if checked.new else 200)

    def record(request: Request) -> Response:
        body = parse(SampleBody, request.body)
        sample = Sample(body.result, body.sampled_at, body.laboratory)
        recorded = registrations.lab_results.record(encounter(request), sample, request.idempotency_key)
        return Response(shown_result(recorded.result), TEST_RESULT.status if recorded.new else 200)

    def release(request: Request) -> Response:
        body = parse(ReleaseBody, request.body)
        observation = Observation(body.institution, body.place, body.observed_from, body.observed_to)
        issued = registrations.notices.issue(
            encounter(request), observation, tuple(body.lifts), request.idempotency_key
        )
        return Response(_notice(issued), RELEASE.status if issued.new else 200)

    tokens = Tokens(settings.staff_issuer, settings.roles_claim, settings.authority_claim)
    handlers = {
        TEMPERATURE.key: told("TEMPERATURE", measure),
        HEALTH_CHECK.key: told("HEALTH_CHECK", check),
        TEST_RESULT.key: told("TEST_RESULT", record),
        RELEASE.key: told("RELEASE_NOTICE", release),
    }
    return edge(ROUTES, handlers, signals, tokens)


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
