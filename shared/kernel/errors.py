"""What can be refused, and under which stable name.

Knows nothing of HTTP: `shared/aws/problems.py` gives every name its status and its words.
"""

from collections.abc import Callable, Mapping
from enum import StrEnum


class ErrorCode(StrEnum):
    """Stable names of refusals; clients may branch on them, so none is ever renamed."""

    # the request itself
    INVALID_JSON = "INVALID_JSON"
    INVALID_REQUEST = "INVALID_REQUEST"
    BODY_TOO_LARGE = "BODY_TOO_LARGE"
    UNSUPPORTED_MEDIA_TYPE = "UNSUPPORTED_MEDIA_TYPE"
    INVALID_IDEMPOTENCY_KEY = "INVALID_IDEMPOTENCY_KEY"
    IDEMPOTENCY_KEY_REUSED = "IDEMPOTENCY_KEY_REUSED"
    INVALID_CURSOR = "INVALID_CURSOR"
    UNAUTHENTICATED = "UNAUTHENTICATED"
    FORBIDDEN = "FORBIDDEN"
    NOT_FOUND = "NOT_FOUND"
    # identity (M2, M4)
    UNSUPPORTED_DOCUMENT = "UNSUPPORTED_DOCUMENT"
    INVALID_DOCUMENT_NUMBER = "INVALID_DOCUMENT_NUMBER"
    IDENTITY_NOT_ON_FILE = "IDENTITY_NOT_ON_FILE"
    NAME_OR_DOCUMENT_MISMATCH = "NAME_OR_DOCUMENT_MISMATCH"
    FACE_MISMATCH = "FACE_MISMATCH"
    IDENTITY_REGISTER_UNAVAILABLE = "IDENTITY_REGISTER_UNAVAILABLE"
    TOO_MANY_ATTEMPTS = "TOO_MANY_ATTEMPTS"
    # registration
    ACCOUNT_HAS_OTHER_PERSON = "ACCOUNT_HAS_OTHER_PERSON"
    PERSON_HAS_OTHER_ACCOUNT = "PERSON_HAS_OTHER_ACCOUNT"
    ALREADY_REGISTERED = "ALREADY_REGISTERED"
    # risk
    AUTHORITY_MISSING = "AUTHORITY_MISSING"
    INVALID_RISK_PERIOD = "INVALID_RISK_PERIOD"
    TOO_MANY_ACTIVE_RECORDS = "TOO_MANY_ACTIVE_RECORDS"
    OTHER_AUTHORITY = "OTHER_AUTHORITY"
    ALREADY_LIFTED = "ALREADY_LIFTED"
    OWN_RECORD = "OWN_RECORD"
    ALREADY_DECIDED = "ALREADY_DECIDED"
    RISK_PERIOD_OVER = "RISK_PERIOD_OVER"
    NOT_RELEASED_BY_NOTICE = "NOT_RELEASED_BY_NOTICE"
    # appeals
    ALREADY_APPEALED = "ALREADY_APPEALED"
    # lists of other regions (M22)
    UNKNOWN_ISSUER = "UNKNOWN_ISSUER"
    # published days
    DAY_NOT_PUBLISHED = "DAY_NOT_PUBLISHED"
    # checkpoints
    INVALID_CHECKPOINT = "INVALID_CHECKPOINT"
    # family (M4, M6)
    NOT_REGISTERED = "NOT_REGISTERED"
    MEMBER_IS_SELF = "MEMBER_IS_SELF"
    TOO_MANY_MEMBERS = "TOO_MANY_MEMBERS"
    # what belongs to a person (M15 to M20)
    SCAN_REQUIRED = "SCAN_REQUIRED"
    TEMPERATURE_IS_FINAL = "TEMPERATURE_IS_FINAL"
    INVALID_INVITATION = "INVALID_INVITATION"
    NOT_A_MEMBER = "NOT_A_MEMBER"
    CERTIFICATE_NOT_READY = "CERTIFICATE_NOT_READY"
    CONSENT_MISSING = "CONSENT_MISSING"
    PHONE_MISSING = "PHONE_MISSING"
    ITINERARY_PROVIDER_UNAVAILABLE = "ITINERARY_PROVIDER_UNAVAILABLE"
    PROVINCE_UNAVAILABLE = "PROVINCE_UNAVAILABLE"
    # our side
    BUSY = "BUSY"
    UNAVAILABLE = "UNAVAILABLE"
    INTERNAL = "INTERNAL"


class DomainError(Exception):
    """A refusal with a stable name.

    `facts` may be shown to the caller, so it holds no personal data.
    `retry_after` is in seconds, for refusals that pass by themselves.
    """

    def __init__(
        self, code: ErrorCode, facts: Mapping[str, object] | None = None, *, retry_after: int | None = None
    ) -> None:
        super().__init__(code.value)
        self.code = code
        self.facts: Mapping[str, object] = facts or {}
        self.retry_after = retry_after


class FieldsRefused(DomainError):
    """Bad input: every wrong field with what is wrong about it, never with its value."""

    def __init__(self, problems: Mapping[str, str], code: ErrorCode = ErrorCode.INVALID_REQUEST) -> None:
        super().__init__(code, {"errors": [{"field": field, "problem": text} for field, text in problems.items()]})
        self.problems = dict(problems)


def refuse_together(*checks: Callable[[], object]) -> None:
    """Run every check and refuse once, with everything that is wrong.

    Raises FieldsRefused; a single refusal keeps its own code.
    """
    refusals: list[FieldsRefused] = []
    for check in checks:
        try:
            check()
        except FieldsRefused as refusal:
            refusals.append(refusal)
    if len(refusals) == 1:
        raise refusals[0]
    if refusals:
        raise FieldsRefused({field: text for refusal in refusals for field, text in refusal.problems.items()})
