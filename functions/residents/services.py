"""What registration and family are made of in production."""

import secrets

from functions.residents.app import Settings
from shared.aws import clients
from shared.aws.kms import KmsKeyedHash, KmsSigningKey
from shared.aws.tables import Table
from shared.codes.issuing import CodeIssuer
from shared.family.service import FamilyService
from shared.identity.register import HttpIdentityRegister
from shared.identity.service import PersonIds
from shared.kernel.clock import utc_now
from shared.kernel.signals import Signals
from shared.registration.service import RegistrationService


def registration_service(settings: Settings, signals: Signals) -> RegistrationService:
    """The registration service over the region's tables, keys and identity register."""
    dynamodb, kms = clients.dynamodb(), clients.kms()
    core, vault = Table(dynamodb, settings.core_table), Table(dynamodb, settings.vault_table)
    return RegistrationService(
        core=core,
        vault=vault,
        register=HttpIdentityRegister(settings.register_url, clients.secret(settings.register_secret)),
        person_ids=PersonIds(KmsKeyedHash(kms, settings.person_key)),
        issuer=CodeIssuer(
            core=core,
            key=KmsSigningKey(kms, settings.signing_key),
            issuer=settings.code_issuer,
            key_id=settings.code_key_id,
            prefix=settings.code_prefix,
            random_bytes=secrets.token_bytes,
        ),
        most_members=settings.family_limit,
        clock=utc_now,
        signals=signals,
    )


def family_service(settings: Settings, signals: Signals) -> FamilyService:
    """Family links over the region's core table."""
    return FamilyService(core=Table(clients.dynamodb(), settings.core_table), clock=utc_now, signals=signals)
