"""What anyone may open without a token: release guides, and the pages behind codes and posters; no data is read."""

from dataclasses import asdict, dataclass

from functions.public.document import CSP
from functions.public.entry_page import entry_page
from functions.public.page import code_page
from shared.aws.http import Audience, LambdaHandler, Request, Response, Route, edge
from shared.checkpoints.entry import place_behind
from shared.kernel.errors import DomainError, ErrorCode
from shared.kernel.signals import Signals
from shared.risk.guides import release_guide
from shared.risk.model import Category

_HTML = "text/html; charset=utf-8"
GUIDES = Route(
    "GET",
    "/v1/release-guides",
    Audience.ANYONE,
    "How red ends, for every category",
    serves="M9",
    answer="ReleaseGuidesBody",
)
GUIDE = Route(
    "GET",
    "/v1/release-guides/{category}",
    Audience.ANYONE,
    "How red of one category ends",
    serves="M9",
    answer="ReleaseGuideBody",
    errors=(ErrorCode.NOT_FOUND,),
)
CODE_PAGE = Route(
    "GET",
    "/C/{digits}",
    Audience.ANYONE,
    "What an ordinary phone camera opens: says what the code is, shows no person and no colour",
    serves="M12 M23",
    media_type=_HTML,
    errors=(ErrorCode.NOT_FOUND,),
)
ENTRY = Route(
    "GET",
    "/E",
    Audience.ANYONE,
    "What a poster opens: says what the service is, and how to register and show a code",
    serves="M23",
    media_type=_HTML,
)
CHECKPOINT_ENTRY = Route(
    "GET",
    "/E/{checkpoint}",
    Audience.ANYONE,
    "What the poster of a checkpoint opens: the same, with the place that the checkpoint's id tells",
    serves="M23 M24",
    media_type=_HTML,
    errors=(ErrorCode.NOT_FOUND,),
)
ROUTES = (GUIDES, GUIDE, CODE_PAGE, ENTRY, CHECKPOINT_ENTRY)


@dataclass(frozen=True, slots=True)
class Settings:
    """Nothing: these routes depend on no resource, so they answer when everything else is down."""


def build(signals: Signals) -> LambdaHandler:
    """The handler of the public routes."""

    def guides(request: Request) -> Response:
        return Response({"guides": [asdict(release_guide(category, request.language)) for category in Category]})

    def guide(request: Request) -> Response:
        try:
            category = Category(request.path["category"])
        except ValueError:
            raise DomainError(ErrorCode.NOT_FOUND) from None
        return Response(asdict(release_guide(category, request.language)))

    def page(request: Request) -> Response:
        # The digits are not looked at: whoever photographs a code learns nothing about its holder.
        return _page(code_page(request.language))

    def entry(request: Request) -> Response:
        return _page(entry_page(request.language))

    def checkpoint_entry(request: Request) -> Response:
        return _page(entry_page(request.language, place_behind(request.path["checkpoint"])))

    handlers = {
        GUIDES.key: guides,
        GUIDE.key: guide,
        CODE_PAGE.key: page,
        ENTRY.key: entry,
        CHECKPOINT_ENTRY.key: checkpoint_entry,
    }
    return edge(ROUTES, handlers, signals)


def _page(html: str) -> Response:
    return Response(html, media_type=_HTML, headers={"content-security-policy": CSP})
