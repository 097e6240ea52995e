"""What answers other regions is made of in production."""

from datetime import timedelta

from functions.federation.app import CODE_VERIFICATION, STATUS_LIST, STATUS_LIST_CONTENTS, Settings, question_of
from shared.aws import clients
from shared.aws.buckets import Bucket
from shared.aws.kms import KmsSigningKey
from shared.aws.tables import Table
from shared.codes.keyring import KeyRing
from shared.codes.store import CodeStore
from shared.federation.answering import PeerAnswers
from shared.kernel.clock import utc_now
from shared.kernel.signals import Signals
from shared.mirrors.service import OwnLists
from shared.peer_scans.service import PeerScanService
from shared.statuslist.store import StatusListFiles
from shared.trust.store import TrustStore


def peer_answers(settings: Settings, signals: Signals) -> PeerAnswers:
    """One answer for each question that has a route."""
    core = Table(clients.dynamodb(), settings.core_table)
    scans = PeerScanService(
        core=core,
        retention=timedelta(days=settings.scan_retention_days),
        issuer=settings.code_issuer,
        keyring=KeyRing(CodeStore(core).issuer_keys, utc_now),
        clock=utc_now,
        signals=signals,
    )
    lists = OwnLists(StatusListFiles(Bucket(clients.s3(), settings.status_lists_bucket)))
    return PeerAnswers(
        issuer=settings.code_issuer,
        key_id=settings.code_key_id,
        sign=KmsSigningKey(clients.kms(), settings.signing_key).sign,
        peer=TrustStore(core).peer,
        answers={
            question_of(CODE_VERIFICATION): scans.verify,
            question_of(STATUS_LIST_CONTENTS): lambda _, __: lists.contents(),
            question_of(STATUS_LIST): lambda _, about: lists.edition(about),
        },
        clock=utc_now,
    )
