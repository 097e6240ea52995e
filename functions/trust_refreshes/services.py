"""The issuing of trust lists with what it needs."""

from functions.trust_refreshes.app import Settings
from shared.aws import clients
from shared.aws.kms import KmsSigningKey
from shared.aws.tables import Table
from shared.kernel.clock import utc_now
from shared.kernel.signals import Signals
from shared.trust.service import TrustListIssuing


def issuing(settings: Settings, signals: Signals) -> TrustListIssuing:
    """The issuing over the region's table and its key for trust lists."""
    return TrustListIssuing(
        core=Table(clients.dynamodb(), settings.core_table),
        key=KmsSigningKey(clients.kms(), settings.trust_key),
        issuer=settings.code_issuer,
        prefix=settings.code_prefix,
        clock=utc_now,
        signals=signals,
    )
