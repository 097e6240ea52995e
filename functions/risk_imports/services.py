"""What imports are made of in production."""

from datetime import timedelta

from functions.risk_imports.app import Settings
from shared.aws import clients
from shared.aws.buckets import Bucket
from shared.aws.cursor import seal, unseal
from shared.aws.kms import KmsKeyedHash
from shared.aws.machines import StateMachine
from shared.aws.tables import Table
from shared.imports.service import RiskImportService
from shared.imports.store import ImportFiles
from shared.kernel.clock import utc_now
from shared.kernel.paging import Cursors
from shared.kernel.signals import Signals


def service(settings: Settings, signals: Signals) -> RiskImportService:
    """Imports over the region's core table, their bucket, and the state machine that works through them."""
    keyed_hash = KmsKeyedHash(clients.kms(), settings.cursor_key)
    return RiskImportService(
        core=Table(clients.dynamodb(), settings.core_table),
        bucket=ImportFiles(Bucket(clients.s3(), settings.imports_bucket)),
        starter=StateMachine(clients.step_functions(), settings.import_machine),
        retention=timedelta(days=settings.import_retention_days),
        cursors=Cursors(seal(keyed_hash), unseal(keyed_hash)),
        clock=utc_now,
        signals=signals,
    )
