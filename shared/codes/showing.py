"""A code with its status as pictures: the card to show and the sheet to print (M3, M7, M9, M12)."""

from datetime import datetime

from shared.codes import card, sheet
from shared.codes.model import Code
from shared.codes.service import CodeView
from shared.kernel.clock import REGION_TIME, day_of
from shared.risk.guides import release_guide
from shared.risk.model import Colour


def card_svg(view: CodeView, language: str) -> str:
    """The card as SVG, with every reason under a red QR."""
    return card.card_svg(_card(view, language))


def card_png(view: CodeView) -> bytes:
    """The card as PNG; its reasons are in English, since a Lambda has no Chinese typeface to draw with."""
    return card.card_png(_card(view, "en"))


def sheet_svg(view: CodeView) -> str:
    """The sheet as SVG; it shows no status, since paper cannot follow one."""
    return code_sheet(view.code, view.as_of)


def code_sheet(code: Code, printed_at: datetime) -> str:
    """The same for a code whose colour nobody has asked for."""
    printed_on = day_of(printed_at).isoformat()
    return sheet.sheet_svg(sheet.Sheet(code.payload, code.masked_name, printed_on, code.unconfirmed))


def _card(view: CodeView, language: str) -> card.Card:
    return card.Card(
        payload=view.code.payload,
        red=view.status.colour is Colour.RED,
        name=view.code.masked_name,
        # Two holds of one category say the same to whoever looks at the card; the code's own view has them all.
        tags=tuple(dict.fromkeys(release_guide(hold.category, language).name for hold in view.status.because)),
        as_of=view.as_of.astimezone(REGION_TIME).strftime("%Y-%m-%d %H:%M"),
        language=language,
    )
