"""What the work on imports' rows is made of."""

from functions.import_rows.app import READERS, ROWS_AT_ONCE, Settings
from shared.aws import clients
from shared.aws.buckets import Bucket
from shared.aws.kms import KmsKeyedHash
from shared.aws.tables import Table
from shared.identity.service import PersonIds
from shared.import_rows.service import RowsService
from shared.import_rows.store import ChunkFiles
from shared.kernel.clock import utc_now
from shared.kernel.signals import Signals


def rows_service(settings: Settings, signals: Signals) -> RowsService:
    """The service over the region's own table, bucket and key."""
    return RowsService(
        core=Table(clients.dynamodb(), settings.core_table),
        files=ChunkFiles(Bucket(clients.s3(), settings.imports_bucket)),
        person_ids=PersonIds(KmsKeyedHash(clients.kms(), settings.person_key)),
        readers=READERS,
        rows_at_once=ROWS_AT_ONCE,
        clock=utc_now,
        signals=signals,
    )
