"""What registration through a scan is made of in production."""

from datetime import timedelta

from functions.scan_registrations.app import Registrations, Settings
from shared.aws import clients
from shared.aws.kms import KmsSigningKey
from shared.aws.tables import Table
from shared.health_checks.service import HealthCheckRegistration
from shared.health_checks.store import Retention
from shared.kernel.clock import utc_now
from shared.kernel.signals import Signals
from shared.laboratory.service import LabResultRecording
from shared.notices.service import NoticeIssuing, NoticeSigner
from shared.scans.service import EncounterService
from shared.temperatures.service import TemperatureRegistration


def services(settings: Settings, signals: Signals) -> tuple[EncounterService, Registrations]:
    """Encounters and what they are for, over the region's core table and its signing key."""
    core = Table(clients.dynamodb(), settings.core_table)
    kept = Retention(
        health_checks=timedelta(days=settings.health_check_retention_days),
        temperatures=timedelta(days=settings.temperature_retention_days),
    )
    temperatures = TemperatureRegistration(
        core=core,
        retention=kept.temperatures,
        clock=utc_now,
        signals=signals,
    )
    health_checks = HealthCheckRegistration(core=core, retention=kept, clock=utc_now, signals=signals)
    lab_results = LabResultRecording(
        core=core,
        retention=timedelta(days=settings.test_result_retention_days),
        clock=utc_now,
        signals=signals,
    )
    notices = NoticeIssuing(
        core=core,
        retention=timedelta(days=settings.release_notice_retention_days),
        signer=NoticeSigner(
            core=core,
            key=KmsSigningKey(clients.kms(), settings.signing_key),
            issuer=settings.code_issuer,
            key_id=settings.code_key_id,
            code_prefix=settings.code_prefix,
        ),
        clock=utc_now,
        signals=signals,
    )
    return EncounterService(core=core), Registrations(temperatures, health_checks, lab_results, notices)
