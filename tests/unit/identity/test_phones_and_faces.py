"""Phone numbers and face images as they enter (M1, M4)."""

from base64 import b64encode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.identity import rules
from shared.kernel.errors import FieldsRefused
from shared.kernel.pii import Face, Phone
from tests.look_alikes import full_width

JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF"
PNG = b"\x89PNG\r\n\x1a\n\x00"
LIMIT = 360 * 1024


def text(image: bytes) -> str:
    return b64encode(image).decode()


@pytest.mark.parametrize(
    ("entered", "canonical"),
    [
        ("13800000000", "+8613800000000"),
        ("+8613800000000", "+8613800000000"),
        ("19999999999", "+8619999999999"),
        ("+85291234567", "+85291234567"),
        ("+85366123456", "+85366123456"),
    ],
)
def test_a_phone_number_of_the_mainland_hong_kong_or_macao_gets_its_international_form(
    entered: str, canonical: str
) -> None:
    assert rules.phone(entered) == Phone(canonical)


@pytest.mark.parametrize(
    "entered",
    [
        "",
        "12800000000",
        "1380000000",
        "138000000000",
        "8613800000000",
        "008613800000000",
        "+86 13800000000",
        "91234567",
        "+8529123456",
        "+852912345678",
        "+85491234567",
        "+886912345678",
        "+14155550100",
        full_width("13800000000"),
        "13800000000\n",
        "13800000000#",
        "020-12345678",
        "1380000000O",
        "+",
        "٠١٣٨٠٠٠٠٠٠٠",
    ],
)
def test_any_other_phone_number_is_refused_without_being_repeated(entered: str) -> None:
    with pytest.raises(FieldsRefused) as caught:
        rules.phone(entered)

    assert caught.value.facts == {
        "errors": [{"field": "phone", "problem": "must be a mainland mobile number, or +852 or +853 with 8 digits"}]
    }


@pytest.mark.parametrize("image", [JPEG, PNG, JPEG + b"\0" * (LIMIT - len(JPEG))])
def test_a_jpeg_or_png_of_up_to_360_kib_is_a_face(image: bytes) -> None:
    assert rules.face(text(image)) == Face(image)


@pytest.mark.parametrize(
    ("entered", "problem"),
    [
        ("", "must be a JPEG or PNG image"),
        (text(b"GIF89a.."), "must be a JPEG or PNG image"),
        (text(b"%PDF-1.7"), "must be a JPEG or PNG image"),
        (text(b"<svg/>"), "must be a JPEG or PNG image"),
        (text(b"\xff\xd8"), "must be a JPEG or PNG image"),
        ("data:image/png;base64," + text(PNG), "is not base64"),
        (text(PNG) + "\n", "is not base64"),
        (text(PNG)[:8] + "\n" + text(PNG)[8:], "is not base64"),
        (text(JPEG).rstrip("="), "is not base64"),
        (text(b"\xff\xd8\xff" + b"\xfb\xef").replace("+", "-").replace("/", "_"), "is not base64"),
        ("iVBORw0KGgp=", "is not base64"),
        (text(PNG) + "====", "is not base64"),
        ("图" * 8, "is not base64"),
        (text(JPEG + b"\0" * (LIMIT - len(JPEG) + 1)), "is larger than 360 KiB"),
        ("A" * 1_000_000, "is larger than 360 KiB"),
    ],
)
def test_anything_else_is_no_face(entered: str, problem: str) -> None:
    with pytest.raises(FieldsRefused) as caught:
        rules.face(entered)

    assert caught.value.facts == {"errors": [{"field": "face", "problem": problem}]}
    assert caught.value.__cause__ is None


@settings(deadline=None)
@given(st.sampled_from([JPEG, PNG]), st.binary(max_size=200))
def test_a_face_is_the_very_bytes_that_were_sent(magic: bytes, rest: bytes) -> None:
    assert rules.face(text(magic + rest)).reveal() == magic + rest


@settings(deadline=None)
@given(st.text() | st.from_regex(r"\+?[0-9]{8,14}", fullmatch=True))
def test_any_text_is_a_phone_number_or_refused(entered: str) -> None:
    try:
        taken = rules.phone(entered).reveal()
    except FieldsRefused:
        return
    assert taken.endswith(entered)
    assert taken[:4] in {"+852", "+853"} or taken[:4] == "+861"


@settings(deadline=None)
@given(st.text())
def test_any_text_is_an_image_or_refused(entered: str) -> None:
    try:
        taken = rules.face(entered).reveal()
    except FieldsRefused:
        return
    assert taken.startswith((JPEG[:3], PNG[:8]))


@pytest.mark.parametrize(
    ("phone", "shown"),
    [("+8613812341234", "138****1234"), ("+85291234567", "+852 ****4567"), ("+85366123456", "+853 ****3456")],
)
def test_the_middle_of_a_phone_is_hidden(phone: str, shown: str) -> None:
    assert rules.masked_phone(Phone(phone)) == shown
