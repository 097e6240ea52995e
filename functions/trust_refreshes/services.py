"""What hears the peers and issues the trust list, with what it needs."""

from functions.trust_refreshes.app import Settings
from shared.aws import clients
from shared.aws.kms import KmsPublicKey, KmsSigningKey
from shared.aws.tables import Table
from shared.kernel.clock import utc_now
from shared.kernel.signals import Signals
from shared.outside.fetching import fetched
from shared.trust.anchors import pinned_peers
from shared.trust.service import PeerRecognition, TrustListIssuing, TrustRefresh


def refresh(settings: Settings, signals: Signals) -> TrustRefresh:
    """The refresh over the region's table, its key for trust lists, and the peers of its file."""
    core, pinned = Table(clients.dynamodb(), settings.core_table), pinned_peers(settings.peers)
    issuing = TrustListIssuing(
        core=core,
        key=KmsSigningKey(clients.kms(), settings.trust_key),
        encryption_key=KmsPublicKey(clients.kms(), settings.encryption_key),
        issuer=settings.code_issuer,
        prefix=settings.code_prefix,
        pinned=pinned,
        clock=utc_now,
        signals=signals,
    )
    return TrustRefresh(
        PeerRecognition(core=core, pinned=pinned, fetch=fetched, clock=utc_now, signals=signals), issuing
    )
