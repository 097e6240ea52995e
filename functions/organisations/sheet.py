"""The list of a day as CSV (RFC 4180), safe to open in a spreadsheet."""

import csv
import gzip
import io
from collections.abc import Iterator, Sequence
from datetime import date

from functions.organisations.words import (
    ENGLISH,
    HEADINGS_EN,
    HEADINGS_ZH,
    YES_NO_EN,
    YES_NO_ZH,
    word,
)
from shared.declarations.model import Content, Isolation
from shared.divisions.names import division
from shared.kernel.clock import REGION_TIME
from shared.organisations.model import MemberOnDay

PLAIN_LIMIT_BYTES = 2 * 1024 * 1024
"""Above this a sheet is sent compressed whoever asks: an answer of Lambda has at most 6 MB, and one that is escaped as
JSON may be three times the text."""

# Excel takes a file for UTF-8 by this mark only.
_BOM = "\ufeff"
# What a spreadsheet may take for a formula, the full-width forms that East Asian ones convert included; and what it may
# skip before one.
_FORMULA = tuple("=+-@\t\r\n＝＋－＠")  # noqa: RUF001  (these forms are the point)


def sheet(members: Sequence[MemberOnDay], language: str) -> str:
    """One heading and one line a member; every cell that could be taken for a formula starts with an apostrophe."""
    text = io.StringIO()
    text.write(_BOM)
    writer = csv.writer(text)
    writer.writerow(HEADINGS_EN if language == ENGLISH else HEADINGS_ZH)
    for member in members:
        writer.writerow([_harmless(cell) for cell in _cells(member, language)])
    return text.getvalue()


def encoded(text: str, accept_encoding: str) -> tuple[str | bytes, dict[str, str]]:
    """The sheet as it is sent, and the headers that say so: compressed for whoever takes that, and above the limit."""
    takes = "gzip" in accept_encoding.lower()
    headers = {"vary": "accept-encoding"}
    if not takes and len(text.encode()) <= PLAIN_LIMIT_BYTES:
        return text, headers
    return gzip.compress(text.encode(), mtime=0), headers | {"content-encoding": "gzip"}


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def _cells(member: MemberOnDay, language: str) -> list[str]:
    yes, no = YES_NO_EN if language == ENGLISH else YES_NO_ZH
    declared = member.declared
    about = [member.member, member.masked_name, member.number or "", yes if member.left else no]
    if declared is None:
        return [*about, no, *[""] * 7]
    # In the region's time, as the day in the heading of the list is.
    at = declared.at.astimezone(REGION_TIME).strftime("%Y-%m-%d %H:%M:%S")
    return [*about, yes, at, *_content(declared.content, language)]


def _content(content: Content, language: str) -> Iterator[str]:
    tenths = content.temperature_tenths
    yield "" if tenths is None else f"{tenths / 10:.1f}"
    yield "; ".join(word(symptom, language) for symptom in content.symptoms)
    yield "; ".join(f"{_place(stay.division, language)} {_days(stay.since, stay.until)}" for stay in content.stays)
    yield "; ".join(f"{word(contact.kind, language)} {contact.on}" for contact in content.contacts)
    yield _isolation(content.isolation, language)
    yield content.remarks or ""


def _isolation(isolation: Isolation, language: str) -> str:
    kind = word(isolation.kind, language)
    return f"{kind} {_days(isolation.since, isolation.until)}" if isolation.since else kind


def _days(since: date, until: date | None) -> str:
    return f"{since} ~ {until or ''}".rstrip()


def _place(code: str, language: str) -> str:
    found = division(code, language)
    return f"{code} {found.province}{found.city or ''}" if language != ENGLISH else f"{code} {found.province}"
