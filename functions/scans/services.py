"""What the scan is made of in production; what only codes of other regions need is imported by the first of them."""

from datetime import timedelta
from functools import cache

from functions.scans.app import Settings
from shared.aws import clients
from shared.aws.tables import Table
from shared.codes.keyring import KeyRing
from shared.codes.store import CodeStore
from shared.kernel.clock import utc_now
from shared.kernel.signals import Signals
from shared.scans.service import ForeignCodes, ScanService


def scan_service(settings: Settings, core: Table, signals: Signals) -> ScanService:
    """The service over the region's table; reading the issuers' keys also opens the connection that scans use."""
    keyring = KeyRing(CodeStore(core).issuer_keys, utc_now)
    return ScanService(
        core=core,
        retention=timedelta(days=settings.scan_retention_days),
        issuer=settings.code_issuer,
        keyring=keyring,
        foreign=lambda: foreign_codes(settings, core, keyring, signals),
        clock=utc_now,
        signals=signals,
    )


def foreign_codes(settings: Settings, core: Table, keyring: KeyRing, signals: Signals) -> ForeignCodes:
    """What verifies codes of other regions."""
    import secrets

    from shared.aws.buckets import Bucket
    from shared.aws.kms import KmsSigningKey
    from shared.federation.asking import PeerQuestions
    from shared.scans.foreign import CodesOfPeers
    from shared.statuslist.service import MirroredLists
    from shared.statuslist.store import StatusListFiles
    from shared.trust.store import TrustStore

    @cache
    def key() -> KmsSigningKey:
        return KmsSigningKey(clients.kms(), settings.signing_key)

    questions = PeerQuestions(
        issuer=settings.code_issuer,
        key_id=settings.code_key_id,
        # Made by the first question, and so within its time.
        sign=lambda message: key().sign(message),
        peer=TrustStore(core).peer,
        clock=utc_now,
        random_bytes=secrets.token_bytes,
    )
    mirrored = MirroredLists(
        files=lambda: StatusListFiles(Bucket(clients.s3(read_timeout=1.0), settings.status_lists_bucket)),
        keyring=keyring,
        signals=signals,
    )
    return CodesOfPeers(questions, mirrored, utc_now, signals)
