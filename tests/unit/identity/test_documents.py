"""The three documents and their numbers (M2)."""

from dataclasses import fields
from datetime import date, timedelta

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from stdnum.iso7064 import mod_11_2

from shared.identity import rules
from shared.identity.model import Document, DocumentType
from shared.kernel.errors import DomainError, ErrorCode
from shared.kernel.pii import DocumentNumber
from tests.builders import resident_id
from tests.look_alikes import full_width

TODAY = date(2020, 4, 7)
THREE = ["RESIDENT_ID", "PASSPORT", "HK_MACAO_PERMIT"]


def canonical(kind: str, number: str) -> str:
    return rules.document(kind, number, TODAY).number.reveal()


def refusal(kind: str, number: str, today: date = TODAY) -> DomainError:
    with pytest.raises(DomainError) as caught:
        rules.document(kind, number, today)
    return caught.value


def with_check(body: str) -> str:
    return body + mod_11_2.calc_check_digit(body)


@st.composite
def resident_ids(draw: st.DrawFn) -> str:
    province = draw(st.sampled_from(sorted(rules.PROVINCES)))
    county = draw(st.integers(101, 9999))
    born = draw(st.dates(date(1900, 1, 1), TODAY))
    return with_check(f"{province}{county:04}{born:%Y%m%d}{draw(st.integers(0, 999)):03}")


@pytest.mark.parametrize(
    "kind",
    [
        "FOREIGN_PASSPORT",
        "TAIWAN_PERMIT",
        "OFFICIAL_PASSPORT",
        "DRIVING_LICENCE",
        "",
        "resident_id",
        "PASSPORT ",
        "\0",
        "护照",
    ],
)
def test_any_document_but_the_three_is_refused_by_naming_the_three(kind: str) -> None:
    """M2."""
    refused = refusal(kind, "E12345678")

    assert refused.code is ErrorCode.UNSUPPORTED_DOCUMENT
    assert refused.facts == {"accepted": THREE}


def test_exactly_three_documents_qualify() -> None:
    """M2."""
    assert [each.value for each in DocumentType] == THREE


@settings(deadline=None)
@given(resident_ids())
def test_a_resident_id_is_taken_as_it_is(number: str) -> None:
    assert rules.document("RESIDENT_ID", number, TODAY) == Document(DocumentType.RESIDENT_ID, DocumentNumber(number))


def test_a_lower_case_x_becomes_the_upper_case_one() -> None:
    number = next(each for serial in range(100) if (each := resident_id(serial)).endswith("X"))

    assert canonical("RESIDENT_ID", number.lower()) == number


@settings(deadline=None)
@given(resident_ids(), st.integers(0, 17), st.sampled_from("0123456789X"))
def test_every_single_mistyped_character_of_a_resident_id_is_found(number: str, at: int, other: str) -> None:
    assume(number[at] != other)

    # A residence permit is what 810000 with a wrong digit could become; it is refused by another name.
    assert refusal("RESIDENT_ID", number[:at] + other + number[at + 1 :]).code in {
        ErrorCode.INVALID_DOCUMENT_NUMBER,
        ErrorCode.UNSUPPORTED_DOCUMENT,
    }


@settings(deadline=None)
@given(resident_ids(), st.integers(0, 16))
def test_every_swapped_pair_of_neighbours_in_a_resident_id_is_found(number: str, at: int) -> None:
    assume(number[at] != number[at + 1])

    refusal("RESIDENT_ID", number[:at] + number[at + 1] + number[at] + number[at + 2 :])


@settings(deadline=None)
@given(st.integers(0, 99), st.integers(101, 9999))
def test_only_the_34_provinces_open_a_resident_id(province: int, county: int) -> None:
    number = with_check(f"{province:02}{county:04}19800229001")

    if province in rules.PROVINCES:
        assert canonical("RESIDENT_ID", number) == number
    else:
        assert refusal("RESIDENT_ID", number).code is ErrorCode.INVALID_DOCUMENT_NUMBER


def test_there_are_34_provinces() -> None:
    assert len(rules.PROVINCES) == 34


@pytest.mark.parametrize(
    "day", ["19810229", "20000230", "20010431", "20011301", "20010001", "20010100", "20010132", "18991231", "21000101"]
)
def test_a_birthday_that_no_calendar_has_is_refused(day: str) -> None:
    assert refusal("RESIDENT_ID", with_check(f"440106{day}001")).code is ErrorCode.INVALID_DOCUMENT_NUMBER


@pytest.mark.parametrize("day", ["19000101", "19800229", "20000229", "19991231"])
def test_the_edges_of_the_calendar_are_taken(day: str) -> None:
    assert canonical("RESIDENT_ID", with_check(f"440106{day}001"))


def test_a_child_born_today_has_a_number_and_one_born_tomorrow_has_none() -> None:
    """M3."""
    assert canonical("RESIDENT_ID", resident_id(born=TODAY))
    assert refusal("RESIDENT_ID", resident_id(born=TODAY + timedelta(days=1))).code is ErrorCode.INVALID_DOCUMENT_NUMBER


@pytest.mark.parametrize(
    "number",
    [
        "",
        "440106800229001",  # 15 digits: the first generation
        resident_id()[:-1],
        resident_id() + "0",
        " " + resident_id(),
        resident_id() + "\n",
        full_width(resident_id()),
        resident_id()[:-1] + "\u2169",
        resident_id().replace("0", "O"),
        resident_id()[:6] + "-" + resident_id()[7:],
        resident_id() + "#",
        "' OR 1=1 --",
        "🪪" * 18,
        "4401061980022900\x001",
        "٤٤٠١٠٦١٩٨٠٠٢٢٩٠٠١٠",
        "X" * 18,
        "4" * 1_000_000,
    ],
)
@pytest.mark.parametrize("kind", THREE)
def test_what_is_no_number_at_all_is_refused_without_being_repeated(kind: str, number: str) -> None:
    refused = refusal(kind, number)

    assert refused.code is ErrorCode.INVALID_DOCUMENT_NUMBER
    assert refused.facts == {
        "errors": [{"field": "document.number", "problem": f"not a number that a {kind} can have"}]
    }


@settings(deadline=None)
@given(st.sampled_from(THREE), st.text() | st.from_regex(r"[A-Z]{0,2}[0-9]{7,18}", fullmatch=True))
def test_a_refusal_says_the_same_whatever_was_entered(kind: str, text: str) -> None:
    invalid, unsupported = refusal(kind, "?"), refusal("?", text)
    try:
        rules.document(kind, text, TODAY)
    except DomainError as refused:
        expected = invalid if refused.code is ErrorCode.INVALID_DOCUMENT_NUMBER else unsupported
        said = (str(refused), refused.facts)
    else:
        return
    assert said == (str(expected), expected.facts)


@pytest.mark.parametrize("area", ["810000", "820000", "830000"])
def test_the_residence_permit_of_hong_kong_macao_and_taiwan_residents_is_refused_by_naming_the_three(area: str) -> None:
    """M2: it is built like a resident ID number and is none of the three documents."""
    assert refusal("RESIDENT_ID", with_check(f"{area}19800229001")).code is ErrorCode.UNSUPPORTED_DOCUMENT


@pytest.mark.parametrize(
    "number",
    [
        "E12345678",
        "E00000000",
        "EA1234567",
        "EH1234567",
        "EJ1234567",
        "EN1234567",
        "EP1234567",
        "EZ9999999",
        "G12345678",
        "141234567",
        "151234567",
    ],
)
def test_an_ordinary_passport_of_each_series_is_taken(number: str) -> None:
    """M2."""
    assert canonical("PASSPORT", number) == number
    assert canonical("PASSPORT", number.lower()) == number


@pytest.mark.parametrize(
    "number",
    [
        "EI1234567",
        "EO1234567",
        "E1234567",
        "E123456789",
        "EE12345678",
        "G1234567",
        "GA1234567",
        "161234567",
        "14123456",
        "131234567",
        "1412345678",
        "F12345678",
        "E1234567" + full_width("8"),
        "E 12345678",
        "312345678",
        "AB1234567",
        full_width("E") + "12345678",
        "\u017fE1234567",  # a long s, whose upper-case form is an ASCII letter
    ],
)
def test_a_number_of_no_ordinary_passport_is_refused(number: str) -> None:
    assert refusal("PASSPORT", number).code is ErrorCode.INVALID_DOCUMENT_NUMBER


@pytest.mark.parametrize(
    "number",
    [
        "DE1234567",
        "SE1234567",
        "PE1234567",
        "P1234567",
        "P.1234567",
        "S12345678",
        "K12345678",
        "H12345678",
        "KJ1234567",
        "MA1234567",
        "MB1234567",
    ],
)
def test_an_official_passport_and_one_of_hong_kong_or_macao_is_refused_by_naming_the_three(number: str) -> None:
    """M2: only the ordinary passport (普通护照) qualifies."""
    refused = refusal("PASSPORT", number)

    assert refused.code is ErrorCode.UNSUPPORTED_DOCUMENT
    assert refused.facts == {"accepted": THREE}


@pytest.mark.parametrize("printed", ["H01234567", "H0123456700", "H0123456701", "H0123456799", "h01234567"])
def test_a_permit_is_known_by_its_first_nine_characters_through_all_renewals(printed: str) -> None:
    """M2."""
    assert canonical("HK_MACAO_PERMIT", printed) == "H01234567"


def test_a_permit_of_hong_kong_and_one_of_macao_with_the_same_digits_are_two() -> None:
    assert canonical("HK_MACAO_PERMIT", "M01234567") != canonical("HK_MACAO_PERMIT", "H01234567")


@pytest.mark.parametrize(
    "number",
    [
        "H0123456",
        "H012345678",
        "H012345678901",
        "T01234567",
        "01234567",
        "HA1234567",
        "H01234567A0",
        full_width("H01234567"),
    ],
)
def test_a_number_of_no_permit_is_refused(number: str) -> None:
    assert refusal("HK_MACAO_PERMIT", number).code is ErrorCode.INVALID_DOCUMENT_NUMBER


@pytest.mark.parametrize(
    ("kind", "number", "key"),
    [
        ("RESIDENT_ID", resident_id().lower(), f"RESIDENT_ID:{resident_id()}"),
        ("PASSPORT", "e12345678", "PASSPORT:E12345678"),
        ("HK_MACAO_PERMIT", "H0123456702", "HK_MACAO_PERMIT:H01234567"),
    ],
)
def test_the_key_text_of_a_person_is_type_and_canonical_number(kind: str, number: str, key: str) -> None:
    """Person ids hang on these bytes: a change gives everybody a new one."""
    assert rules.person_key_text(rules.document(kind, number, TODAY)) == key.encode()


@settings(deadline=None)
@given(resident_ids(), resident_ids())
def test_two_documents_have_the_same_key_text_only_when_they_are_the_same(one: str, other: str) -> None:
    keys = {rules.person_key_text(rules.document("RESIDENT_ID", each, TODAY)) for each in (one, other)}

    assert len(keys) == len({one, other})


def test_a_document_shows_its_type_and_hides_its_number() -> None:
    shown = repr(rules.document("PASSPORT", "E12345678", TODAY))

    assert "PASSPORT" in shown
    assert "E12345678" not in shown
    assert [each.name for each in fields(Document)] == ["type", "number"]
