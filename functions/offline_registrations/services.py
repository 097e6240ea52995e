"""What registration by staff is made of in production."""

import secrets

from functions.offline_registrations.app import Settings
from shared.aws import clients
from shared.aws.kms import KmsKeyedHash, KmsSigningKey
from shared.aws.tables import Table
from shared.codes.issuing import CodeIssuer
from shared.identity.service import PersonIds
from shared.kernel.clock import utc_now
from shared.kernel.signals import Signals
from shared.offline_registrations.service import OfflineRegistrationService


def offline_registration_service(settings: Settings, signals: Signals) -> OfflineRegistrationService:
    """The service over the region's tables and keys; the identity register is none of it."""
    dynamodb, kms = clients.dynamodb(), clients.kms()
    core = Table(dynamodb, settings.core_table)
    return OfflineRegistrationService(
        core=core,
        vault=Table(dynamodb, settings.vault_table),
        person_ids=PersonIds(KmsKeyedHash(kms, settings.person_key)),
        issuer=CodeIssuer(
            core=core,
            key=KmsSigningKey(kms, settings.signing_key),
            issuer=settings.code_issuer,
            key_id=settings.code_key_id,
            prefix=settings.code_prefix,
            random_bytes=secrets.token_bytes,
        ),
        per_hour=settings.offline_registrations_per_hour,
        clock=utc_now,
        signals=signals,
    )
