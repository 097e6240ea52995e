"""What happened, as data: counted by operators, asserted by tests, free of personal data."""

from collections.abc import Callable
from dataclasses import dataclass, field

DETAIL = "detail"


def detail() -> str:
    """A field that stands beside a metric for whoever looks into one case, and is no dimension: its values are many."""
    text: str = field(default="", compare=False, metadata={DETAIL: True})
    return text


@dataclass(frozen=True, slots=True)
class Signal:
    """One thing that happened; the class name is the metric's name, the fields but details are its dimensions."""


@dataclass(frozen=True, slots=True)
class PersonRegistered(Signal):
    document_type: str


@dataclass(frozen=True, slots=True)
class PersonRegisteredOffline(Signal):
    evidence: str


@dataclass(frozen=True, slots=True)
class PersonConfirmed(Signal):
    """The identity register confirmed somebody who had been registered offline."""


@dataclass(frozen=True, slots=True)
class RegistrationRefused(Signal):
    reason: str


@dataclass(frozen=True, slots=True)
class FamilyLinkMade(Signal):
    relation: str


@dataclass(frozen=True, slots=True)
class FamilyLinkRemoved(Signal):
    pass


@dataclass(frozen=True, slots=True)
class CodeReplaced(Signal):
    pass


@dataclass(frozen=True, slots=True)
class ScanAnswered(Signal):
    outcome: str
    decision: str


@dataclass(frozen=True, slots=True)
class PersonLookedUp(Signal):
    looked_up: str
    purpose: str


@dataclass(frozen=True, slots=True)
class LookUpRefused(Signal):
    looked_up: str
    """What was asked for, at its fullest."""
    reason: str


@dataclass(frozen=True, slots=True)
class ScanRegistrationRefused(Signal):
    """Somebody tried to register something that no scan of theirs allows."""

    registration: str
    reason: str


@dataclass(frozen=True, slots=True)
class RiskRecorded(Signal):
    category: str


@dataclass(frozen=True, slots=True)
class RiskLifted(Signal):
    category: str


@dataclass(frozen=True, slots=True)
class AppealFiled(Signal):
    category: str


@dataclass(frozen=True, slots=True)
class AppealDecided(Signal):
    outcome: str


@dataclass(frozen=True, slots=True)
class RiskWaiting(Signal):
    """The brake stopped an assignment: it waits for a second officer."""

    category: str


@dataclass(frozen=True, slots=True)
class RiskApproved(Signal):
    category: str


@dataclass(frozen=True, slots=True)
class RiskRefused(Signal):
    category: str


@dataclass(frozen=True, slots=True)
class RiskWithdrawn(Signal):
    """A record was lifted that was still waiting, and so never coloured anybody."""

    category: str


@dataclass(frozen=True, slots=True)
class DayPublished(Signal):
    """The head of a day's audit entries, and the day's numbers."""


@dataclass(frozen=True, slots=True)
class RiskImportAnnounced(Signal):
    kind: str


@dataclass(frozen=True, slots=True)
class RiskImportChecked(Signal):
    """Its file was read through, and it waits for a second officer."""

    kind: str


@dataclass(frozen=True, slots=True)
class RiskImportRejected(Signal):
    reason: str


@dataclass(frozen=True, slots=True)
class RiskImportApproved(Signal):
    kind: str


@dataclass(frozen=True, slots=True)
class RiskImportRefused(Signal):
    kind: str


@dataclass(frozen=True, slots=True)
class RiskImportResumed(Signal):
    """A run that had stalled was set going again."""

    kind: str


@dataclass(frozen=True, slots=True)
class RiskImportStalled(Signal):
    pass


@dataclass(frozen=True, slots=True)
class RiskImportDone(Signal):
    kind: str


@dataclass(frozen=True, slots=True)
class TemperatureRegistered(Signal):
    pass


@dataclass(frozen=True, slots=True)
class HealthCheckRegistered(Signal):
    pass


@dataclass(frozen=True, slots=True)
class LabResultRecorded(Signal):
    result: str


@dataclass(frozen=True, slots=True)
class ReleaseNoticeIssued(Signal):
    pass


@dataclass(frozen=True, slots=True)
class CertificateConfirmed(Signal):
    pass


@dataclass(frozen=True, slots=True)
class CertificateRejected(Signal):
    reason: str


@dataclass(frozen=True, slots=True)
class UploadDropped(Signal):
    """A file came for a certificate that does not wait for one; `reason` is its state, or `UNKNOWN`."""

    reason: str


@dataclass(frozen=True, slots=True)
class NotificationMade(Signal):
    kind: str


@dataclass(frozen=True, slots=True)
class NotificationSent(Signal):
    pass


@dataclass(frozen=True, slots=True)
class NotificationLost(Signal):
    """Nobody can say whether the bus took a message, and it is not sent again; `error` is a class name."""

    error: str


@dataclass(frozen=True, slots=True)
class DeclarationMade(Signal):
    kind: str


@dataclass(frozen=True, slots=True)
class OrganisationCreated(Signal):
    kind: str


@dataclass(frozen=True, slots=True)
class OrganisationJoined(Signal):
    kind: str


@dataclass(frozen=True, slots=True)
class OrganisationLeft(Signal):
    kind: str


@dataclass(frozen=True, slots=True)
class ItineraryConsentGiven(Signal):
    pass


@dataclass(frozen=True, slots=True)
class ItineraryConsentRevoked(Signal):
    pass


@dataclass(frozen=True, slots=True)
class ItineraryAnswered(Signal):
    result: str
    """The provider's word: `FOUND` or `UNKNOWN_PHONE`."""


@dataclass(frozen=True, slots=True)
class StatusListsPublished(Signal):
    """New contents of the status lists; none for a while means that gates without a connection grow blind."""


@dataclass(frozen=True, slots=True)
class TrustListIssued(Signal):
    """Another trust list is out: something in it has changed, or the last one grew old; none for hours is a fault."""


@dataclass(frozen=True, slots=True)
class ChangeNotUnderstood(Signal):
    """A change of the core table has no entry in the audit table, and never will unless somebody sees to it."""

    item: str
    """The kind of the item, as `PERSON/RISK`."""


@dataclass(frozen=True, slots=True)
class RequestFailed(Signal):
    """A request that ended in our own fault; `error` is a class name, never a message."""

    error: str
    at: str = detail()
    """Module and line, as `shared.risk.store:88`."""
    request_id: str = detail()
    """What the caller was given to report."""


Signals = Callable[[Signal], None]
