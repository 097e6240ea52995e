"""The page that an ordinary phone camera opens when it reads a code."""

from functions.public.document import page

_CHINESE = (
    "zh-CN",
    "粤康码",
    "这是一张健康码",
    "请在检查点由工作人员或闸机扫描。本页不显示任何个人信息，也不显示颜色。",
    "健康码长期有效，可以截图或打印；颜色在扫码时查询。",
)
_ENGLISH = (
    "en",
    "Yuekang health code",
    "This is a health code",
    "Staff or a gate scan it at a checkpoint. This page shows nothing about its holder, and no colour.",
    "The code stays valid and may be kept as a screenshot or on paper; its colour is looked up when it is scanned.",
)


def code_page(language: str) -> str:
    """A whole HTML page in `en`, or in Chinese for any other language."""
    tag, title, heading, scan, keep = _ENGLISH if language == "en" else _CHINESE
    return page(tag, title, heading, f"<p>{scan}</p>\n<p>{keep}</p>")
