"""What anyone may open without a token: release guides, and the page behind the QR. No data is read here."""

from dataclasses import asdict, dataclass

from functions.public.page import code_page
from shared.aws.http import Audience, LambdaHandler, Request, Response, Route, edge
from shared.kernel.errors import DomainError, ErrorCode
from shared.kernel.signals import Signals
from shared.risk.guides import release_guide
from shared.risk.model import Category

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
    media_type="text/html; charset=utf-8",
    errors=(ErrorCode.NOT_FOUND,),
)
ROUTES = (GUIDES, GUIDE, CODE_PAGE)


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
        return Response(
            code_page(request.language),
            media_type=CODE_PAGE.media_type,
            headers={"content-security-policy": "default-src 'none'; style-src 'unsafe-inline'"},
        )

    return edge(ROUTES, {GUIDES.key: guides, GUIDE.key: guide, CODE_PAGE.key: page}, signals)
