"""Signals to CloudWatch: one line of the embedded metric format each, and nothing personal in it."""

import json
from dataclasses import asdict, fields
from typing import cast

import pytest

from shared.aws.signals import NAMESPACE, cloudwatch_signals
from shared.kernel.federation_signals import (
    CodeVerifiedForPeer,
    ForeignCodeAnswered,
    HealthQuestionAnswered,
    MirrorUnread,
    PeerEnded,
    PeerListsMirrored,
    PeerListsNotMirrored,
    PeerRecognised,
    PeerTrustRefused,
    ProvinceAsked,
    ProvincesConsentGiven,
    ProvincesConsentRevoked,
)
from shared.kernel.pii import Name
from shared.kernel.scan_signals import LateScanRefused, LateScanStored
from shared.kernel.signals import (
    AppealDecided,
    AppealFiled,
    CertificateConfirmed,
    CertificateRejected,
    ChangeNotUnderstood,
    CodeReplaced,
    DayPublished,
    DeclarationMade,
    FamilyLinkMade,
    FamilyLinkRemoved,
    HealthCheckRegistered,
    ItineraryAnswered,
    ItineraryConsentGiven,
    ItineraryConsentRevoked,
    LabResultRecorded,
    LookUpRefused,
    NotificationLost,
    NotificationMade,
    NotificationSent,
    OrganisationCreated,
    OrganisationJoined,
    OrganisationLeft,
    PersonConfirmed,
    PersonLookedUp,
    PersonRegistered,
    PersonRegisteredOffline,
    RegistrationRefused,
    ReleaseNoticeIssued,
    RequestFailed,
    RiskApproved,
    RiskImportAnnounced,
    RiskImportApproved,
    RiskImportChecked,
    RiskImportDone,
    RiskImportRefused,
    RiskImportRejected,
    RiskImportResumed,
    RiskImportStalled,
    RiskLifted,
    RiskRecorded,
    RiskRefused,
    RiskWaiting,
    RiskWithdrawn,
    ScanAnswered,
    ScanRegistrationRefused,
    Signal,
    StatusListsPublished,
    TemperatureRegistered,
    TrustListIssued,
    UploadDropped,
)

SIGNALS = [
    PersonRegistered("RESIDENT_ID"),
    PersonRegisteredOffline("RESIDENCE_BOOKLET"),
    PersonConfirmed(),
    RegistrationRefused("FACE_MISMATCH"),
    FamilyLinkMade("PARENT"),
    FamilyLinkRemoved(),
    CodeReplaced(),
    ScanAnswered("VALID", "PASS"),
    ForeignCodeAnswered("status_list", "TOO_SLOW"),
    CodeVerifiedForPeer("VALID"),
    LateScanStored("VALID", "PASS"),
    LateScanRefused("NOT_GENUINE"),
    PersonLookedUp("IDENTITY", "IDENTITY_CHECK"),
    LabResultRecorded("NEGATIVE"),
    LookUpRefused("IDENTITY", "SCAN_REQUIRED"),
    ScanRegistrationRefused("TEMPERATURE", "SCAN_REQUIRED"),
    RiskRecorded("CLOSE_CONTACT"),
    RiskLifted("CLOSE_CONTACT"),
    AppealFiled("CLOSE_CONTACT"),
    AppealDecided("UPHELD"),
    DayPublished(),
    RiskWaiting("CLOSE_CONTACT"),
    RiskApproved("CLOSE_CONTACT"),
    RiskRefused("CLOSE_CONTACT"),
    RiskImportAnnounced("ASSIGN"),
    RiskImportApproved("ASSIGN"),
    RiskImportRefused("LIFT"),
    RiskImportResumed("LIFT"),
    RiskImportChecked("ASSIGN"),
    RiskImportRejected("NOT_UTF8"),
    RiskImportStalled(),
    RiskImportDone("ASSIGN"),
    RiskWithdrawn("CLOSE_CONTACT"),
    TemperatureRegistered(),
    HealthCheckRegistered(),
    ReleaseNoticeIssued(),
    CertificateConfirmed(),
    CertificateRejected("TOO_LARGE"),
    UploadDropped("CONFIRMED"),
    NotificationMade("COLOUR_CHANGED"),
    NotificationSent(),
    NotificationLost("ReadTimeoutError"),
    DeclarationMade("SELF_CHECK"),
    OrganisationCreated("ENTERPRISE"),
    OrganisationJoined("ENTERPRISE"),
    OrganisationLeft("ENTERPRISE"),
    StatusListsPublished(),
    PeerListsMirrored("42"),
    PeerListsNotMirrored("42", "OLDER"),
    MirrorUnread("42", "NotGenuine"),
    TrustListIssued(),
    PeerRecognised("42"),
    PeerTrustRefused("42", "NOT_CURRENT", "expired"),
    PeerEnded("42"),
    ChangeNotUnderstood("PERSON/RISK"),
    RequestFailed("ClientError", "shared.risk.store:88", "request-1"),
    ItineraryConsentGiven(),
    ItineraryConsentRevoked(),
    ItineraryAnswered("FOUND"),
    ProvincesConsentGiven(),
    ProvincesConsentRevoked(),
    ProvinceAsked("42", "health-summary", "KNOWN"),
    HealthQuestionAnswered("42", "health-detail", "UNKNOWN"),
]
DETAILS = {"at", "request_id", "said"}


def test_every_signal_is_tried() -> None:
    assert {type(signal).__name__ for signal in SIGNALS} == {signal.__name__ for signal in Signal.__subclasses__()}


@pytest.mark.parametrize("signal", SIGNALS, ids=lambda signal: type(signal).__name__)
def test_a_signal_is_one_line_that_counts_it(signal: Signal, capsys: pytest.CaptureFixture[str]) -> None:
    cloudwatch_signals("scans")(signal)

    printed, complaints = capsys.readouterr()
    line = json.loads(printed)
    (metric,) = line.pop("_aws")["CloudWatchMetrics"]
    name = type(signal).__name__
    assert printed.count("\n") == 1
    assert complaints == ""
    assert metric["Namespace"] == NAMESPACE == "Yuekang"
    assert metric["Metrics"] == [{"Name": name, "Unit": "Count"}]
    assert [set(names) for names in metric["Dimensions"]] == [{"function", *asdict(signal)} - DETAILS]
    assert line == {"function": "scans", name: [1.0]} | asdict(signal)


def test_what_a_signal_tells_is_one_of_few_words() -> None:
    told = {field.name for signal in SIGNALS for field in fields(signal)} - DETAILS

    assert told == {
        *("document_type", "reason", "outcome", "decision", "category", "error", "relation", "kind", "result"),
        *("looked_up", "purpose", "evidence", "registration", "item", "issuer", "source", "peer", "question"),
    }


def test_personal_data_in_a_signal_is_not_printed(capsys: pytest.CaptureFixture[str]) -> None:
    signal = RegistrationRefused(cast(str, Name("张小明")))

    with pytest.raises(TypeError, match="Name is personal data"):
        cloudwatch_signals("residents")(signal)

    assert "张小明" not in "".join(capsys.readouterr())
