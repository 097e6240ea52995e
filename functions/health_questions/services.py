"""What answers other regions about people's health is made of in production."""

from datetime import timedelta

from functions.health_questions.app import Settings
from shared.aws import clients
from shared.aws.kms import KmsDecryptionKey, KmsKeyedHash, KmsSigningKey
from shared.aws.tables import Table
from shared.federation.answering import PeerAnswers
from shared.health_questions.service import HealthAnswers, Limits, Recipient
from shared.identity.service import PersonIds
from shared.kernel.clock import utc_now
from shared.kernel.signals import Signals
from shared.trust.store import TrustStore


def peer_answers(settings: Settings, signals: Signals) -> PeerAnswers:
    """One answer for each question that has a route."""
    kms, core = clients.kms(), Table(clients.dynamodb(), settings.core_table)
    health = HealthAnswers(
        core=core,
        person_ids=PersonIds(KmsKeyedHash(kms, settings.person_key)),
        recipient=Recipient.of(settings.code_issuer, KmsDecryptionKey(kms, settings.encryption_key).unwrap),
        limits=Limits(settings.health_questions_per_hour, timedelta(days=settings.look_up_retention_days)),
        clock=utc_now,
        signals=signals,
    )
    return PeerAnswers(
        issuer=settings.code_issuer,
        key_id=settings.code_key_id,
        sign=KmsSigningKey(kms, settings.signing_key).sign,
        peer=TrustStore(core).peer,
        answers=health.answers(),
        clock=utc_now,
    )
