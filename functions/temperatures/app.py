"""A person's temperatures: listed, and never changed."""

from dataclasses import dataclass
from typing import NoReturn

from functions.temperatures.routes import CHANGES, LIST, ONE
from shared.aws.http import LambdaHandler, Request, Response, Tokens, edge
from shared.family.model import Acting
from shared.family.service import FamilyService
from shared.kernel.clock import iso
from shared.kernel.errors import DomainError, ErrorCode
from shared.kernel.paging import page_request
from shared.kernel.signals import Signals
from shared.temperatures.service import Reading, TemperatureService

ROUTES = (LIST, ONE, *CHANGES)


@dataclass(frozen=True, slots=True)
class Settings:
    core_table: str
    cursor_key: str
    resident_issuer: str


def build(settings: Settings, family: FamilyService, service: TemperatureService, signals: Signals) -> LambdaHandler:
    """The handler of a person's temperatures."""

    def acting(request: Request) -> Acting:
        return family.acting(request.actor.account, request.path["person"])

    def listed(request: Request) -> Response:
        page = service.page(acting(request), page_request(request.query))
        return Response({"temperatures": [_body(each) for each in page.items], "cursor": page.cursor})

    def one(request: Request) -> Response:
        return Response(_body(service.one(acting(request), request.path["temperature"])))

    def refuse(request: Request) -> NoReturn:
        # Whose temperature it would be is asked first: somebody else's person is not found here either.
        acting(request)
        raise DomainError(ErrorCode.TEMPERATURE_IS_FINAL)

    handlers = {LIST.key: listed, ONE.key: one} | {route.key: refuse for route in CHANGES}
    return edge(ROUTES, handlers, signals, Tokens(settings.resident_issuer))


def _body(reading: Reading) -> dict[str, object]:
    temperature = reading.temperature
    return {
        "temperature": temperature.entry_id,
        "celsius": temperature.tenths / 10,
        "fever": reading.fever,
        "current": reading.current,
        "measured_at": iso(temperature.measured_at),
        "checkpoint": temperature.checkpoint_id,
        "role": temperature.role.value,
    }
