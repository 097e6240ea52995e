"""The page behind a notice's QR: one for each finding, in two languages, and harmless whatever the notice says."""

from dataclasses import replace
from datetime import date

import pytest

from functions.notices.page import verification_page
from shared.notices.service import Finding, Verification
from tests.unit.notices.sample_notice import NOTICE

ISSUED = date(2020, 4, 7)
GENUINE = Verification(Finding.GENUINE, NOTICE, ISSUED)
FALSE = (Finding.UNKNOWN, Finding.NOT_GENUINE)
LINES = ("ABCD-2345-EFGH-67IJ", "张*明", "区人民医院", "集中医学观察点3号楼", "2020-03-24 - 2020-04-07", "2021-04-07")


@pytest.mark.parametrize(("language", "heading"), [("zh-CN", "真实有效的告知书"), ("en", "This notice is genuine")])
def test_a_genuine_notice_is_shown_line_by_line(language: str, heading: str) -> None:
    page = verification_page(GENUINE, language)

    assert f"<h1>{heading}</h1>" in page
    assert f'<html lang="{language}">' in page
    assert all(f"<dd>{line}</dd>" in page for line in LINES)


def test_a_genuine_notice_shows_no_id_of_its_person_and_no_officer() -> None:
    page = verification_page(GENUINE, "en")

    assert not [text for text in (NOTICE.person_id, NOTICE.officer, NOTICE.lifted[0]) if text in page]


@pytest.mark.parametrize("finding", FALSE)
@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_what_is_not_genuine_says_so_and_shows_nothing(finding: Finding, language: str) -> None:
    page = verification_page(Verification(finding), language)

    assert {"zh-CN": "不是真实的告知书", "en": "This notice is not genuine"}[language] in page
    assert "<dl>" not in page


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_what_is_no_longer_kept_says_when_it_was_issued_and_no_more(language: str) -> None:
    page = verification_page(Verification(Finding.NO_LONGER_KEPT, issued_on=ISSUED), language)

    assert "2020-04-07" in page
    assert "<dl>" not in page


def test_a_notice_cannot_break_out_of_the_page() -> None:
    evil = replace(NOTICE, masked_name="<script>x</script>", observation=replace(NOTICE.observation, place='"&<b>'))
    page = verification_page(replace(GENUINE, notice=evil), "en")

    assert "<dd>&lt;script&gt;x&lt;/script&gt;</dd>" in page
    assert "<dd>&quot;&amp;&lt;b&gt;</dd>" in page
