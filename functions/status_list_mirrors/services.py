"""What takes over the status lists of other regions, with what it needs."""

import secrets
from datetime import timedelta

from functions.status_list_mirrors.app import Settings
from shared.aws import clients
from shared.aws.buckets import Bucket
from shared.aws.kms import KmsSigningKey
from shared.aws.tables import Table
from shared.federation.asking import PeerLimits, PeerQuestions
from shared.kernel.clock import utc_now
from shared.kernel.signals import Signals
from shared.mirrors.service import Mirroring
from shared.statuslist.store import StatusListFiles

_LONGEST = timedelta(seconds=150)
"""Well below the function's own time, so that a question that was begun is also ended."""
# Nobody waits at a gate; and a list that nothing can compress is half a megabyte in one form and a whole in both.
LIMITS = PeerLimits(total_seconds=5.0, connect_seconds=1.0, answer_limit_bytes=2 * 1024 * 1024)


def mirroring(settings: Settings, signals: Signals) -> Mirroring:
    """The mirroring over the region's table, bucket and key."""
    key = KmsSigningKey(clients.kms(), settings.signing_key)
    return Mirroring(
        core=Table(clients.dynamodb(), settings.core_table),
        files=StatusListFiles(Bucket(clients.s3(), settings.status_lists_bucket)),
        asking=lambda peers: PeerQuestions(
            issuer=settings.code_issuer,
            key_id=settings.code_key_id,
            sign=key.sign,
            peer=peers.get,
            clock=utc_now,
            random_bytes=secrets.token_bytes,
            limits=LIMITS,
        ),
        longest=_LONGEST,
        clock=utc_now,
        signals=signals,
    )
