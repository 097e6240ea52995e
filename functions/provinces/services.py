"""What a person's health in other regions is asked with in production."""

import secrets

from functions.provinces.app import Settings
from shared.aws import clients
from shared.aws.kms import KmsSigningKey
from shared.aws.tables import Table
from shared.family.service import FamilyService
from shared.federation.asking import PeerLimits, PeerQuestions
from shared.kernel.clock import utc_now
from shared.kernel.signals import Signals
from shared.provinces.service import ProvinceService
from shared.trust.store import TrustStore

_LIMITS = PeerLimits(total_seconds=2.5, connect_seconds=1.0, answer_limit_bytes=512 * 1024)


def services(settings: Settings, signals: Signals) -> tuple[FamilyService, ProvinceService]:
    """The right to act for a person, and what asks in the name of this region."""
    dynamodb = clients.dynamodb()
    core, vault = Table(dynamodb, settings.core_table), Table(dynamodb, settings.vault_table)
    questions = PeerQuestions(
        issuer=settings.code_issuer,
        key_id=settings.code_key_id,
        sign=KmsSigningKey(clients.kms(), settings.signing_key).sign,
        peer=TrustStore(core).peer,
        clock=utc_now,
        random_bytes=secrets.token_bytes,
        limits=_LIMITS,
    )
    family = FamilyService(core=core, clock=utc_now, signals=signals)
    service = ProvinceService(
        core=core,
        vault=vault,
        issuer=settings.code_issuer,
        ask=questions.ask,
        random_bytes=secrets.token_bytes,
        clock=utc_now,
        signals=signals,
    )
    return family, service
