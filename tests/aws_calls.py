"""What a region asks of AWS: listed, made to fail, or overtaken, through the event hooks of its own clients."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import ClientError, EndpointConnectionError, ReadTimeoutError

from tests.region import Region

Hook = Callable[..., None]


@dataclass(frozen=True)
class Call:
    """One call as the SDK was asked for it, however often it then tried."""

    operation: str
    parameters: dict[str, Any]


def server_fault(operation: str) -> ClientError:
    return _fault("InternalServerError", 500, operation)


def throttled(operation: str) -> ClientError:
    return _fault("ThrottlingException", 400, operation)


def unreachable(operation: str) -> EndpointConnectionError:
    return EndpointConnectionError(endpoint_url=f"https://{operation}.internal.example")


def unanswered(operation: str) -> ReadTimeoutError:
    return ReadTimeoutError(endpoint_url=f"https://{operation}.internal.example")


def _fault(code: str, status: int, operation: str) -> ClientError:
    message = "arn:aws:dynamodb:ap-east-1:123456789012:table/core is not well"
    return ClientError({"Error": {"Code": code, "Message": message}, "ResponseMetadata": _metadata(status)}, operation)


def _metadata(status: int) -> Any:
    return {"HTTPStatusCode": status, "RequestId": "SECRET-OF-THE-INSIDE"}


@contextmanager
def listed(region: Region) -> Iterator[list[Call]]:
    """The calls made in the block, in order."""
    calls: list[Call] = []

    def note(params: dict[str, Any], model: Any, **_: Any) -> None:
        calls.append(Call(model.name, dict(params)))

    with _hooked(region, "provide-client-params", note):
        yield calls


@contextmanager
def failing(region: Region, number: int, fault: Callable[[str], Exception], *, applied: bool = False) -> Iterator[None]:
    """Call `number` of the block, from 0, ends in `fault`: before it is sent, or with `applied` after it worked."""
    sent = 0

    def fail(model: Any, **_: Any) -> None:
        nonlocal sent
        sent += 1
        if sent == number + 1:
            raise fault(model.name)

    with _hooked(region, "after-call" if applied else "before-call", fail):
        yield


@contextmanager
def overtaken(region: Region, operation: str, act: Callable[[], object], times: int = 1) -> Iterator[None]:
    """Run `act` just before each of the first `times` calls of `operation`, when all that it rests on has been read."""
    left, acting = times, False

    def overtake(model: Any, **_: Any) -> None:
        nonlocal left, acting
        if model.name != operation or acting or not left:
            return
        left, acting = left - 1, True
        try:
            act()
        finally:
            acting = False

    with _hooked(region, "before-call", overtake):
        yield
    assert not left, f"{operation} was not called often enough to be overtaken"


@contextmanager
def _hooked(region: Region, event: str, hook: Hook) -> Iterator[None]:
    # Signing a form or a link asks the client for parameters too, and sends nothing.
    sending = () if event == "provide-client-params" else (region.bucket.client,)
    emitters = [client.meta.events for client in (region.core.client, region.kms, *sending)]
    for emitter in emitters:
        emitter.register(event, hook)
    try:
        yield
    finally:
        for emitter in emitters:
            emitter.unregister(event, hook)
