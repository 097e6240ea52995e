"""Rows of imports, one flat object each; a CSV's columns have the names of its fields."""

from pydantic import Field

from shared.aws.wire import Day, Instant, Prose, Reference, Wire, parse
from shared.import_rows.model import AssignRow, Case, LiftRow
from shared.kernel.errors import FieldsRefused
from shared.kernel.pii import DocumentNumber
from shared.risk.model import Category

_CASE = ("document_type", "document_number", "category", "case_reference")


class AssignRowBody(Wire):
    """All that an assignment must state; the authority and the officer are those of the import (M8)."""

    document_type: str = Field(max_length=40)
    document_number: str = Field(max_length=40, repr=False)
    category: Category
    case_reference: Reference
    reason: Prose
    starts_at: Instant | None = None
    ends_on: Day | None = None
    review_on: Day | None = None


class LiftRowBody(Wire):
    """Why a record, or what the authority has of a person in one case, is lifted."""

    reason: Prose
    record_id: str | None = Field(None, max_length=60)
    document_type: str | None = Field(None, max_length=40)
    document_number: str | None = Field(None, max_length=40, repr=False)
    category: Category | None = None
    case_reference: Reference | None = None


def assign_row(text: bytes) -> AssignRow:
    """The row of a JSON object.

    Raises DomainError INVALID_JSON or FieldsRefused.
    """
    body = parse(AssignRowBody, text)
    case = Case(body.document_type, DocumentNumber(body.document_number), body.category, body.case_reference)
    return AssignRow(case, body.reason, body.starts_at, body.ends_on, body.review_on)


def lift_row(text: bytes) -> LiftRow:
    """The row of a JSON object, which names either a record or a person's case.

    Raises DomainError INVALID_JSON or FieldsRefused.
    """
    body = parse(LiftRowBody, text)
    missing = [name for name in _CASE if getattr(body, name) is None]
    if body.record_id is not None:
        if len(missing) < len(_CASE):
            raise FieldsRefused({"record_id": "is given beside a person's case"})
        return LiftRow(body.record_id, body.reason)
    if (
        body.document_type is None
        or body.document_number is None
        or body.category is None
        or body.case_reference is None
    ):
        raise FieldsRefused(dict.fromkeys(missing, "is missing, and so is a record_id"))
    case = Case(body.document_type, DocumentNumber(body.document_number), body.category, body.case_reference)
    return LiftRow(case, body.reason)
