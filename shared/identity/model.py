"""Who a person says they are, before a register has confirmed it (M2)."""

from dataclasses import dataclass
from enum import StrEnum

from shared.kernel.pii import DocumentNumber, Face, Name, Phone


class DocumentType(StrEnum):
    """The three documents that qualify, exactly these (M2)."""

    RESIDENT_ID = "RESIDENT_ID"
    """居民身份证"""
    PASSPORT = "PASSPORT"
    """中国公民普通护照"""
    HK_MACAO_PERMIT = "HK_MACAO_PERMIT"
    """港澳居民来往内地通行证"""


@dataclass(frozen=True, slots=True)
class Document:
    """A document with its number in canonical form, as `rules.document` makes it."""

    type: DocumentType
    number: DocumentNumber


@dataclass(frozen=True, slots=True)
class Identity:
    """What an identity register is asked to confirm: this document, this name and this face are one person's."""

    document: Document
    name: Name
    face: Face


@dataclass(frozen=True, slots=True)
class IdentityOnFile:
    """Who a person is, as the vault has it; no face, which is never kept."""

    document: Document
    name: Name
    phone: Phone | None
    unconfirmed: bool = False
    """Whether staff wrote this down from papers, and no identity register has confirmed it since (M4)."""
