"""What each change of an item of the core table says of a person: one row for each kind of item.

A kind is the first word of an item's partition key with the first word of its sort key, as `shared/aws/keys.py` writes
them. An item that is in neither table is a mistake that nobody may overlook.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from shared.audit.model import Kind

Item = Mapping[str, Any]
ItemKind = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Step:
    """A change that functions of the suite make to an item that is there."""

    kind: Kind
    sets: frozenset[str]
    """Attributes that such a change alters, each of them."""
    may: frozenset[str] = frozenset()
    """Others that it may alter with them."""
    when: Callable[[Item], bool] = bool
    """What holds of the item after it, where that makes the difference."""

    def fits(self, altered: frozenset[str], new: Item) -> bool:
        """Whether this is the change, by the names of what it altered."""
        return self.sets <= altered <= self.sets | self.may and self.when(new)


@dataclass(frozen=True, slots=True)
class Watched:
    """What is told of one kind of item."""

    new: Kind
    facts: tuple[str, ...]
    """The attributes that are told; never a name, a document, a phone, a finding or a free text."""
    steps: tuple[Step, ...] = ()
    removed: Kind = Kind.RECORD_REMOVED
    waiting: Kind | None = None
    """What a new item is that waits for a second officer."""
    holds: bool = False
    """Whether the item has the holds that decide about a colour."""
    needs_person: bool = True
    """False where an item without a person is none's, and nothing is told of it."""


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _is(name: str, value: str) -> Callable[[Item], bool]:
    return lambda new: new.get(name) == value


def _has(name: str) -> Callable[[Item], bool]:
    return lambda new: name in new


def _lacks(name: str) -> Callable[[Item], bool]:
    return lambda new: name not in new


_LISTED = _names("in_list listed_as")
_LIFT = _names("lifted_at lifted_by lift_reason")
_BY_ROW = _names("lift_import_id lift_import_line")
_DECISION = _names("approval decided_at decided_by")
_CERTIFICATE = _names("state decided_at")
_LINK_AGAIN = Step(
    Kind.FAMILY_MEMBER_ADDED, _names("linked_at"), _names("relation guardian_name member_name ends_at expires_at")
)
_LINK_FACTS = ("guardian", "member", "relation", "linked_at", "ends_at")
_THROUGH_SCAN = ("officer", "role", "checkpoint_id", "scan_id", "expires_at")


def _consent(given: Kind, revoked: Kind) -> Watched:
    return Watched(
        given,
        ("given_at", "given_by", "revoked_at", "revoked_by"),
        (
            Step(revoked, _names("revoked_at revoked_by"), when=_has("revoked_at")),
            Step(given, _names("revoked_at revoked_by"), _names("given_at given_by"), _lacks("revoked_at")),
        ),
    )


WATCHED: dict[ItemKind, Watched] = {
    ("ACCOUNT", "ACCOUNT"): Watched(Kind.ACCOUNT_BOUND, ()),
    ("PERSON", "PERSON"): Watched(
        Kind.PERSON_STORED,
        ("version", "code_id", "account_id", "unconfirmed"),
        (Step(Kind.PERSON_CHANGED, _names("version"), _names("code_id account_id masked_name unconfirmed")),),
        holds=True,
    ),
    ("CODE", "CODE"): Watched(
        Kind.CODE_ISSUED,
        ("code_id", "issuer", "issued_at", "replaced_at", "replaced_by", "unconfirmed"),
        (
            Step(Kind.CODE_REPLACED, _names("replaced_at replaced_by"), _LISTED),
            Step(Kind.IDENTITY_CONFIRMED, _names("unconfirmed"), _names("masked_name"), _lacks("unconfirmed")),
        ),
        holds=True,
    ),
    ("PERSON", "RISK"): Watched(
        Kind.RISK_ASSIGNED,
        (
            *("record_id", "category", "authority", "officer", "starts_at", "ends_on", "review_on", "recorded_at"),
            *("approval", "decided_at", "decided_by", "lifted_at", "lifted_by", "appeal_id", "appeal_outcome"),
            *("import_id", "import_line", "lift_import_id", "lift_import_line"),
        ),
        (
            Step(Kind.RISK_APPROVED, _DECISION, _LISTED | {"decision_reason"}, _is("approval", "APPROVED")),
            Step(Kind.RISK_REFUSED, _DECISION, _LISTED | {"decision_reason"}, _is("approval", "REFUSED")),
            Step(Kind.RISK_WITHDRAWN, _LIFT | {"approval"}, _LISTED | _BY_ROW, _is("approval", "WITHDRAWN")),
            Step(Kind.RISK_LIFTED, _LIFT, _BY_ROW | {"appeal_outcome"}),
            Step(Kind.RISK_APPEALED, _names("appeal_id"), _names("appeal_outcome")),
            Step(Kind.RISK_APPEAL_DECIDED, _names("appeal_outcome")),
        ),
        waiting=Kind.RISK_WAITING,
    ),
    ("APPEAL", "APPEAL"): Watched(
        Kind.APPEAL_FILED,
        (
            *("entry_id", "record_id", "category", "authority", "filed_by", "filed_at", "deadline"),
            *("outcome", "decided_for", "decided_by", "decided_at"),
        ),
        (Step(Kind.APPEAL_DECIDED, _names("outcome decision_reason decided_for decided_by decided_at")),),
    ),
    ("RELEASE_NOTICE", "RELEASE_NOTICE"): Watched(
        Kind.RELEASE_NOTICE_ISSUED, ("entry_id", "lifted", "issued_at", "kept_until", *_THROUGH_SCAN)
    ),
    ("PERSON", "MEMBER"): Watched(
        Kind.FAMILY_MEMBER_ADDED, _LINK_FACTS, (_LINK_AGAIN,), removed=Kind.FAMILY_MEMBER_REMOVED
    ),
    ("PERSON", "GUARDIAN"): Watched(
        Kind.GUARDIAN_ADDED,
        _LINK_FACTS,
        (Step(Kind.GUARDIAN_ADDED, _LINK_AGAIN.sets, _LINK_AGAIN.may),),
        removed=Kind.GUARDIAN_REMOVED,
    ),
    ("PERSON", "DECLARATION"): Watched(
        Kind.DECLARED, ("entry_id", "kind", "declared_by", "declared_at", "organisation_id", "expires_at")
    ),
    ("PERSON", "TEMPERATURE"): Watched(Kind.TEMPERATURE_TAKEN, ("entry_id", "measured_at", *_THROUGH_SCAN)),
    ("PERSON", "HEALTH_CHECK"): Watched(
        Kind.HEALTH_CHECKED, ("entry_id", "checked_at", "temperature_id", *_THROUGH_SCAN)
    ),
    ("PERSON", "TEST_RESULT"): Watched(
        Kind.TEST_RESULT_RECORDED, ("entry_id", "sampled_at", "recorded_at", "lifted", *_THROUGH_SCAN)
    ),
    ("PERSON", "OFFLINE_REGISTRATION"): Watched(
        Kind.REGISTERED_OFFLINE,
        ("entry_id", "evidence", "officer", "roles", "checkpoint_id", "registered_at"),
    ),
    ("PERSON", "CERTIFICATE"): Watched(
        Kind.CERTIFICATE_REQUESTED,
        ("certificate_id", "kind", "uploaded_by", "requested_at", "state", "decided_at", "rejection", "expires_at"),
        (
            Step(
                Kind.CERTIFICATE_CONFIRMED, _CERTIFICATE, _names("kept_file expires_at"), when=_is("state", "CONFIRMED")
            ),
            Step(
                Kind.CERTIFICATE_REJECTED, _CERTIFICATE, _names("rejection expires_at"), when=_is("state", "REJECTED")
            ),
        ),
    ),
    ("PERSON", "ITINERARY_CONSENT"): _consent(Kind.ITINERARY_CONSENT_GIVEN, Kind.ITINERARY_CONSENT_REVOKED),
    ("PERSON", "PROVINCES_CONSENT"): _consent(Kind.PROVINCES_CONSENT_GIVEN, Kind.PROVINCES_CONSENT_REVOKED),
    ("PERSON", "MEMBERSHIP"): Watched(
        Kind.ORGANISATION_JOINED,
        ("organisation_id", "organisation_kind", "joined_at", "joined_by"),
        removed=Kind.ORGANISATION_LEFT,
    ),
    ("SCAN", "SCAN"): Watched(
        Kind.SCANNED,
        (
            *("scan_id", "officer", "roles", "checkpoint_id", "code_id", "outcome", "decision", "colour"),
            *("scanned_at", "source", "as_of", "uploaded_at", "expires_at"),
        ),
        needs_person=False,
    ),
    ("PEER_SCAN", "PEER_SCAN"): Watched(
        Kind.SCANNED_BY_REGION, ("scan_id", "region", "code_id", "outcome", "colour", "scanned_at", "expires_at")
    ),
    ("PERSON", "LOOK_UP"): Watched(
        Kind.LOOKED_UP,
        (
            *("look_up_id", "looked_up", "purpose", "looked_up_at", "officer", "roles", "checkpoint_id", "scan_id"),
            "expires_at",
        ),
    ),
    ("PERSON", "PEER_LOOK"): Watched(
        Kind.ASKED_BY_REGION, ("look_id", "looked_up", "purpose", "asked_at", "region", "expires_at")
    ),
}
"""Every item that is a person's; what it says is told to that person's chain."""

NOT_WATCHED: dict[ItemKind, str] = {
    ("ACCOUNT", "ATTEMPTS"): "counts tries of an account, for two hours",
    ("ACCOUNT", "PROVINCE_LOOKS"): "counts questions to other regions, for two hours",
    ("ACCOUNT", "ASSIGNMENTS"): "counts what is told of the records themselves, for two hours",
    ("ACCOUNT", "NOTIFICATION"): "says that there is news; the news itself is told of",
    ("IMPORT", "IMPORT"): "no person; what comes of its rows is told of",
    ("PEER", "HEALTH_QUESTIONS"): "counts what is told of the questions themselves, for two hours",
    ("OFFICER", "LOOK_UPS"): "counts what is told of the look-ups themselves, for two hours",
    ("PERSON", "REPLACEMENT"): "leads a retry to the code of the first try; the codes are told of",
    ("PERSON", "FAMILY"): "a counter that keeps two links from being made at once; the links are told of",
    ("AUTHORITY", "OPEN_APPEAL"): "a copy of the appeal, written and removed with it",
    ("ORGANISATION", "ORGANISATION"): "no person",
    ("ORGANISATION", "MEMBER"): "copies of a membership and of declarations, written with those of the person",
    ("INVITATION", "INVITATION"): "no person",
    ("STATUS_INDEX", "STATUS_INDEX"): "written with the code, which is told of, and never again",
    ("ISSUERS", "ISSUER"): "public keys",
    ("PEERS", "PEER"): "no person; another region that is recognised",
    ("TRUST_LIST", "TRUST_LIST"): "no person",
    ("CHECKPOINTS", "CHECKPOINT"): "no person",
}
"""Every other item of the core table, and why nothing is told of it."""
