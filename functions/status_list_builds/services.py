"""The builder of the status lists with what it needs."""

from functions.status_list_builds.app import Settings
from shared.aws import clients
from shared.aws.buckets import Bucket
from shared.aws.kms import KmsSigningKey
from shared.aws.tables import Table
from shared.kernel.clock import utc_now
from shared.kernel.signals import Signals
from shared.statuslist.service import StatusListBuilder
from shared.statuslist.store import StatusListFiles


def builder(settings: Settings, signals: Signals) -> StatusListBuilder:
    """The builder over the region's table, bucket and key."""
    return StatusListBuilder(
        core=Table(clients.dynamodb(), settings.core_table),
        files=StatusListFiles(Bucket(clients.s3(), settings.status_lists_bucket)),
        key=KmsSigningKey(clients.kms(), settings.signing_key),
        issuer=settings.code_issuer,
        key_id=settings.code_key_id,
        prefix=settings.code_prefix,
        clock=utc_now,
        signals=signals,
    )
