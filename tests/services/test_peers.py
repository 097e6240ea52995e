"""Regions that recognise each other: what is taken of a peer's trust list, what is not, and how a peer ends."""

import contextlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import load_der_public_key
from hypothesis import given, settings
from hypothesis import strategies as st

from ops.issuer_keys import KeyWithdrawal
from shared.aws.events import EventFailedError
from shared.codes import token
from shared.codes.keyring import KeyRing
from shared.codes.model import Claims, Outcome
from shared.codes.store import CodeStore
from shared.kernel.federation_signals import PeerEnded, PeerRecognised, PeerTrustRefused
from shared.kernel.ids import CodeId
from shared.kernel.signals import Signal
from shared.outside.fetching import Failure, NotFetched
from shared.trust.anchors import anchor_text
from shared.trust.jwt import trust_list_as_jwt, trust_list_from_jwt
from shared.trust.model import EncryptionKey, Peer, Pinned, TrustedIssuer, TrustedKey, TrustList
from shared.trust.recognition import Reason
from shared.trust.rules import GOOD_FOR
from shared.trust.service import TrustListService
from shared.trust.store import TrustStore
from tests.acts import register
from tests.aws_calls import failing, listed, overtaken, server_fault
from tests.region import ISSUER, START, Region, deployed_region
from tests.unit.trust.trust_lists import CODE_KEY, DAY, PEER_KEY, public, sign

HUBEI_ANCHOR, HENAN_ANCHOR, STRANGER = (ec.derive_private_key(each, ec.SECP256R1()) for each in (4200, 4100, 666))
HUBEI = Pinned(42, "https://hubei.example", anchor_text(public(HUBEI_ANCHOR)))
HENAN = Pinned(41, "https://henan.example", anchor_text(public(HENAN_ANCHOR)))
SECOND_KEY = ec.derive_private_key(4202, ec.SECP256R1())
NEXT = timedelta(minutes=10)


def key(key_id: int = 1, of: ec.EllipticCurvePrivateKey = PEER_KEY, **fields: Any) -> TrustedKey:
    said: dict[str, Any] = {"valid_from": START - 30 * DAY, "valid_until": None, "withdrawn_at": None}
    return TrustedKey(**said | {"key_id": key_id, "public_key": public(of)} | fields)


def entry(*keys: TrustedKey, **fields: Any) -> TrustedIssuer:
    said: dict[str, Any] = {"issuer": 42, "service": "https://says-itself.example"}
    said |= {"status_lists": "https://says-itself.example/v1/status-lists", "keys": keys or (key(),)}
    return TrustedIssuer(**said | {"encryption_keys": ()} | fields)


def trust_list(*issuers: TrustedIssuer, at: datetime = START, **fields: Any) -> TrustList:
    said: dict[str, Any] = {"issuer": 42, "issued_at": at, "expires_at": at + GOOD_FOR}
    return TrustList(**said | {"issuers": issuers or (entry(),)} | fields)


def signed(said: TrustList, anchor: ec.EllipticCurvePrivateKey = HUBEI_ANCHOR) -> bytes:
    return trust_list_as_jwt(said, lambda message: sign(message, anchor))


def code(issuer: int = 42, key_id: int = 1, of: Any = PEER_KEY, issued_at: datetime = START) -> str:
    claims = Claims(issuer, key_id, int(issued_at.timestamp()), CodeId("0" * 24))
    return token.issue(claims, "HTTPS://HUBEI.EXAMPLE/C/", lambda message: sign(message, of))


def outcome(region: Region, payload: str) -> Outcome:
    """What a process that is started now makes of a code."""
    try:
        KeyRing(CodeStore(region.core).issuer_keys, region.clock).read(payload)
    except token.NotAToken as refusal:
        return refusal.outcome
    return Outcome.VALID


def run(region: Region) -> None:
    """Let the schedule come once."""
    region.on_trust_schedule({"id": "a-run"}, None)


def hear(
    region: Region, said: TrustList | NotFetched, anchor: ec.EllipticCurvePrivateKey = HUBEI_ANCHOR
) -> Signal | None:
    """Let Hubei say this and the schedule come; what the region makes of it."""
    region.peers.lists[HUBEI.service] = said if isinstance(said, NotFetched) else signed(said, anchor)
    region.signals.clear()
    run(region)
    told = [each for each in region.signals if getattr(each, "issuer", None) == "42"]
    return told[-1] if told else None


def recognised(region: Region) -> Peer:
    found = TrustStore(region.core).peer(42)
    assert found is not None
    return found


def issued(region: Region) -> TrustList:
    anchor = load_der_public_key(region.trust_lists._key.public_key())
    assert isinstance(anchor, ec.EllipticCurvePublicKey)
    return trust_list_from_jwt(TrustListService(region.core).issued().text, anchor)


@pytest.fixture
def region() -> Iterator[Region]:
    """A region whose file names two peers, of which one is never there."""
    with deployed_region(pinned=(HENAN, HUBEI)) as deployed:
        register(deployed)
        yield deployed


def test_codes_of_a_peer_read_as_genuine_once_its_list_was_heard(region: Region) -> None:
    assert outcome(region, code()) is Outcome.UNKNOWN_ISSUER

    assert hear(region, trust_list()) == PeerRecognised("42")

    assert outcome(region, code()) is Outcome.VALID
    assert outcome(region, code(of=STRANGER)) is Outcome.BAD_SIGNATURE
    assert region.peers.asked == ["https://henan.example/v1/trust-list", "https://hubei.example/v1/trust-list"]
    assert region.signals.count(PeerTrustRefused("41", Failure.NOT_REACHED.value)) == 1


def test_our_list_names_the_peer_at_the_address_of_our_file_with_a_key_to_encrypt_to(region: Region) -> None:
    hear(region, trust_list())

    own, peer = issued(region).issuers
    assert peer == replace(entry(), service=HUBEI.service)
    assert recognised(region) == Peer(peer, START.replace(microsecond=0), START + GOOD_FOR, HUBEI.anchor)
    ((kid, der),) = [(each.kid, each.public_key) for each in own.encryption_keys]
    assert kid == "44.e1"
    loaded = load_der_public_key(der)
    assert isinstance(loaded, rsa.RSAPublicKey)
    assert loaded.key_size == 3072


def test_a_peer_vouches_for_itself_alone(region: Region) -> None:
    stolen = key(of=STRANGER)
    hear(region, trust_list(entry(), entry(stolen, issuer=ISSUER), entry(stolen, issuer=41), entry(stolen, issuer=51)))

    assert [each.issuer for each in issued(region).issuers] == [ISSUER, 42]
    assert outcome(region, code(ISSUER, of=STRANGER)) is Outcome.BAD_SIGNATURE
    for issuer in (41, 51):
        assert outcome(region, code(issuer, of=STRANGER)) is Outcome.UNKNOWN_ISSUER
    assert outcome(region, register(region, 1).code.payload) is Outcome.VALID


@pytest.mark.parametrize(
    ("said", "anchor", "reason"),
    [
        (trust_list(), STRANGER, Reason.NOT_GENUINE),
        (trust_list(issuer=41), HUBEI_ANCHOR, Reason.OTHER_ISSUER),
        (trust_list(issuer=ISSUER), HUBEI_ANCHOR, Reason.OTHER_ISSUER),
        (trust_list(entry(issuer=ISSUER)), HUBEI_ANCHOR, Reason.NOT_NAMED),
        (trust_list(entry(issuer=41)), HENAN_ANCHOR, Reason.NOT_GENUINE),
        (trust_list(at=START - GOOD_FOR), HUBEI_ANCHOR, Reason.NOT_CURRENT),
        (trust_list(at=START - GOOD_FOR, expires_at=START + 3650 * DAY), HUBEI_ANCHOR, Reason.NOT_CURRENT),
        (trust_list(at=START + timedelta(minutes=6)), HUBEI_ANCHOR, Reason.NOT_CURRENT),
        (trust_list(entry(key(), key(2, public_key=b"no key"))), HUBEI_ANCHOR, Reason.UNFIT),
        (trust_list(entry(encryption_keys=(EncryptionKey("42.e1", public(CODE_KEY)),))), HUBEI_ANCHOR, Reason.UNFIT),
    ],
    ids=[
        "signed with another key",
        "of another issuer",
        "of ours",
        "it names us and not itself",
        "another peer's list",
        "expired",
        "expired, whatever it says",
        "from the future",
        "with a key that nobody can load",
        "with a key that nobody can encrypt to",
    ],
)
def test_a_list_that_cannot_be_taken_changes_nothing(
    region: Region, said: TrustList, anchor: ec.EllipticCurvePrivateKey, reason: Reason
) -> None:
    hear(region, trust_list())
    before = region.items()

    refusal = hear(region, said, anchor)

    assert isinstance(refusal, PeerTrustRefused)
    assert (refusal.issuer, refusal.reason) == ("42", reason.value)
    assert region.items() == before


def test_of_an_answer_that_is_no_list_nothing_is_taken(region: Region) -> None:
    for text in (b"", b"<html>", b"a.b.c", signed(trust_list())[:-2], b"\xff" * 1000, b"." * 1000):
        region.peers.lists[HUBEI.service] = text
        run(region)
        assert region.signals.count(PeerTrustRefused("42", Reason.NOT_GENUINE.value)) == 1
        region.signals.clear()
    assert TrustStore(region.core).peer(42) is None


def test_an_older_list_never_takes_the_place_of_a_newer_one(region: Region) -> None:
    hear(region, trust_list(entry(key(withdrawn_at=START), key(2, SECOND_KEY))))

    refusal = hear(region, trust_list(entry(key(), key(2, SECOND_KEY)), at=START - timedelta(seconds=1)))

    assert refusal == PeerTrustRefused("42", Reason.NOT_CURRENT.value)
    assert outcome(region, code()) is Outcome.UNKNOWN_KEY
    assert outcome(region, code(key_id=2, of=SECOND_KEY)) is Outcome.VALID


def test_a_withdrawn_key_never_comes_back_whatever_the_peer_says(region: Region) -> None:
    hear(region, trust_list())
    region.clock.move(NEXT)
    hear(region, trust_list(entry(key(withdrawn_at=START), key(2, SECOND_KEY)), at=START + NEXT))
    assert outcome(region, code()) is Outcome.UNKNOWN_KEY

    for after, keys in ((2, (key(2, SECOND_KEY),)), (3, (key(), key(2, SECOND_KEY)))):
        region.clock.move(NEXT)
        assert hear(region, trust_list(entry(*keys), at=START + after * NEXT)) == PeerRecognised("42")
        assert outcome(region, code()) is Outcome.UNKNOWN_KEY
    assert [each.withdrawn_at for each in recognised(region).entry.keys] == [START.replace(microsecond=0), None]
    assert issued(region).issuers[1].keys[0].withdrawn_at is not None

    region.clock.move(NEXT)
    refusal = hear(region, trust_list(entry(key(of=SECOND_KEY)), at=START + 4 * NEXT))
    assert refusal == PeerTrustRefused("42", Reason.KEY_REPLACED.value)


def test_operators_can_withdraw_a_key_of_a_peer_here(region: Region) -> None:
    hear(region, trust_list(entry(key(), key(2, SECOND_KEY, valid_from=START - DAY))))

    KeyWithdrawal(region.core, region.clock).withdraw(42, 1)
    region.clock.move(NEXT)
    assert hear(region, trust_list(entry(key(), key(2, SECOND_KEY)), at=START + NEXT)) == PeerRecognised("42")

    assert outcome(region, code()) is Outcome.UNKNOWN_KEY
    assert issued(region).issuers[1].keys[0].withdrawn_at is not None


def test_a_key_that_is_not_valid_yet_counts_from_its_time_on_without_another_list(region: Region) -> None:
    said = trust_list(entry(key(), key(2, SECOND_KEY, valid_from=START + NEXT)))
    payload = code(key_id=2, of=SECOND_KEY, issued_at=START + NEXT)
    hear(region, said)
    assert outcome(region, payload) is Outcome.UNKNOWN_KEY

    region.clock.move(NEXT)
    hear(region, said)
    assert outcome(region, payload) is Outcome.VALID


def test_a_key_that_its_issuer_names_no_more_counts_no_more(region: Region) -> None:
    hear(region, trust_list(entry(key(), key(2, SECOND_KEY))))
    region.clock.move(NEXT)
    hear(region, trust_list(entry(key(2, SECOND_KEY)), at=START + NEXT))
    assert outcome(region, code()) is Outcome.UNKNOWN_KEY

    region.clock.move(NEXT)
    hear(region, trust_list(entry(key(), key(2, SECOND_KEY)), at=START + 2 * NEXT))
    assert outcome(region, code()) is Outcome.VALID


def test_another_key_under_the_number_of_one_that_counts_is_refused(region: Region) -> None:
    hear(region, trust_list())
    region.clock.move(NEXT)
    before = region.items()

    refusal = hear(region, trust_list(entry(key(of=STRANGER)), at=START + NEXT))

    assert refusal == PeerTrustRefused("42", Reason.KEY_REPLACED.value)
    assert region.items() == before


@pytest.mark.parametrize(
    ("issued_at", "expected"),
    [
        (START - 2 * DAY - timedelta(seconds=1), Outcome.UNKNOWN_KEY),
        (START - 2 * DAY, Outcome.VALID),
        (START - DAY - timedelta(seconds=1), Outcome.VALID),
        (START - DAY, Outcome.UNKNOWN_KEY),
    ],
)
def test_a_code_that_says_it_was_issued_while_its_key_was_not_in_use_does_not_count(
    region: Region, issued_at: datetime, expected: Outcome
) -> None:
    hear(region, trust_list(entry(key(valid_from=START - 2 * DAY, valid_until=START - DAY), key(2, SECOND_KEY))))
    assert outcome(region, code(issued_at=issued_at.replace(microsecond=0))) is expected


def test_a_peer_that_is_not_heard_of_for_a_day_counts_no_more_until_it_is(region: Region) -> None:
    hear(region, trust_list(expires_at=START + 30 * DAY))

    region.clock.move(GOOD_FOR - timedelta(seconds=1))
    assert hear(region, NotFetched(Failure.TOO_SLOW)) == PeerTrustRefused("42", Failure.TOO_SLOW.value)
    assert outcome(region, code()) is Outcome.VALID
    assert [each.issuer for each in issued(region).issuers] == [ISSUER, 42]

    region.clock.move(timedelta(seconds=1))
    hear(region, NotFetched(Failure.TOO_SLOW))
    assert outcome(region, code()) is Outcome.UNKNOWN_ISSUER
    assert [each.issuer for each in issued(region).issuers] == [ISSUER]

    assert hear(region, trust_list(at=region.clock())) == PeerRecognised("42")
    assert outcome(region, code()) is Outcome.VALID


def test_a_peer_that_the_file_names_no_more_ends_at_once_with_its_keys(region: Region) -> None:
    hear(region, trust_list(entry(key(withdrawn_at=START), key(2, SECOND_KEY))))
    payload = code(key_id=2, of=SECOND_KEY)
    assert outcome(region, payload) is Outcome.VALID

    region.clock.move(NEXT)
    region.pin(HENAN)
    run(region)
    run(region)

    assert region.signals.count(PeerEnded("42")) == 1
    assert not recognised(region).counts_at(region.clock())
    assert outcome(region, payload) is Outcome.UNKNOWN_ISSUER
    assert [each.issuer for each in issued(region).issuers] == [ISSUER]

    # And comes back when the file names it again, without what it had withdrawn.
    region.clock.move(NEXT)
    region.pin(HUBEI)
    hear(region, trust_list(entry(key(), key(2, SECOND_KEY)), at=START))
    assert outcome(region, payload) is Outcome.VALID
    assert outcome(region, code()) is Outcome.UNKNOWN_KEY


def test_a_new_anchor_ends_what_was_signed_with_the_old_one_and_starts_afresh(region: Region) -> None:
    hear(region, trust_list(entry(key(of=STRANGER)), at=START + timedelta(minutes=4)))
    forged = code(of=STRANGER)
    assert outcome(region, forged) is Outcome.VALID

    region.pin(replace(HUBEI, anchor=anchor_text(public(SECOND_KEY))))
    hear(region, NotFetched(Failure.NOT_REACHED))
    assert outcome(region, forged) is Outcome.UNKNOWN_ISSUER

    assert hear(region, trust_list(), SECOND_KEY) == PeerRecognised("42")
    assert outcome(region, forged) is Outcome.BAD_SIGNATURE
    assert outcome(region, code()) is Outcome.VALID


def test_at_a_new_address_a_peer_is_heard_anew_and_nobody_is_sent_to_the_old_one(region: Region) -> None:
    hear(region, trust_list())
    region.pin(replace(HUBEI, service="https://moved.example"))

    run(region)
    assert [each.issuer for each in issued(region).issuers] == [ISSUER]
    assert outcome(region, code()) is Outcome.UNKNOWN_ISSUER

    region.clock.move(NEXT)
    region.peers.lists["https://moved.example"] = signed(trust_list(at=START - timedelta(seconds=1)))
    run(region)
    assert region.signals.count(PeerTrustRefused("42", Reason.NOT_CURRENT.value)) == 1

    region.peers.lists["https://moved.example"] = signed(trust_list())
    run(region)
    assert issued(region).issuers[1].service == "https://moved.example"
    assert outcome(region, code()) is Outcome.VALID


def test_the_same_list_again_writes_nothing(region: Region) -> None:
    hear(region, trust_list())
    before = region.items()
    region.clock.move(NEXT)
    assert hear(region, trust_list()) is None

    assert region.items() == before


def test_of_two_runs_at_once_the_newer_list_stays(region: Region) -> None:
    hear(region, trust_list())
    region.clock.move(NEXT)
    newest = trust_list(entry(key(), key(2, SECOND_KEY)), at=START + NEXT)

    def quicker() -> None:
        region.peers.lists[HUBEI.service] = signed(newest)
        region.recognition.refresh()

    with overtaken(region, "TransactWriteItems", quicker):
        hear(region, trust_list(at=START + timedelta(minutes=5)))
    assert recognised(region).issued_at == newest.issued_at
    assert outcome(region, code(key_id=2, of=SECOND_KEY)) is Outcome.VALID


def test_a_run_that_is_cut_off_anywhere_leaves_all_of_the_old_or_all_of_the_new(region: Region) -> None:
    hear(region, trust_list())
    region.clock.move(timedelta(hours=1))
    newer = trust_list(entry(key(withdrawn_at=START), key(2, SECOND_KEY)), at=START + timedelta(hours=1))
    region.peers.lists[HUBEI.service] = signed(newer)
    old, new = (Outcome.VALID, Outcome.UNKNOWN_KEY), (Outcome.UNKNOWN_KEY, Outcome.VALID)
    payloads = code(), code(key_id=2, of=SECOND_KEY)
    with listed(region) as calls:
        assert TrustStore(region.core).peers()
    assert len(calls) == 1

    for number in range(20):
        with failing(region, number, server_fault), contextlib.suppress(ClientError):
            region.recognition.refresh()
            break
        seen = outcome(region, payloads[0]), outcome(region, payloads[1])
        assert seen in {old, new}
        assert (seen == new) == (recognised(region).issued_at == newer.issued_at)
    assert outcome(region, payloads[1]) is Outcome.VALID


def test_our_own_list_comes_out_whatever_goes_wrong_with_the_peers(region: Region) -> None:
    def fail(addresses: object, path: str) -> list[bytes | NotFetched]:
        raise RuntimeError

    region.recognition._fetch = fail
    with pytest.raises(EventFailedError, match="RuntimeError"):
        run(region)
    assert [each.issuer for each in issued(region).issuers] == [ISSUER]


def test_one_peer_that_breaks_something_does_not_keep_another_from_being_heard(region: Region) -> None:
    region.peers.lists[HENAN.service] = signed(trust_list(entry(issuer=41), issuer=41), HENAN_ANCHOR)
    with failing(region, 1, server_fault), pytest.raises(EventFailedError):
        hear(region, trust_list())
    assert {peer.entry.issuer for peer in TrustStore(region.core).peers()} in ({41}, {42})


def test_a_region_is_no_peer_of_itself() -> None:
    with pytest.raises(ValueError, match="not a peer of itself"), deployed_region(pinned=(replace(HUBEI, issuer=44),)):
        pass


words = st.tuples(
    st.integers(0, 900),
    st.integers(-6, 1500),
    st.fixed_dictionaries({number: st.sampled_from(["good", "withdrawn", "left out"]) for number in (1, 2, 3)}),
)


@settings(max_examples=25, deadline=None)
@given(st.lists(words, min_size=2, max_size=7))
def test_whatever_lists_come_in_whatever_order_keys_count_as_the_newest_said_and_withdrawn_ones_never_again(
    said: list[tuple[int, int, dict[int, str]]],
) -> None:
    private = {number: ec.derive_private_key(4200 + number, ec.SECP256R1()) for number in (1, 2, 3)}
    with deployed_region(pinned=(HUBEI,)) as region:
        newest, counting, gone = START - 365 * DAY, set[int](), set[int]()
        for later, age, states in said:
            region.clock.move(timedelta(minutes=later))
            now, at = region.clock(), region.clock() - timedelta(minutes=age)
            taken = newest <= at <= now + timedelta(minutes=5) and now < at + GOOD_FOR
            keys = [
                key(number, private[number], withdrawn_at=at if state == "withdrawn" else None)
                for number, state in states.items()
                if state != "left out"
            ]
            hear(region, trust_list(entry(keys=tuple(keys)), at=at))
            if taken:
                newest = at
                gone |= {each.key_id for each in keys if each.withdrawn_at}
                counting = {each.key_id for each in keys}
            alive = now < newest + GOOD_FOR
            for number in (1, 2, 3):
                genuine = outcome(region, code(key_id=number, of=private[number])) is Outcome.VALID
                assert genuine is (alive and number in counting - gone)
