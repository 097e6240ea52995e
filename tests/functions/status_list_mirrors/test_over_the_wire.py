"""One region's lists are asked for and answered over HTTP, by what both run in production but for AWS (M13, M22)."""

import json
import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from http.server import BaseHTTPRequestHandler

import pytest

from functions.status_list_mirrors.app import build
from functions.status_list_mirrors.services import LIMITS
from shared.aws.events import EventFailedError
from shared.codes.model import Claims, Outcome, status_index
from shared.federation.asking import PeerQuestions
from shared.federation.envelope import answer_as_jwt
from shared.federation.model import Answer, Question, Request
from shared.jws.compact import base64
from shared.kernel.federation_signals import PeerListsMirrored, PeerListsNotMirrored
from shared.kernel.signals import RequestFailed, Signal
from shared.mirrors.service import Mirroring
from shared.risk.model import Colour
from shared.statuslist.cwt import list_as_cwt
from shared.statuslist.jwt import list_as_jwt
from shared.statuslist.model import PACKED_BYTES, PLACES, Published
from shared.statuslist.rules import PERIOD
from tests.acts import assign, register
from tests.aws_calls import failing, server_fault
from tests.loopback import Loopback, answer, loopback
from tests.mirroring import OtherRegion, beside, own_entry, verdict_at_gate
from tests.peer_region import KEY_ID, NUMBER, recognise, sign
from tests.region import ISSUER, LONGEST_MIRRORING, Region, deployed_region
from tests.unit.statuslist.lists import ISSUED, signer, status_list


@pytest.fixture
def asked() -> Iterator[tuple[Region, OtherRegion, Loopback]]:
    """A region behind HTTP, and another one that recognises it and holds its contents of before the first red."""
    with deployed_region() as region, loopback() as server:
        register(region)
        region.clock.move(timedelta(minutes=2))
        region.status_lists.build()
        recognise(region)
        other = beside(region)
        other.trusts(replace(own_entry(region), service=server.url))
        before = region.published.published()
        assert before is not None
        other.files.of_peer(ISSUER).publish(Published(before.contents, ()), None)
        server.script = [lambda request: by_its_handler(region, server, request)]
        other.mirroring = Mirroring(
            core=other.core,
            files=other.files,
            asking=lambda peers: PeerQuestions(
                issuer=NUMBER,
                key_id=KEY_ID,
                sign=sign,
                peer=peers.get,
                clock=region.clock,
                random_bytes=random.Random(1).randbytes,
                limits=LIMITS,
            ),
            longest=LONGEST_MIRRORING,
            clock=region.clock,
            signals=other.signals.append,
        )
        yield region, other, server


def by_its_handler(region: Region, server: Loopback, request: BaseHTTPRequestHandler) -> None:
    said = region.call(f"POST {request.path}", body=json.loads(server.received[-1].body))
    answer(said.status, said.json)(request)


def test_a_colour_reaches_a_gate_of_the_region_that_asks(asked: tuple[Region, OtherRegion, Loopback]) -> None:
    region, other, server = asked
    (code,) = [item for item in region.items() if item["sk"] == "CODE"]
    claims = Claims(ISSUER, 1, int(region.clock().timestamp()), code["code_id"])
    assign(region)
    region.clock.move(PERIOD)
    region.status_lists.build()

    build(other.mirroring, other.signals.append)({"id": "event-1"}, None)

    assert other.signals == [PeerListsMirrored(str(ISSUER))]
    paths = ["/v1/federation/status-list-contents", "/v1/federation/status-list"]
    assert [each.path for each in server.received] == paths
    assert {"authorization", "cookie"} & set(server.received[0].headers) == set()
    verdict = verdict_at_gate(other, claims)
    assert (verdict.outcome, verdict.colour) == (Outcome.VALID, Colour.RED)
    assert status_index(claims.code_id) < 256 * PLACES


def test_a_region_that_is_not_recognised_gets_nothing(asked: tuple[Region, OtherRegion, Loopback]) -> None:
    region, other, _ = asked
    region.clock.move(timedelta(days=2))
    other.trusts(own_entry(region))
    other.trusts(replace(own_entry(region), service=asked[2].url))
    other.mirroring.mirror()
    assert other.signals == [PeerListsNotMirrored(str(ISSUER), "REFUSED")]


def test_a_run_that_meets_a_fault_of_ours_is_a_signal_and_tells_nothing(
    asked: tuple[Region, OtherRegion, Loopback],
) -> None:
    region, other, _ = asked
    signals: list[Signal] = []
    with failing(region, 0, server_fault), pytest.raises(EventFailedError, match=r"^ClientError$"):
        build(other.mirroring, signals.append)({"id": "event-2"}, None)
    assert signals == [RequestFailed("ClientError")]


def test_a_list_that_nothing_compresses_fits_into_an_answer() -> None:
    largest = status_list(packed=random.Random(1).randbytes(PACKED_BYTES))
    said = {"list": list_as_jwt(largest, signer()).decode(), "cwt": base64(list_as_cwt(largest, signer()))}
    request = Request(NUMBER, ISSUER, ISSUED, "0" * 32, Question.STATUS_LIST, {})
    text = answer_as_jwt(Answer(request, ISSUED, said), 1, sign)
    assert len(json.dumps({"answer": text})) < LIMITS.answer_limit_bytes
