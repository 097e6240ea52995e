"""A code of another region at our gate: whatever that region does, no wrong colour, and nobody waits (M22)."""

import json
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

from shared.codes import token
from shared.codes.keyring import KeyRing
from shared.codes.model import Claims, IssuerKey, Outcome, status_index
from shared.codes.store import CodeStore
from shared.federation.asking import LIVE, PeerQuestions
from shared.federation.envelope import answer_as_jwt, request_from_jwt
from shared.federation.model import Answer as PeerAnswer
from shared.federation.model import Question, Reason, Request
from shared.jws.signature import Sign
from shared.kernel.clock import iso
from shared.kernel.errors import ErrorCode
from shared.kernel.federation_signals import ForeignCodeAnswered
from shared.kernel.ids import AccountId, CodeId
from shared.kernel.roles import StaffRole
from shared.risk.model import Colour
from shared.scans.foreign import SECONDS_FOR_LISTS, CodesOfPeers, MirroredLists
from shared.scans.model import Decision, Source
from shared.scans.service import Answer, ScanService
from shared.statuslist.model import LISTS, PACKED_BYTES, PLACES, CodeStatus, Contents, StatusList
from shared.trust.model import Peer, TrustedIssuer, TrustedKey
from shared.trust.store import TrustStore
from tests.acts import STATION, refused, register, staff
from tests.aws_calls import listed
from tests.loopback import Answer as Given
from tests.loopback import Loopback, answer, drip, hang_up, loopback
from tests.peer_region import CODE_ID, KEY_ID, NUMBER, code, recognise, sign
from tests.peer_servers import asked_of, by
from tests.region import ISSUER, SCAN_RETENTION, START, Region, deployed_region

CLAIMS = Claims(NUMBER, KEY_ID, int(START.timestamp()), CODE_ID)
ASKED = Question.CODE_VERIFICATION
FAST = replace(LIVE, total_seconds=0.5, connect_seconds=0.3, open_seconds=0.4)
LONGEST = FAST.total_seconds + SECONDS_FOR_LISTS + 1.0
"""The limits, and what a busy machine may add to them."""
GREEN = {"outcome": "VALID", "colour": "GREEN"}
STRANGER = ec.derive_private_key(99, ec.SECP256R1())


class Held:
    """Lists of the other region as they are held here, with one status for every code."""

    def __init__(self, status: CodeStatus, at: datetime = START, pause: Callable[[], object] = lambda: None) -> None:
        self._status, self._at, self._pause = status, at, pause
        self.looks = 0

    def lists_for(self, claims: Claims, now: datetime) -> tuple[Contents, StatusList] | None:
        self.looks += 1
        self._pause()
        number, until = status_index(claims.code_id) // PLACES, self._at + timedelta(days=1)
        packed = bytes([self._status * 0b01010101]) * PACKED_BYTES
        contents = Contents(claims.issuer, self._at, until, (self._at,) * LISTS)
        return contents, StatusList(claims.issuer, number, self._at, until, packed)


class Gate:
    """Scans for a region whose peer is behind a server of the test."""

    def __init__(self, region: Region, mirrored: MirroredLists | None = None) -> None:
        self.region = region
        questions = PeerQuestions(
            issuer=ISSUER,
            key_id=1,
            sign=region.issuer.key.sign,
            peer=TrustStore(region.core).peer,
            clock=region.clock,
            random_bytes=region.issuer.random_bytes,
            limits=FAST,
        )
        self.made = 0
        self._service = ScanService(
            core=region.core,
            retention=SCAN_RETENTION,
            issuer=ISSUER,
            keyring=KeyRing(CodeStore(region.core).issuer_keys, region.clock),
            foreign=lambda: self._made(CodesOfPeers(questions, mirrored, region.clock, region.signals.append)),
            clock=region.clock,
            signals=region.signals.append,
        )

    def _made(self, codes: CodesOfPeers) -> CodesOfPeers:
        self.made += 1
        return codes

    def scan(self, payload: str | None = None, key: str = "scan-0001", role: StaffRole = StaffRole.MEDIC) -> Answer:
        started = time.monotonic()
        found = self._service.scan(staff(role), payload or code(START), STATION, key)
        assert time.monotonic() - started < LONGEST
        return found

    def told(self) -> tuple[str, str]:
        """Where the last answer came from, and what the peer did."""
        signal = next(each for each in reversed(self.region.signals) if isinstance(each, ForeignCodeAnswered))
        return signal.source, signal.peer


@pytest.fixture
def server() -> Iterator[Loopback]:
    with loopback() as scripted:
        yield scripted


@pytest.fixture
def region(server: Loopback) -> Iterator[Region]:
    with deployed_region() as deployed:
        # With the first of its codes, the region publishes the key with which it asks.
        register(deployed, serial=9, account=AccountId("account-9"))
        recognise(deployed, server.url)
        yield deployed


def read(region: Region, text: str) -> Request:
    """What the peer was asked, as it checks it."""
    now = region.clock.now
    us = TrustedIssuer(ISSUER, "", "", (TrustedKey(1, region.issuer.key.public_key(), START, None, None),), ())
    known = {ISSUER: Peer(us, now, now + timedelta(days=1))}
    return request_from_jwt(text, known.get, NUMBER, ASKED, now)


def says(region: Region, server: Loopback, said: Mapping[str, Any] = GREEN, *, signs: Sign = sign, **to: Any) -> Given:
    """The peer's answer, to what it was asked or to something else."""
    whole = {"code_id": CODE_ID, "as_of": iso(region.clock.now), **said}

    def signed(text: str) -> str:
        return answer_as_jwt(PeerAnswer(replace(read(region, text), **to), region.clock.now, whole), KEY_ID, signs)

    return by(server, signed)


def stored(region: Region) -> list[dict[str, Any]]:
    return [item for item in region.items() if item["sk"] == "SCAN"]


@pytest.mark.parametrize(
    ("said", "outcome", "decision", "colour"),
    [
        (GREEN, Outcome.VALID, Decision.PASS, Colour.GREEN),
        (GREEN | {"colour": "RED"}, Outcome.VALID, Decision.STOP, Colour.RED),
        ({"outcome": "REPLACED", "colour": None}, Outcome.REPLACED, Decision.CHECK, None),
        ({"outcome": "UNKNOWN_CODE", "colour": None}, Outcome.UNKNOWN_CODE, Decision.CHECK, None),
        ({"outcome": "UNKNOWN_KEY", "colour": None, "code_id": None}, Outcome.UNKNOWN_KEY, Decision.CHECK, None),
        ({"outcome": "BAD_SIGNATURE", "colour": None, "code_id": None}, Outcome.BAD_SIGNATURE, Decision.CHECK, None),
        (GREEN | {"more": "of a newer region"}, Outcome.VALID, Decision.PASS, Colour.GREEN),
    ],
)
def test_what_the_region_of_a_code_says_of_it_is_the_verdict(
    region: Region,
    server: Loopback,
    said: dict[str, Any],
    outcome: Outcome,
    decision: Decision,
    colour: Colour | None,
) -> None:
    server.script = [says(region, server, said)]

    payload = code(START)
    found = Gate(region).scan(payload)

    verdict = found.verdict
    assert (verdict.outcome, verdict.decision, verdict.colour) == (outcome, decision, colour)
    assert (verdict.source, verdict.as_of, found.issuer) == (Source.PEER, START, NUMBER)
    # Neither a name nor a reason is told across regions, so none is shown.
    assert (found.masked_name, found.reasons, verdict.because) == (None, None, ())
    assert read(region, asked_of(server)).about == {"payload": payload}


def test_a_foreign_scan_is_kept_like_any_other_and_is_of_nobody_here(region: Region, server: Loopback) -> None:
    server.script = [says(region, server)]

    found = Gate(region).scan()

    (item,) = stored(region)
    assert item["scan_id"] == found.scan_id
    assert (item["code_id"], item["outcome"], item["colour"], item["source"]) == (CODE_ID, "VALID", "GREEN", "peer")
    assert not {"person_id", "in_list", "listed_as"} & set(item)


def test_a_retry_asks_nobody_and_gets_its_first_answer(region: Region, server: Loopback) -> None:
    server.script = [says(region, server), says(region, server, GREEN | {"colour": "RED"})]
    gate = Gate(region)

    first = gate.scan()

    assert gate.scan() == first
    assert len(server.received) == len(stored(region)) == 1
    assert gate.scan(key="scan-0002").verdict.decision is Decision.STOP


def test_a_code_of_another_one_that_bears_the_id_of_one_of_ours_finds_nothing_of_ours(
    region: Region, server: Loopback
) -> None:
    ours = register(region).code
    server.script = [says(region, server, GREEN | {"code_id": ours.code_id})]
    with listed(region) as calls:
        found = Gate(region).scan(code(START, ours.code_id))

    assert (found.verdict.colour, found.masked_name) == (Colour.GREEN, None)
    assert "person_id" not in stored(region)[0]
    # The keys at start; then whether it is a retry, the peer, the signature of the question, and the scan.
    ours_only = [call.operation for call in calls if call.operation != "GetPublicKey"]  # which the peer's side asks for
    assert ours_only == ["Query", "GetItem", "GetItem", "Sign", "PutItem"]
    assert not [call for call in calls if "CODE#" in str(call.parameters.get("Key"))]


def test_what_only_codes_of_others_need_is_made_once_and_for_none_of_ours(region: Region, server: Loopback) -> None:
    server.script = [says(region, server)]
    gate = Gate(region)

    gate.scan(register(region).code.payload, key="scan-0000")
    assert gate.made == 0
    for number in range(1, 3):
        gate.scan(key=f"scan-000{number}")
    assert gate.made == 1


WRONG: dict[str, tuple[Callable[[Region, Loopback], Given], Reason]] = {
    "never": (lambda region, server: drip(b"", b"", server.over, 30), Reason.TOO_SLOW),
    "byte by byte": (lambda region, server: drip(b"HTTP/1.1 200 OK\r\nx: ", b"y", server.over, 0.05), Reason.TOO_SLOW),
    "hangs up": (lambda region, server: hang_up, Reason.NOT_REACHED),
    "500": (lambda region, server: answer(500), Reason.REFUSED),
    "401": (lambda region, server: answer(401), Reason.REFUSED),
    "garbage": (lambda region, server: answer(content=b"\x00garbage"), Reason.NOT_READABLE),
    "unsigned": (lambda region, server: answer(content=GREEN | {"code_id": CODE_ID}), Reason.NOT_READABLE),
    "unsigned inside": (lambda region, server: answer(content={"answer": json.dumps(GREEN)}), Reason.NOT_GENUINE),
    "wrongly signed": (
        lambda region, server: says(region, server, signs=lambda text: STRANGER.sign(text, ec.ECDSA(SHA256()))),
        Reason.NOT_GENUINE,
    ),
    "for another request": (lambda region, server: says(region, server, request_id="f" * 32), Reason.NOT_GENUINE),
    "to another question": (
        lambda region, server: says(region, server, question=Question.HEALTH_SUMMARY),
        Reason.NOT_GENUINE,
    ),
    "for another region": (lambda region, server: says(region, server, asker=43), Reason.NOT_GENUINE),
    "green for another code": (
        lambda region, server: says(region, server, GREEN | {"code_id": "b" * 24}),
        Reason.NOT_GENUINE,
    ),
    "red for another person's code": (
        lambda region, server: says(region, server, {"outcome": "VALID", "colour": "RED", "code_id": "b" * 24}),
        Reason.NOT_GENUINE,
    ),
    "green for no code": (
        lambda region, server: says(region, server, GREEN | {"code_id": None}),
        Reason.NOT_GENUINE,
    ),
    "of yesterday": (
        lambda region, server: says(region, server, GREEN | {"as_of": iso(START - timedelta(days=1))}),
        Reason.NOT_GENUINE,
    ),
    "of tomorrow": (
        lambda region, server: says(region, server, GREEN | {"as_of": iso(START + timedelta(days=1))}),
        Reason.NOT_GENUINE,
    ),
    "a colour that there is not": (
        lambda region, server: says(region, server, GREEN | {"colour": "YELLOW"}),
        Reason.NOT_READABLE,
    ),
    "valid without a colour": (
        lambda region, server: says(region, server, GREEN | {"colour": None}),
        Reason.NOT_READABLE,
    ),
    "a colour that is not valid": (
        lambda region, server: says(region, server, {"outcome": "REPLACED", "colour": "GREEN"}),
        Reason.NOT_READABLE,
    ),
    "an outcome that no region has of its own": (
        lambda region, server: says(region, server, {"outcome": "STALE", "colour": None}),
        Reason.NOT_READABLE,
    ),
    "an outcome that is none": (
        lambda region, server: says(region, server, {"outcome": "FINE", "colour": None}),
        Reason.NOT_READABLE,
    ),
    "an instant that is none": (
        lambda region, server: says(region, server, GREEN | {"as_of": "now"}),
        Reason.NOT_READABLE,
    ),
    "lists in place of words": (
        lambda region, server: says(region, server, {"outcome": ["VALID"], "colour": {"GREEN": 1}}),
        Reason.NOT_READABLE,
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_whatever_else_a_peer_does_leads_to_a_look_at_the_document_and_to_no_colour(
    region: Region, server: Loopback, name: str
) -> None:
    given, why = WRONG[name]
    server.script = [given(region, server)]
    gate = Gate(region)

    verdict = gate.scan().verdict

    assert (verdict.outcome, verdict.decision, verdict.colour) == (Outcome.STALE, Decision.CHECK, None)
    assert (verdict.source, verdict.as_of) == (Source.PEER, START)
    assert gate.told() == ("peer", why.value)
    assert stored(region)[0]["outcome"] == "STALE"


@pytest.mark.parametrize("name", WRONG)
def test_where_the_peers_lists_are_held_they_decide_in_its_place(region: Region, server: Loopback, name: str) -> None:
    given, why = WRONG[name]
    server.script = [given(region, server)]
    gate = Gate(region, Held(CodeStatus.RED))

    verdict = gate.scan().verdict

    assert (verdict.outcome, verdict.decision, verdict.colour) == (Outcome.VALID, Decision.STOP, Colour.RED)
    assert verdict.source is Source.STATUS_LIST
    assert gate.told() == ("status_list", why.value)


def test_a_peer_that_answers_is_believed_before_lists_of_it(region: Region, server: Loopback) -> None:
    server.script = [says(region, server)]
    held = Held(CodeStatus.RED)

    assert Gate(region, held).scan().verdict.colour is Colour.GREEN
    assert held.looks == 0


def test_lists_that_are_too_old_to_tell_a_colour_tell_none(region: Region, server: Loopback) -> None:
    server.script = [answer(500)]

    verdict = Gate(region, Held(CodeStatus.GREEN, START - timedelta(days=2))).scan().verdict

    assert (verdict.outcome, verdict.decision, verdict.colour) == (Outcome.STALE, Decision.CHECK, None)
    assert verdict.source is Source.STATUS_LIST


def test_nobody_waits_for_lists_either(region: Region, server: Loopback) -> None:
    server.script = [answer(500)]

    verdict = Gate(region, Held(CodeStatus.GREEN, pause=lambda: server.over.wait(30))).scan().verdict

    assert (verdict.outcome, verdict.source) == (Outcome.STALE, Source.PEER)


def test_a_peer_that_is_down_is_left_alone_after_three_scans_and_asked_again_when_it_may_be_back(
    region: Region, server: Loopback
) -> None:
    gate = Gate(region)
    server.script = [answer(500)]
    for number in range(3):
        gate.scan(key=f"scan-000{number}")
    assert len(server.received) == 3

    server.script = [says(region, server)]
    started = time.monotonic()
    assert gate.scan(key="scan-0003").verdict.outcome is Outcome.STALE
    assert time.monotonic() - started < FAST.total_seconds
    assert gate.told() == ("peer", "BREAKER_OPEN")
    assert len(server.received) == 3

    time.sleep(FAST.open_seconds + 0.05)
    assert gate.scan(key="scan-0004").verdict.colour is Colour.GREEN
    assert gate.told() == ("peer", "ANSWERED")


def test_a_region_whose_key_counts_but_which_is_no_peer_is_not_asked(region: Region, server: Loopback) -> None:
    key = IssuerKey(43, 1, region.issuer.key.public_key())
    CodeStore(region.core).publish(key, START)
    payload = token.issue(replace(CLAIMS, issuer=43, key_id=1), "HTTPS://OTHER.EXAMPLE/C/", region.issuer.key.sign)
    gate = Gate(region)

    assert gate.scan(payload).verdict.outcome is Outcome.STALE
    assert gate.told() == ("peer", "NO_PEER")
    assert server.received == []


def test_a_code_of_a_region_whose_trust_list_has_expired_is_of_nobody_known(region: Region, server: Loopback) -> None:
    region.clock.move(timedelta(days=1))

    found = Gate(region).scan()

    assert (found.verdict.outcome, found.issuer) == (Outcome.UNKNOWN_ISSUER, None)
    assert server.received == []


def test_a_forged_code_of_another_region_is_asked_of_nobody(region: Region, server: Loopback) -> None:
    genuine = code(START)

    found = Gate(region).scan(genuine[:-1] + ("1" if genuine[-1] != "1" else "2"))

    assert found.verdict.outcome is Outcome.BAD_SIGNATURE
    assert server.received == []


def test_the_same_key_for_another_code_is_refused(region: Region, server: Loopback) -> None:
    server.script = [says(region, server)]
    gate = Gate(region)
    gate.scan()

    with refused(ErrorCode.IDEMPOTENCY_KEY_REUSED):
        gate.scan(code(START, CodeId("b" * 24)))
    assert len(server.received) == 1
