"""The page that an ordinary phone camera opens when it reads a release notice."""

from dataclasses import dataclass
from html import escape

from shared.kernel.clock import day_of
from shared.notices.model import ReleaseNotice
from shared.notices.service import Finding, Verification
from shared.notices.showing import TITLE, TITLE_ENGLISH, notice_number, period


@dataclass(frozen=True, slots=True)
class _Words:
    language: str
    title: str
    heading: dict[Finding, str]
    advice: dict[Finding, str]
    labels: tuple[str, ...]


_CHINESE = _Words(
    language="zh-CN",
    title=TITLE,
    heading={
        Finding.GENUINE: "真实有效的告知书",
        Finding.NO_LONGER_KEPT: "告知书已过保存期限",
        Finding.UNKNOWN: "不是真实的告知书",
        Finding.NOT_GENUINE: "不是真实的告知书",
    },
    advice={
        Finding.GENUINE: "请与出示的告知书逐项核对；不一致的，以本页为准。",
        Finding.NO_LONGER_KEPT: "该告知书于 {} 签发，签名有效；其内容已按保存期限删除，无法再核对。",
        Finding.UNKNOWN: "系统没有这份告知书，请勿采信。",
        Finding.NOT_GENUINE: "二维码内容不完整或被改动，请勿采信；也可重新扫描一次。",
    },
    labels=("编号", "姓名", "签发机构", "观察地点", "观察期", "签发日期", "保存至"),
)
_ENGLISH = _Words(
    language="en",
    title=TITLE_ENGLISH,
    heading={
        Finding.GENUINE: "This notice is genuine",
        Finding.NO_LONGER_KEPT: "This notice is no longer kept",
        Finding.UNKNOWN: "This notice is not genuine",
        Finding.NOT_GENUINE: "This notice is not genuine",
    },
    advice={
        Finding.GENUINE: "Compare each line with the notice you were shown. If they differ, this page is right.",
        Finding.NO_LONGER_KEPT: "It was issued on {} and its signature is valid. Its retention time is over, so that "
        "what it says can no longer be compared.",
        Finding.UNKNOWN: "There is no such notice. Do not rely on it.",
        Finding.NOT_GENUINE: "Its QR is damaged or was tampered with. Do not rely on it, or scan it once more.",
    },
    labels=("Number", "Name", "Institution", "Place", "Observed from, to", "Issued on", "Kept until"),
)


def verification_page(found: Verification, language: str) -> str:
    """A whole HTML page in `en`, or in Chinese for any other language."""
    words = _ENGLISH if language == "en" else _CHINESE
    issued_on = found.issued_on.isoformat() if found.issued_on else ""
    return f"""<!doctype html>
<html lang="{words.language}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>{words.title}</title>
<style>
  body {{ font: 1.125rem/1.6 system-ui, sans-serif; max-width: 32rem; margin: 4rem auto; padding: 0 1.5rem; }}
  h1 {{ font-size: 1.5rem; }}
  dt {{ color: #595959; }}
  dd {{ margin: 0 0 .75rem; overflow-wrap: anywhere; }}
</style>
<p>{words.title}</p>
<h1>{words.heading[found.finding]}</h1>
<p>{words.advice[found.finding].format(issued_on)}</p>
{_said(found.notice, words) if found.notice else ""}</html>
"""


def _said(notice: ReleaseNotice, words: _Words) -> str:
    values = (
        notice_number(notice),
        notice.masked_name,
        notice.observation.institution,
        notice.observation.place,
        period(notice),
        day_of(notice.issued_at).isoformat(),
        day_of(notice.kept_until).isoformat(),
    )
    rows = "".join(
        f"  <dt>{label}</dt><dd>{escape(value)}</dd>\n" for label, value in zip(words.labels, values, strict=True)
    )
    return f"<dl>\n{rows}</dl>\n"
