"""A whole region in this process: moto behind real stores, services and handlers, and a clock that the test moves."""

import json
import random
from base64 import b64decode
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any, cast
from unittest.mock import patch

from botocore import UNSIGNED
from moto import mock_aws
from moto.core.model_instances import reset_model_data
from moto.kms import models as kms_models
from moto.kms.utils import ECDSAPrivateKey

from functions.appeal_decisions import app as appeal_decisions_app
from functions.appeals import app as appeals_app
from functions.audit_days import app as audit_days_app
from functions.certificate_uploads import app as certificate_uploads_app
from functions.certificates import app as certificates_app
from functions.checkpoints import app as checkpoints_app
from functions.codes import app as codes_app
from functions.declarations import app as declarations_app
from functions.federation import app as federation_app
from functions.health import app as health_app
from functions.health_questions import app as health_questions_app
from functions.import_report import app as import_report_app
from functions.import_rows import app as import_rows_app
from functions.import_uploads import app as import_uploads_app
from functions.itinerary import app as itinerary_app
from functions.lookups import app as lookups_app
from functions.notices import app as notices_app
from functions.notification_deliveries import app as notification_deliveries_app
from functions.notifications import app as notifications_app
from functions.offline_registrations import app as offline_registrations_app
from functions.organisations import app as organisations_app
from functions.provinces import app as provinces_app
from functions.public import app as public_app
from functions.published_days import app as published_days_app
from functions.residents import app as residents_app
from functions.risk import app as risk_app
from functions.risk_imports import app as risk_imports_app
from functions.scan_batches import app as scan_batches_app
from functions.scan_registrations import app as scan_registrations_app
from functions.scans import app as scans_app
from functions.status_list_builds import app as status_list_builds_app
from functions.status_list_mirrors import app as status_list_mirrors_app
from functions.status_lists import app as status_lists_app
from functions.temperatures import app as temperatures_app
from functions.trust_list import app as trust_list_app
from functions.trust_refreshes import app as trust_refreshes_app
from shared.access.service import AccessService
from shared.appeals.service import AppealDecisions, AppealService
from shared.audit.service import AuditService
from shared.audit_days.service import DayPublishing, DayVerification, PublishedDays
from shared.audit_days.store import DayFiles, DayVersions
from shared.aws import clients
from shared.aws.buckets import Bucket
from shared.aws.cursor import seal, unseal
from shared.aws.events import EventHandler
from shared.aws.http import LambdaHandler, Route
from shared.aws.kms import KmsDecryptionKey, KmsKeyedHash, KmsPublicKey, KmsSigningKey
from shared.aws.queues import QueueHandler, queue_handler
from shared.aws.streams import StreamHandler, stream_handler
from shared.aws.table_specs import AUDIT, CORE, VAULT, TableSpec
from shared.aws.tables import Table
from shared.aws.transactions import Item
from shared.certificates.service import CertificateService, UploadService
from shared.certificates.store import CertificateFiles
from shared.checkpoints.service import CheckpointService
from shared.codes.issuing import CodeIssuer
from shared.codes.keyring import KeyRing
from shared.codes.model import Claims
from shared.codes.service import CodeService
from shared.codes.store import CodeStore
from shared.declarations.service import DeclarationService
from shared.family.service import FamilyService
from shared.federation.answering import PeerAnswers
from shared.federation.model import PeerFailed, Question, Reason
from shared.health_checks.service import HealthCheckRegistration, HealthCheckService
from shared.health_checks.store import Retention
from shared.health_questions.service import HealthAnswers, Recipient
from shared.health_questions.service import Limits as HealthQuestionLimits
from shared.identity.model import Identity
from shared.identity.service import PersonIds
from shared.import_files.service import FileCheck, ImportEnd
from shared.import_files.store import WholeFiles
from shared.import_rows.service import RowsService
from shared.import_rows.store import ChunkFiles
from shared.imports.service import RiskImportService
from shared.imports.store import ImportFiles
from shared.itinerary.model import Period, Stay
from shared.itinerary.service import ItineraryService
from shared.kernel.errors import DomainError, ErrorCode
from shared.kernel.ids import Authority
from shared.kernel.paging import Cursors
from shared.kernel.pii import Phone
from shared.kernel.signals import Signal
from shared.laboratory.service import LabResultRecording, LabResultService
from shared.lookups.service import Limits, LookUpService
from shared.mirrors.service import Mirroring, OwnLists
from shared.notices.service import NoticeIssuing, NoticeService, NoticeSigner
from shared.notifications.service import Delays, NotificationMaking, NotificationSending, NotificationService
from shared.notifications.store import written_by
from shared.offline_registrations.service import OfflineRegistrationService
from shared.organisations.service import MembershipService, OrganisationService
from shared.outside.fetching import Failure, Fetched, NotFetched
from shared.overview.service import OverviewService
from shared.peer_scans.service import PeerScanService
from shared.provinces.service import ProvinceService
from shared.registration.service import RegistrationService
from shared.risk.service import ApprovalService, RiskService
from shared.scan_batches.service import ScanBatchService
from shared.scans.foreign import CodesOfPeers
from shared.scans.service import EncounterService, ScanService
from shared.statuslist.model import Contents, StatusList
from shared.statuslist.service import MirroredLists, StatusListBuilder, StatusListService
from shared.statuslist.store import StatusListFiles
from shared.temperatures.service import TemperatureRegistration, TemperatureService
from shared.trust.model import Pinned
from shared.trust.service import PeerRecognition, TrustListIssuing, TrustListService, TrustRefresh
from shared.trust.store import TrustStore
from tests import encryption
from tests.conditional_copies import heed_conditions_of_copies
from tests.other_regions import ScriptedRegions
from tests.quick_moto import forget_all_but, quick_moto, stored_items

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_kms import KMSClient
    from mypy_boto3_s3 import S3Client

PREFIX = "HTTPS://CODE.EXAMPLE/C/"
ISSUER = 44
OUR_KID = "44.e1"
RESIDENT_ISSUER = "https://residents.example"
STAFF_ISSUER = "https://staff.example"
FAMILY_LIMIT = 10
ASSIGNMENTS_AN_HOUR = 40
BUCKET = "certificates"
DAYS_BUCKET = "days"
IMPORTS_BUCKET = "imports"
IMPORT_RETENTION = timedelta(days=400)
STATUS_LISTS_BUCKET = "status-lists"
SCAN_RETENTION = timedelta(days=30)
CERTIFICATE_RETENTION = timedelta(days=365)
PROVINCES = "41=https://henan.example/health 42=https://hubei.example/health"
DECLARATION_RETENTION = timedelta(days=60)
TEMPERATURE_RETENTION = timedelta(days=30)
LOOK_UPS = Limits(per_hour=1000, retention=timedelta(days=365))
OFFLINE_REGISTRATIONS_AN_HOUR = 30
HEALTH_QUESTIONS = HealthQuestionLimits(per_hour=16_000, retention=LOOK_UPS.retention)
HEALTH_CHECK_RETENTION = timedelta(days=45)
TEST_RESULT_RETENTION = timedelta(days=90)
NOTICE_RETENTION = timedelta(days=365)
NOTIFICATION_RETENTION = timedelta(days=90)
LONGEST_DELAY = 900
APPEAL_TERM = timedelta(days=3)
LONGEST_MIRRORING = timedelta(seconds=150)
SUPERVISING = Authority("CDC-440000")
START = datetime(2020, 4, 7, 7, 46, 53, tzinfo=UTC)


@dataclass
class MovingClock:
    """Stands still until the test moves it."""

    now: datetime = START

    def __call__(self) -> datetime:
        return self.now

    def move(self, by: timedelta) -> None:
        self.now += by


@dataclass
class ScriptedRegister:
    """An identity register that holds everybody, until it is told to refuse."""

    refusal: ErrorCode | None = None
    asked: list[Identity] = field(default_factory=list)

    def verify(self, identity: Identity) -> None:
        self.asked.append(identity)
        if self.refusal is not None:
            raise DomainError(self.refusal)


@dataclass
class ScriptedProvider:
    """An itinerary provider that knows every phone and no stay of it, until it is told otherwise."""

    said: tuple[Stay, ...] | None = ()
    asked: list[tuple[Phone, Period]] = field(default_factory=list)

    def stays(self, phone: Phone, days: Period) -> tuple[Stay, ...] | None:
        self.asked.append((phone, days))
        return self.said


@dataclass
class ScriptedQuestions:
    """What other regions are asked: none of them says anything, until they are told otherwise."""

    says: Callable[[Mapping[str, Any]], Mapping[str, Any]] | Reason = Reason.NOT_REACHED
    held: tuple[Contents, StatusList] | None = None
    """What is held here of their status lists, for any code."""
    mirrored: MirroredLists | None = None
    """Where that is looked for, if anywhere."""
    asked: list[tuple[int, str, Mapping[str, Any]]] = field(default_factory=list)

    def ask(self, issuer: int, question: str, about: Mapping[str, Any]) -> Mapping[str, Any]:
        self.asked.append((issuer, question, about))
        if isinstance(self.says, Reason):
            raise PeerFailed(self.says)
        return self.says(about)

    def lists_for(self, claims: Claims, now: datetime) -> tuple[Contents, StatusList] | None:
        return self.mirrored.lists_for(claims, now) if self.mirrored else self.held


@dataclass
class ScriptedMachine:
    """A state machine that remembers what it was to run, and runs nothing; until it is told to be away."""

    fault: Exception | None = None
    runs: dict[str, Mapping[str, object]] = field(default_factory=dict)
    gave_up: set[str] = field(default_factory=set)

    def start(self, name: str, about: Mapping[str, object]) -> bool:
        if self.fault is not None:
            raise self.fault
        self.runs.setdefault(name, about)
        return name not in self.gave_up


@dataclass
class ScriptedLists:
    """What other regions say of their lists: nothing, until a test says what."""

    ask_peer: Callable[[int, str, Mapping[str, Any]], Mapping[str, Any]] | None = None

    def ask(self, issuer: int, question: str, about: Mapping[str, Any]) -> Mapping[str, Any]:
        if self.ask_peer is None:
            raise PeerFailed(Reason.NOT_REACHED)
        return self.ask_peer(issuer, question, about)


@dataclass
class RecordedQueue:
    """A queue that hands out nothing by itself."""

    sent: list[tuple[dict[str, str], int]] = field(default_factory=list)
    """Bodies with the seconds that each waits."""

    def send(self, body: dict[str, str], delay: int) -> None:
        self.sent.append((body, delay))


@dataclass
class RecordedBus:
    """A bus that takes everything, until it is told otherwise."""

    taken: list[str] = field(default_factory=list)
    takes: bool = True

    def put(self, detail: str) -> bool:
        if self.takes:
            self.taken.append(detail)
        return self.takes


@dataclass
class ScriptedPeers:
    """Other regions, none of which is there until it is told what to hand out, by its address."""

    lists: dict[str, bytes | NotFetched] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def __call__(self, addresses: Sequence[str], path: str) -> list[Fetched]:
        self.asked += [address + path for address in addresses]
        return [self.lists.get(address, NotFetched(Failure.NOT_REACHED)) for address in addresses]


@dataclass(frozen=True)
class Answer:
    """What a caller gets back."""

    status: int
    headers: dict[str, str]
    body: str | bytes

    @property
    def json(self) -> dict[str, Any]:
        return cast("dict[str, Any]", json.loads(self.body))


@dataclass
class Region:
    """The services and handlers of a region, over its own tables and keys."""

    core: Table
    vault: Table
    audit: Table
    kms: "KMSClient"
    clock: MovingClock
    register: ScriptedRegister
    carriers: ScriptedProvider
    signals: list[Signal]
    issuer: CodeIssuer
    person_ids: PersonIds
    residents: RegistrationService
    at_the_door: OfflineRegistrationService
    family: FamilyService
    codes: CodeService
    risk: RiskService
    appeals: AppealService
    deciding: AppealDecisions
    approvals: ApprovalService
    imports: RiskImportService
    machine: ScriptedMachine
    import_files: FileCheck
    import_rows: RowsService
    import_end: ImportEnd
    scans: ScanService
    questions: ScriptedQuestions
    for_peers: PeerScanService
    late_scans: ScanBatchService
    encounters: EncounterService
    look_ups: LookUpService
    temperatures: TemperatureService
    measuring: TemperatureRegistration
    health_checks: HealthCheckService
    checking: HealthCheckRegistration
    lab_results: LabResultService
    recording: LabResultRecording
    notices: NoticeService
    releasing: NoticeIssuing
    accesses: AccessService
    overviews: OverviewService
    itineraries: ItineraryService
    elsewhere: ScriptedRegions
    provinces: ProvinceService
    health_answers: HealthAnswers
    checkpoints: CheckpointService
    declarations: DeclarationService
    memberships: MembershipService
    organisations: OrganisationService
    certificates: CertificateService
    uploads: UploadService
    bucket: Bucket
    imports_bucket: Bucket
    days: DayFiles
    publishing: DayPublishing
    day_verification: DayVerification
    on_night: audit_days_app.EventHandler
    on_upload: EventHandler
    on_import_upload: EventHandler
    on_import_chunk: EventHandler
    on_import_end: EventHandler
    auditing: AuditService
    poison: list[dict[str, str]]
    on_changes: StreamHandler
    notifications: NotificationService
    making: NotificationMaking
    sending: NotificationSending
    waiting: RecordedQueue
    bus: RecordedBus
    on_change: StreamHandler
    on_delivery: QueueHandler
    status_lists: StatusListBuilder
    published: StatusListFiles
    on_schedule: EventHandler
    lists_of_peers: ScriptedLists
    mirrored: MirroredLists
    mirroring: Mirroring
    on_mirror_schedule: EventHandler
    peers: ScriptedPeers
    recognition: PeerRecognition
    trust_lists: TrustListIssuing
    on_trust_schedule: EventHandler
    handlers: dict[str, LambdaHandler]
    routes: dict[str, Route]

    def items(self, table: Table | None = None) -> list[Item]:
        """Everything in a table, the core table unless told otherwise."""
        return stored_items(table or self.core)

    def files(self, bucket: Bucket | None = None) -> list[str]:
        """The keys of everything in a bucket, that of certificates unless told otherwise."""
        bucket = bucket or self.bucket
        answer = bucket.client.list_objects_v2(Bucket=bucket.name)
        return [each["Key"] for each in answer.get("Contents", [])]

    def forget_everybody(self) -> None:
        """Empty tables and bucket; only the published key stays, since it is published once, and the clock goes on."""
        for table in (self.core, self.vault, self.audit):
            forget_all_but(table, "ISSUERS")
        for bucket in (self.bucket, self.imports_bucket):
            for key in self.files(bucket):
                bucket.client.delete_object(Bucket=bucket.name, Key=key)
        self.machine.runs.clear()
        for told in (self.signals, self.poison, self.waiting.sent, self.bus.taken):
            told.clear()
        # moto remembers the copies of the tables that it makes for every transaction, and slows down with them.
        reset_model_data()

    def pin(self, *pinned: Pinned) -> None:
        """Deploy the region with these peers in its file."""
        self.recognition._pinned = pinned
        self.trust_lists._pinned = {each.issuer: each for each in pinned}

    def call(
        self,
        key: str,
        *,
        body: object = None,
        raw: str | None = None,
        claims: dict[str, str] | None = None,
        path: dict[str, str] | None = None,
        query: dict[str, str] | None = None,
        headers: dict[str, str] | None = None,
    ) -> Answer:
        """Send one request to the handler of route `key`, as API Gateway would."""
        content = raw if raw is not None else None if body is None else json.dumps(body, ensure_ascii=False)
        event: dict[str, Any] = {
            "version": "2.0",
            "routeKey": key,
            "headers": {"content-type": "application/json", "accept-language": "en", **(headers or {})},
            "requestContext": {"requestId": "request-1", "authorizer": {"jwt": {"claims": claims or {}}}},
            "isBase64Encoded": False,
        }
        event |= {"body": content} if content is not None else {}
        event |= {"pathParameters": path} if path else {}
        event |= {"queryStringParameters": query} if query else {}
        answer = self.handlers[key](event, None)
        text = answer["body"]
        return Answer(answer["statusCode"], answer["headers"], b64decode(text) if answer["isBase64Encoded"] else text)


def resident_claims(account: str = "account-1") -> dict[str, str]:
    """The claims of a resident's token."""
    return {"sub": account, "iss": RESIDENT_ISSUER}


def staff_claims(*roles: str, account: str = "officer-1", authority: str = "CDC-440106") -> dict[str, str]:
    """The claims of a staff token, in the text form in which API Gateway hands them over."""
    return {
        "sub": account,
        "iss": STAFF_ISSUER,
        "cognito:groups": f"[{' '.join(roles)}]",
        **({"custom:authority": authority} if authority else {}),
    }


@contextmanager
def deployed_region(
    assignments_an_hour: int = ASSIGNMENTS_AN_HOUR, *, pinned: tuple[Pinned, ...] = ()
) -> Iterator[Region]:
    """A region with empty tables and new keys.

    `assignments_an_hour` is how many an officer makes alone, `pinned` are the peers that its file names.
    """
    # moto draws an RSA pair for every KMS key, also for one of HMAC that has none: most of a deployment's time.
    with (
        quick_moto(),
        mock_aws(),
        patch.object(kms_models, "generate_private_key", _pair_where_needed),
        patch.object(kms_models.KmsBackend, "decrypt", encryption.decrypt),
    ):
        yield _region(assignments_an_hour, pinned)


def neighbour(issuer_number: int) -> Region:
    """Another region beside the deployed one, with tables, buckets and keys of its own."""
    return _region(ASSIGNMENTS_AN_HOUR, (), issuer_number, f"{issuer_number}-")


def _pair_where_needed(key_spec: str) -> Any:
    return ECDSAPrivateKey(key_spec) if key_spec.startswith("ECC_") else None


def _encryption_key(kms: "KMSClient", kid: str) -> str:
    # The same pair each time: drawing one takes longer than all the rest of a deployment.
    with patch.object(kms_models, "generate_private_key", lambda _: encryption.KmsPair(kid)):
        return kms.create_key(KeySpec="RSA_3072", KeyUsage="ENCRYPT_DECRYPT")["KeyMetadata"]["KeyId"]


@cache
def _clients() -> tuple["DynamoDBClient", "KMSClient", "S3Client"]:
    """Made once: they hold no state of a region, and take ten times as long to make as its tables and keys."""
    dynamodb, kms = clients.dynamodb(), clients.kms()
    for client in (dynamodb, kms):
        # moto looks at no signature, which takes a tenth of a call to make.
        client.meta.events.register("choose-signer", lambda **_: UNSIGNED)
    return dynamodb, kms, heed_conditions_of_copies(clients.s3(), clients.s3())


def _region(
    assignments_an_hour: int, pinned: tuple[Pinned, ...], issuer_number: int = ISSUER, names: str = ""
) -> Region:
    """A region whose tables and buckets have names that begin with `names`."""
    dynamodb, kms, s3 = _clients()
    core, vault, audit = (Table(dynamodb, create_table(dynamodb, spec, names)) for spec in (CORE, VAULT, AUDIT))
    hash_key = kms.create_key(KeySpec="HMAC_256", KeyUsage="GENERATE_VERIFY_MAC")["KeyMetadata"]["KeyId"]
    trust_key = kms.create_key(KeySpec="ECC_NIST_P256", KeyUsage="SIGN_VERIFY")["KeyMetadata"]["KeyId"]
    encryption_key = _encryption_key(kms, f"{issuer_number}.e1")
    signing_key = kms.create_key(KeySpec="ECC_NIST_P256", KeyUsage="SIGN_VERIFY")["KeyMetadata"]["KeyId"]
    clock, register, signals = MovingClock(), ScriptedRegister(), list[Signal]()
    keyed_hash, person_ids = KmsKeyedHash(kms, hash_key), PersonIds(KmsKeyedHash(kms, hash_key))
    draw = random.Random(1).randbytes
    issuer = CodeIssuer(core, KmsSigningKey(kms, signing_key), issuer_number, 1, PREFIX, draw)
    note: Callable[[Signal], None] = signals.append
    residents = RegistrationService(
        core=core,
        vault=vault,
        register=register,
        person_ids=person_ids,
        issuer=issuer,
        most_members=FAMILY_LIMIT,
        clock=clock,
        signals=note,
    )
    at_the_door = OfflineRegistrationService(
        core=core,
        vault=vault,
        person_ids=person_ids,
        issuer=issuer,
        per_hour=OFFLINE_REGISTRATIONS_AN_HOUR,
        clock=clock,
        signals=note,
    )
    family = FamilyService(core=core, clock=clock, signals=note)
    codes = CodeService(core=core, issuer=issuer, clock=clock, signals=note)
    risk = RiskService(
        core=core, person_ids=person_ids, assignments_an_hour=assignments_an_hour, clock=clock, signals=note
    )
    keyring = KeyRing(CodeStore(core).issuer_keys, clock)
    s3.create_bucket(Bucket=names + STATUS_LISTS_BUCKET, CreateBucketConfiguration={"LocationConstraint": "ap-east-1"})
    published = StatusListFiles(Bucket(s3, names + STATUS_LISTS_BUCKET))
    questions = ScriptedQuestions()
    scans = ScanService(
        core=core,
        retention=SCAN_RETENTION,
        issuer=issuer_number,
        keyring=keyring,
        foreign=lambda: CodesOfPeers(questions, questions, clock, note),
        clock=clock,
        signals=note,
    )
    for_peers = PeerScanService(
        core=core, retention=SCAN_RETENTION, issuer=issuer_number, keyring=keyring, clock=clock, signals=note
    )
    own_lists = OwnLists(published)
    peer_answers = PeerAnswers(
        issuer=issuer_number,
        key_id=1,
        sign=KmsSigningKey(kms, signing_key).sign,
        peer=TrustStore(core).peer,
        answers={
            Question.CODE_VERIFICATION: for_peers.verify,
            Question.STATUS_LIST_CONTENTS: lambda asker, about: own_lists.contents(),
            Question.STATUS_LIST: lambda asker, about: own_lists.edition(about),
        },
        clock=clock,
    )
    late_scans = ScanBatchService(
        core=core,
        retention=SCAN_RETENTION,
        keyring=keyring,
        # Threads would meet the hooks of tests in any order.
        at_once=1,
        clock=clock,
        signals=note,
    )
    health_answers = HealthAnswers(
        core=core,
        person_ids=person_ids,
        recipient=Recipient.of(issuer_number, KmsDecryptionKey(kms, encryption_key).unwrap),
        limits=HEALTH_QUESTIONS,
        clock=clock,
        signals=note,
    )
    answers_about_health = PeerAnswers(
        issuer=issuer_number,
        key_id=1,
        sign=KmsSigningKey(kms, signing_key).sign,
        peer=TrustStore(core).peer,
        answers=health_answers.answers(),
        clock=clock,
    )
    cursors = Cursors(seal(keyed_hash), unseal(keyed_hash))
    appeals = AppealService(core=core, term=APPEAL_TERM, cursors=cursors, clock=clock, signals=note)
    deciding = AppealDecisions(core=core, supervising=SUPERVISING, cursors=cursors, clock=clock, signals=note)
    approvals = ApprovalService(core=core, cursors=cursors, clock=clock, signals=note)
    checkpoints = CheckpointService(core=core, cursors=cursors, clock=clock)
    declarations = DeclarationService(
        core=core, retention=DECLARATION_RETENTION, cursors=cursors, clock=clock, signals=note
    )
    memberships = MembershipService(core=core, clock=clock, signals=note)
    organisations = OrganisationService(core=core, cursors=cursors, random_bytes=draw, clock=clock, signals=note)
    accesses = AccessService(core=core, cursors=cursors)
    encounters, temperatures = EncounterService(core=core), TemperatureService(core=core, cursors=cursors)
    measuring = TemperatureRegistration(core=core, retention=TEMPERATURE_RETENTION, clock=clock, signals=note)
    look_ups = LookUpService(core=core, vault=vault, limits=LOOK_UPS, random_bytes=draw, clock=clock, signals=note)
    health_checks = HealthCheckService(core=core, cursors=cursors)
    kept = Retention(HEALTH_CHECK_RETENTION, TEMPERATURE_RETENTION)
    checking = HealthCheckRegistration(core=core, retention=kept, clock=clock, signals=note)
    lab_results = LabResultService(core=core, cursors=cursors)
    recording = LabResultRecording(core=core, retention=TEST_RESULT_RETENTION, clock=clock, signals=note)
    notices = NoticeService(core=core, retention=NOTICE_RETENTION, cursors=cursors, clock=clock)
    signer = NoticeSigner(core, KmsSigningKey(kms, signing_key), issuer_number, 1, PREFIX)
    releasing = NoticeIssuing(core=core, retention=NOTICE_RETENTION, signer=signer, clock=clock, signals=note)
    machine = ScriptedMachine()
    s3.create_bucket(Bucket=names + IMPORTS_BUCKET, CreateBucketConfiguration={"LocationConstraint": "ap-east-1"})
    imports_bucket = Bucket(s3, names + IMPORTS_BUCKET)
    imports = RiskImportService(
        core=core,
        bucket=ImportFiles(imports_bucket),
        starter=machine,
        retention=IMPORT_RETENTION,
        cursors=cursors,
        clock=clock,
        signals=note,
    )
    import_files = FileCheck(core=core, files=WholeFiles(imports_bucket), signals=note)
    import_rows = RowsService(
        core=core,
        files=ChunkFiles(imports_bucket),
        person_ids=person_ids,
        readers=import_rows_app.READERS,
        # moto loses a conditional increment now and then when threads share it.
        rows_at_once=1,
        clock=clock,
        signals=note,
    )
    import_end = ImportEnd(core=core, files=WholeFiles(imports_bucket), clock=clock, signals=note)
    overviews = OverviewService(core=core, provinces=PROVINCES, clock=clock)
    carriers = ScriptedProvider()
    itineraries = ItineraryService(core=core, vault=vault, provider=carriers, clock=clock, signals=note)
    elsewhere = ScriptedRegions()
    provinces = ProvinceService(
        core=core,
        vault=vault,
        issuer=issuer_number,
        ask=elsewhere.ask,
        random_bytes=draw,
        clock=clock,
        signals=note,
    )
    s3.create_bucket(Bucket=names + BUCKET, CreateBucketConfiguration={"LocationConstraint": "ap-east-1"})
    status_lists = StatusListBuilder(
        core=core,
        files=published,
        key=KmsSigningKey(kms, signing_key),
        issuer=issuer_number,
        key_id=1,
        prefix=PREFIX,
        clock=clock,
        signals=note,
    )
    lists_of_peers = ScriptedLists()
    mirroring = Mirroring(
        core=core,
        files=published,
        asking=lambda _: lists_of_peers,
        longest=LONGEST_MIRRORING,
        clock=clock,
        signals=note,
    )
    peers = ScriptedPeers()
    recognition = PeerRecognition(core=core, pinned=pinned, fetch=peers, clock=clock, signals=note)
    trust_lists = TrustListIssuing(
        core=core,
        key=KmsSigningKey(kms, trust_key),
        encryption_key=KmsPublicKey(kms, encryption_key),
        issuer=issuer_number,
        prefix=PREFIX,
        pinned=pinned,
        clock=clock,
        signals=note,
    )
    files = CertificateFiles(Bucket(s3, names + BUCKET))
    certificates = CertificateService(core=core, files=files, cursors=cursors, clock=clock)
    uploads = UploadService(core=core, files=files, retention=CERTIFICATE_RETENTION, clock=clock, signals=note)
    poison = list[dict[str, str]]()
    auditing = AuditService(audit=audit, poison=poison.append, clock=clock, signals=note)
    days = DayFiles(Bucket(s3, create_locked_bucket(s3, names + DAYS_BUCKET)))
    publishing = DayPublishing(audit=audit, files=days, clock=clock, signals=note)
    waiting, bus = RecordedQueue(), RecordedBus()
    making = NotificationMaking(
        core=core,
        retention=NOTIFICATION_RETENTION,
        deliveries=waiting,
        delays=Delays(LONGEST_DELAY, random.Random(2).randrange),
        clock=clock,
        signals=note,
    )
    sending = NotificationSending(core=core, bus=bus, clock=clock, signals=note)
    notifications = NotificationService(core=core, cursors=cursors)
    staff = {"staff_issuer": STAFF_ISSUER, "roles_claim": "cognito:groups", "authority_claim": "custom:authority"}
    built = (
        (public_app.ROUTES, public_app.build(note)),
        (published_days_app.ROUTES, published_days_app.build(PublishedDays(days), note)),
        (residents_app.ROUTES, residents_app.build(_settings(residents_app.Settings), residents, family, note)),
        (
            offline_registrations_app.ROUTES,
            offline_registrations_app.build(_settings(offline_registrations_app.Settings, **staff), at_the_door, note),
        ),
        (codes_app.ROUTES, codes_app.build(_settings(codes_app.Settings), family, codes, note)),
        (appeals_app.ROUTES, appeals_app.build(_settings(appeals_app.Settings), family, appeals, note)),
        (
            appeal_decisions_app.ROUTES,
            appeal_decisions_app.build(_settings(appeal_decisions_app.Settings, **staff), deciding, note),
        ),
        (risk_app.ROUTES, risk_app.build(_settings(risk_app.Settings, **staff), risk, approvals, note)),
        (
            risk_imports_app.ROUTES,
            risk_imports_app.build(_settings(risk_imports_app.Settings, **staff), imports, note),
        ),
        (scans_app.ROUTES, scans_app.build(_settings(scans_app.Settings, **staff), scans, note)),
        (
            scan_batches_app.ROUTES,
            scan_batches_app.build(_settings(scan_batches_app.Settings, **staff), late_scans, note),
        ),
        (
            health_app.ROUTES,
            health_app.build(
                _settings(health_app.Settings),
                family,
                overviews,
                health_app.Lists(health_checks, lab_results, accesses),
                note,
            ),
        ),
        (
            itinerary_app.ROUTES,
            itinerary_app.build(_settings(itinerary_app.Settings), family, itineraries, note),
        ),
        (
            provinces_app.ROUTES,
            provinces_app.build(_settings(provinces_app.Settings), family, provinces, note),
        ),
        (
            certificates_app.ROUTES,
            certificates_app.build(_settings(certificates_app.Settings), family, certificates, note),
        ),
        (
            declarations_app.ROUTES,
            declarations_app.build(_settings(declarations_app.Settings), family, declarations, memberships, note),
        ),
        (
            organisations_app.ROUTES,
            organisations_app.build(_settings(organisations_app.Settings, **staff), organisations, note),
        ),
        (
            temperatures_app.ROUTES,
            temperatures_app.build(_settings(temperatures_app.Settings), family, temperatures, note),
        ),
        (lookups_app.ROUTES, lookups_app.build(_settings(lookups_app.Settings, **staff), look_ups, note)),
        (
            notifications_app.ROUTES,
            notifications_app.build(_settings(notifications_app.Settings), family, notifications, note),
        ),
        (notices_app.ROUTES, notices_app.build(_settings(notices_app.Settings), family, notices, note)),
        (
            scan_registrations_app.ROUTES,
            scan_registrations_app.build(
                _settings(scan_registrations_app.Settings, **staff),
                encounters,
                scan_registrations_app.Registrations(measuring, checking, recording, releasing),
                note,
            ),
        ),
        (
            status_lists_app.ROUTES,
            status_lists_app.build(
                _settings(status_lists_app.Settings, **staff),
                StatusListService(core=core, files=published, issuer=ISSUER, clock=clock),
                note,
            ),
        ),
        (federation_app.ROUTES, federation_app.build(peer_answers, note)),
        (health_questions_app.ROUTES, health_questions_app.build(answers_about_health, note)),
        (trust_list_app.ROUTES, trust_list_app.build(TrustListService(core), note)),
        (
            checkpoints_app.ROUTES,
            checkpoints_app.build(_settings(checkpoints_app.Settings, code_prefix=PREFIX, **staff), checkpoints, note),
        ),
    )
    return Region(
        core=core,
        vault=vault,
        audit=audit,
        kms=kms,
        clock=clock,
        register=register,
        carriers=carriers,
        signals=signals,
        issuer=issuer,
        person_ids=person_ids,
        residents=residents,
        at_the_door=at_the_door,
        family=family,
        codes=codes,
        risk=risk,
        appeals=appeals,
        deciding=deciding,
        approvals=approvals,
        imports=imports,
        machine=machine,
        import_files=import_files,
        import_rows=import_rows,
        import_end=import_end,
        scans=scans,
        questions=questions,
        for_peers=for_peers,
        late_scans=late_scans,
        encounters=encounters,
        look_ups=look_ups,
        temperatures=temperatures,
        measuring=measuring,
        health_checks=health_checks,
        checking=checking,
        lab_results=lab_results,
        recording=recording,
        notices=notices,
        releasing=releasing,
        accesses=accesses,
        overviews=overviews,
        itineraries=itineraries,
        elsewhere=elsewhere,
        provinces=provinces,
        health_answers=health_answers,
        checkpoints=checkpoints,
        declarations=declarations,
        memberships=memberships,
        organisations=organisations,
        certificates=certificates,
        uploads=uploads,
        bucket=files.bucket,
        imports_bucket=imports_bucket,
        days=days,
        publishing=publishing,
        day_verification=DayVerification(audit=audit, versions=DayVersions(days.bucket)),
        on_night=audit_days_app.build(publishing, note),
        on_upload=certificate_uploads_app.build(uploads, note),
        on_import_upload=import_uploads_app.build(import_files, note),
        on_import_chunk=import_rows_app.build(import_rows, note),
        on_import_end=import_report_app.build(import_end, note),
        auditing=auditing,
        poison=poison,
        on_changes=stream_handler(auditing.record, note),
        notifications=notifications,
        making=making,
        sending=sending,
        waiting=waiting,
        bus=bus,
        on_change=stream_handler(lambda change: making.tell(written_by(change)), note),
        on_delivery=queue_handler(notification_deliveries_app.build(sending), note),
        status_lists=status_lists,
        published=published,
        on_schedule=status_list_builds_app.build(status_lists, note),
        lists_of_peers=lists_of_peers,
        mirrored=MirroredLists(files=lambda: published, keyring=keyring, signals=note),
        mirroring=mirroring,
        on_mirror_schedule=status_list_mirrors_app.build(mirroring, note),
        peers=peers,
        recognition=recognition,
        trust_lists=trust_lists,
        on_trust_schedule=trust_refreshes_app.build(TrustRefresh(recognition, trust_lists), note),
        handlers={route.key: handler for routes, handler in built for route in routes},
        routes={route.key: route for routes, _ in built for route in routes},
    )


def _settings(settings: type[Any], **values: str) -> Any:
    given = {"resident_issuer": RESIDENT_ISSUER} | values
    return settings(**{name: given.get(name, "") for name in settings.__dataclass_fields__})


def create_table(client: Any, spec: TableSpec, names: str = "") -> str:
    """A table as its spec says; returns its name, which begins with `names`."""
    keys = [(spec.partition_key, spec.sort_key), *((each.partition_key, each.sort_key) for each in spec.indexes)]
    schemas = [
        [{"AttributeName": partition, "KeyType": "HASH"}, {"AttributeName": sort, "KeyType": "RANGE"}]
        for partition, sort in keys
    ]
    indexes = [
        {"IndexName": index.name, "KeySchema": schema, "Projection": {"ProjectionType": "ALL"}}
        for index, schema in zip(spec.indexes, schemas[1:], strict=True)
    ]
    client.create_table(
        TableName=names + spec.name,
        BillingMode="PAY_PER_REQUEST",
        KeySchema=schemas[0],
        AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"} for pair in keys for name in pair],
        **({"GlobalSecondaryIndexes": indexes} if indexes else {}),
    )
    return names + spec.name


def create_locked_bucket(client: "S3Client", name: str) -> str:
    """A bucket whose files nobody can replace or remove; returns its name."""
    client.create_bucket(
        Bucket=name,
        CreateBucketConfiguration={"LocationConstraint": "ap-east-1"},
        ObjectLockEnabledForBucket=True,
    )
    client.put_object_lock_configuration(
        Bucket=name,
        ObjectLockConfiguration={
            "ObjectLockEnabled": "Enabled",
            "Rule": {"DefaultRetention": {"Mode": "COMPLIANCE", "Days": 3650}},
        },
    )
    return name
