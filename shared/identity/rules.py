"""What a document number, a name, a phone number and a face image must look like, and their canonical forms.

Decides on form alone; whether such a person exists is the identity register's to say. Refusals never repeat a value.
"""

import re
import unicodedata
from base64 import b64decode, b64encode
from datetime import date

from stdnum.iso7064 import mod_11_2

from shared.identity.model import Document, DocumentType
from shared.kernel.errors import DomainError, ErrorCode, FieldsRefused
from shared.kernel.pii import DocumentNumber, Face, Name, Phone

FACE_LIMIT_BYTES = 360 * 1024
"""A face image after decoding; in base64 it fits a body of 512 KiB with room to spare."""

# GB/T 2260: the first two digits of every division code.
PROVINCES = frozenset(
    {*range(11, 16), *range(21, 24), *range(31, 38), *range(41, 47), *range(50, 55), *range(61, 66), 71, 81, 82}
)

# GB 11643 with the date and the check digit left to code.
_RESIDENT_ID = re.compile(r"([1-9]\d)\d{4}((?:19|20)\d{6})\d{3}[\dX]", re.ASCII)
# The residence permit of Hong Kong, Macao and Taiwan residents (港澳台居民居住证, State Council 2018-81) has a number
# of the same build under one of these three area codes. It is not a resident ID card, so M2 does not name it.
_RESIDENCE_PERMIT = re.compile(r"8[123]0000\d{11}[\dX]", re.ASCII)

# Ordinary passports: E since 2012, E and a letter other than I and O since 2017, before that G, before that 14 or 15.
_ORDINARY_PASSPORT = re.compile(r"E\d{8}|E[A-HJ-NP-Z]\d{7}|G\d{8}|1[45]\d{7}", re.ASCII)
# Official passports (diplomatic D, service S, public affairs P) and those of the two special regions are Chinese
# passports, but not the ordinary ones (普通护照) that M2 names; who holds one has another document of the three.
_OTHER_PASSPORT = re.compile(r"[DPS]E\d{7}|[PS]\.?\d{7,8}|[HK]\d{8}|KJ\d{7}|M[AB]\d{7}", re.ASCII)

# Eight digits are a person's for life; two more count the renewals of the card, and only older cards print them.
_HK_MACAO_PERMIT = re.compile(r"([HM]\d{8})(?:\d{2})?", re.ASCII)

_MAINLAND = "+86"
_PHONE = re.compile(r"(?:\+86)?(1[3-9]\d{9})|(\+85[23]\d{8})", re.ASCII)

# Han with its extension blocks and the ideographic zero, Latin with its accented letters; nothing private.
_HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff\ufa0e-\ufa29\U00020000-\U0002a6df\U0002a700-\U0002ee5d\U00030000-\U00033479"
_LATIN = "A-Za-zÀ-ÖØ-öø-ƿǄ-ɏ"
_LETTER = f"[{_HAN}{_LATIN}]"
_NAME = re.compile(f"{_LETTER}(?:[ ·'-]?{_LETTER})*")
_NAME_LENGTHS = range(2, 51)
_LOOK_ALIKES = str.maketrans(
    dict.fromkeys(".\uff0e\u30fb\uff65\u2022\u2027\u2219\u22c5", "·")
    | dict.fromkeys("\u2018\u2019", "'")
    | dict.fromkeys("\u2010\u2011", "-")
)
_MASK_LIMIT = 20

_JPEG = b"\xff\xd8\xff"
_PNG = b"\x89PNG\r\n\x1a\n"


def document(type_text: str, number_text: str, today: date) -> Document:
    """The document of type `type_text` with the canonical form of `number_text`; letters are taken in either case.

    `today` is the region's day. Raises DomainError UNSUPPORTED_DOCUMENT, with the accepted types, for any document
    but the three (M2), and INVALID_DOCUMENT_NUMBER when the number is not one that its type can have.
    """
    try:
        kind = DocumentType(type_text)
    except ValueError:
        raise _unsupported() from None
    text = number_text.upper() if number_text.isascii() else ""
    if _RESIDENCE_PERMIT.fullmatch(text) or (kind is DocumentType.PASSPORT and _OTHER_PASSPORT.fullmatch(text)):
        raise _unsupported()
    number = _canonical(kind, text, today)
    if number is None:
        raise FieldsRefused(
            {"document.number": f"not a number that a {kind.value} can have"}, ErrorCode.INVALID_DOCUMENT_NUMBER
        )
    return Document(kind, DocumentNumber(number))


def born_on(document: Document) -> date | None:
    """The date of birth that a resident ID's number tells (GB 11643); None for a document whose number tells none."""
    number = document.number.reveal()
    if document.type is not DocumentType.RESIDENT_ID:
        return None
    return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))


def person_key_text(document: Document) -> bytes:
    """What a person id is the keyed hash of: the same bytes for the same document for all time."""
    return f"{document.type.value}:{document.number.reveal()}".encode("ascii")


def name(text: str) -> Name:
    """The name in canonical form: composed (NFC), without outer spaces, with one kind of dot, hyphen and apostrophe.

    Raises FieldsRefused for anything but 2 to 50 Han or Latin letters with single separators between them.
    """
    canonical = unicodedata.normalize("NFC", text.strip(" \u3000")).translate(_LOOK_ALIKES)
    if len(canonical) not in _NAME_LENGTHS:
        raise FieldsRefused({"name": "must have 2 to 50 characters"})
    if not _NAME.fullmatch(canonical):
        raise FieldsRefused({"name": "may hold Chinese or Latin letters, with single ·, space, - or ' between them"})
    return Name(canonical)


def masked_name(name: Name) -> str:
    """The name as staff may see it at a checkpoint: 张* or 欧*华; at most 20 characters."""
    text = name.reveal()
    middle = text[1:-1]
    if not middle:
        return text[:1] + "*"
    return text[0] + "*" * min(len(middle), _MASK_LIMIT - 2) + text[-1]


def phone(text: str) -> Phone:
    """The number in E.164 form: a mainland mobile, with or without +86, or +852 or +853 with eight digits.

    Raises FieldsRefused for any other text.
    """
    found = _PHONE.fullmatch(text)
    if not found:
        raise FieldsRefused({"phone": "must be a mainland mobile number, or +852 or +853 with 8 digits"})
    mainland, hk_macao = found.groups()
    return Phone(hk_macao or f"+86{mainland}")


def masked_phone(phone: Phone) -> str:
    """The number as it is shown: `138****1234` for a mainland one, `+852 ****1234` for one of another area."""
    text = phone.reveal()
    national = text.removeprefix(_MAINLAND)
    start = national[:3] if national != text else f"{text[:4]} "
    return f"{start}****{text[-4:]}"


def masked_number(number: DocumentNumber) -> DocumentNumber:
    """The number without its middle: its first character and its last quarter, as `4*************123X`."""
    text = number.reveal()
    kept = len(text) // 4
    return DocumentNumber(text[0] + "*" * (len(text) - 1 - kept) + text[-kept:])


def face(base64_text: str) -> Face:
    """The JPEG or PNG image behind `base64_text`.

    Raises FieldsRefused when it is not canonical base64 (RFC 4648 §4), not such an image, or above FACE_LIMIT_BYTES.
    """
    if len(base64_text) > (FACE_LIMIT_BYTES + 2) // 3 * 4:
        raise _face_refused("is larger than 360 KiB")
    try:
        image = b64decode(base64_text, validate=True)
    except ValueError:
        raise _face_refused("is not base64") from None
    # The decoder forgives stray bits after the last byte; writing it again does not.
    if b64encode(image).decode("ascii") != base64_text:
        raise _face_refused("is not base64")
    if not image.startswith((_JPEG, _PNG)):
        raise _face_refused("must be a JPEG or PNG image")
    return Face(image)


def _canonical(kind: DocumentType, text: str, today: date) -> str | None:
    match kind:
        case DocumentType.RESIDENT_ID:
            return _resident_id(text, today)
        case DocumentType.PASSPORT:
            return text if _ORDINARY_PASSPORT.fullmatch(text) else None
        case DocumentType.HK_MACAO_PERMIT:
            permit = _HK_MACAO_PERMIT.fullmatch(text)
            return permit[1] if permit else None


def _resident_id(text: str, today: date) -> str | None:
    found = _RESIDENT_ID.fullmatch(text)
    if not found or int(found[1]) not in PROVINCES or not mod_11_2.is_valid(text):
        return None
    try:
        born_on = date.fromisoformat(f"{found[2][:4]}-{found[2][4:6]}-{found[2][6:]}")
    except ValueError:
        return None
    return text if born_on <= today else None


def _unsupported() -> DomainError:
    return DomainError(ErrorCode.UNSUPPORTED_DOCUMENT, {"accepted": [each.value for each in DocumentType]})


def _face_refused(what: str) -> FieldsRefused:
    return FieldsRefused({"face": what})
