"""The sheet that administrators open: what was declared and nothing that a spreadsheet would run."""

import csv
import gzip
import io
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.organisations import words
from functions.organisations.sheet import PLAIN_LIMIT_BYTES, encoded, sheet
from shared.declarations.model import Contact, ContactKind, Content, Isolation, IsolationKind, Stay, Symptom
from shared.organisations.model import Declared, MemberOnDay
from tests.region import START

WELL = Content(None, (), (), (), Isolation(IsolationKind.NONE), None)
ILL = Content(
    373,
    (Symptom.FEVER, Symptom.COUGH),
    (Stay("420100", date(2020, 4, 1), date(2020, 4, 3)), Stay("110101", date(2020, 4, 5), date(2020, 4, 5))),
    (Contact(ContactKind.CONFIRMED_CASE, date(2020, 4, 2)),),
    Isolation(IsolationKind.HOME, date(2020, 4, 6)),
    "已向社区报备",
)


def line(content: Content | None = WELL, *, name: str = "张*明", number: str | None = "A-1") -> MemberOnDay:
    return MemberOnDay("m" * 16, name, number, left=False, declared=Declared(START, content) if content else None)


def rows(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))


def test_a_sheet_is_taken_for_utf_8_and_has_one_line_a_member() -> None:
    text = sheet([line(ILL), line(None)], "zh-CN")

    assert text.startswith("\ufeff成员标识,姓名,编号,")
    assert rows(text)[1:] == [
        [
            *("m" * 16, "张*明", "A-1", "否", "是", "2020-04-07 15:46:53", "37.3"),
            "发热; 咳嗽",
            "420100 湖北省武汉市 2020-04-01 ~ 2020-04-03; 110101 北京市 2020-04-05 ~ 2020-04-05",
            "确诊病例 2020-04-02",
            "居家隔离 2020-04-06 ~",
            "已向社区报备",
        ],
        ["m" * 16, "张*明", "A-1", "否", "否", *[""] * 7],
    ]


def test_a_sheet_in_english_says_the_same() -> None:
    head, first = rows(sheet([line(ILL)], "en"))

    assert head[:5] == ["Member", "Name", "Number", "Left", "Declared"]
    assert first[3:] == [
        *("no", "yes", "2020-04-07 15:46:53", "37.3", "fever; cough"),
        "420100 Hubei 2020-04-01 ~ 2020-04-03; 110101 Beijing 2020-04-05 ~ 2020-04-05",
        *("confirmed case 2020-04-02", "at home 2020-04-06 ~", "已向社区报备"),
    ]


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_every_line_is_as_long_as_the_heading(language: str) -> None:
    assert {len(row) for row in rows(sheet([line(ILL), line(WELL), line(None)], language))} == {12}


def test_every_word_of_the_closed_lists_is_said_in_both_languages_and_none_means_two() -> None:
    every = [*Symptom, *ContactKind, *IsolationKind]

    assert len({each.value for each in every}) == len(every) == len(words._WORDS)
    for language in ("zh-CN", "en"):
        assert len({words.word(each, language) for each in every}) == len(every)


FORMULAS = [
    *("=1+1", "=cmd|' /C calc'!A0", "+1", "-1+1", "@SUM(1)", "\t=1", "\r=1", "\n=1"),
    *("＝1+1", "＋1", "－1", "＠SUM(1)", "-", "="),
]


@pytest.mark.parametrize("text", FORMULAS)
def test_a_cell_that_could_be_a_formula_is_text(text: str) -> None:
    text_of = rows(sheet([line(Content(None, (), (), (), WELL.isolation, text), name=text, number=text)], "en"))[1]

    assert (text_of[1], text_of[2], text_of[-1]) == (f"'{text}",) * 3


@pytest.mark.parametrize("text", ["'=1", "1=1", "A-1", "有=号", '"=1"', " =1"])
def test_a_cell_that_is_none_stays_as_it_is(text: str) -> None:
    assert rows(sheet([line(WELL, number=text)], "en"))[1][2] == text


@given(st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=8), min_size=1))
def test_no_text_starts_a_formula_or_a_cell_or_a_line_of_its_own(texts: list[str]) -> None:
    members = [line(Content(None, (), (), (), WELL.isolation, text), name=text, number=text) for text in texts]

    found = list(csv.reader(io.StringIO(sheet(members, "zh-CN").removeprefix("\ufeff"), newline="")))

    assert len(found) == len(texts) + 1
    for row, text in zip(found[1:], texts, strict=True):
        assert len(row) == 12
        assert row[2] in (text, f"'{text}")
        assert not any(cell.startswith(tuple("=+-@\t\r\n＝＋－＠")) for cell in row)


def test_a_small_sheet_is_sent_as_the_client_takes_it() -> None:
    text = sheet([line(ILL)], "zh-CN")

    plain, about = encoded(text, "")
    small, about_small = encoded(text, "br, GZIP")

    assert (plain, about) == (text, {"vary": "accept-encoding"})
    assert isinstance(small, bytes)
    assert gzip.decompress(small).decode() == text
    assert about_small == {"vary": "accept-encoding", "content-encoding": "gzip"}


@pytest.mark.parametrize(("more", "compressed"), [(0, False), (1, True)])
def test_a_large_sheet_is_compressed_whoever_asks(more: int, compressed: bool) -> None:
    text = "x" * (PLAIN_LIMIT_BYTES + more)

    content, about = encoded(text, "identity")

    assert isinstance(content, bytes) is ("content-encoding" in about) is compressed
