"""What one region publishes of its codes, another one holds, and a gate there reads to the same statuses (M13, M22)."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError
from cryptography.hazmat.primitives.asymmetric import ec

from shared.codes.model import Claims, Outcome, status_index
from shared.codes.store import CodeStore
from shared.codes.token import load_keys
from shared.federation.model import PeerFailed, Question
from shared.federation.model import Reason as Failure
from shared.jws.compact import base64
from shared.kernel.errors import DomainError, ErrorCode, FieldsRefused
from shared.kernel.federation_signals import MirrorUnread, PeerListsMirrored, PeerListsNotMirrored
from shared.kernel.ids import AccountId, CodeId
from shared.mirrors.model import Reason
from shared.mirrors.service import OwnLists
from shared.risk.model import Colour
from shared.scans.model import Decision, Source
from shared.statuslist.cwt import list_as_cwt
from shared.statuslist.jwt import contents_as_jwt, contents_from_jwt, list_as_jwt
from shared.statuslist.model import LISTS, PLACES, Contents, StatusList
from shared.statuslist.rules import GOOD_FOR, PERIOD
from shared.statuslist.signer import Signer
from tests.acts import assign, officer, register
from tests.aws_calls import failing, server_fault, unreachable
from tests.mirroring import OtherRegion, Said, beside, own_entry, verdict_at_gate
from tests.region import ISSUER, Region, deployed_region
from tests.unit.statuslist.lists import OTHER_KEY, signer

MIRRORED = PeerListsMirrored(str(ISSUER))


@pytest.fixture(scope="module")
def deployed() -> Iterator[tuple[Region, OtherRegion]]:
    """Both regions for all of these tests, since the first run takes over every list."""
    with deployed_region() as region:
        region.status_lists.build()
        other = beside(region)
        other.trusts(own_entry(region))
        other.mirroring.mirror()
        assert other.signals == [MIRRORED]
        assert sorted(other.peer.asked_for) == [*range(LISTS)]
        yield region, other


@pytest.fixture
def regions(deployed: tuple[Region, OtherRegion]) -> tuple[Region, OtherRegion]:
    """The same regions, with nobody in the one that is asked and all of that held by the other."""
    region, other = deployed
    region.forget_everybody()
    region.clock.move(PERIOD)
    other.peer.instead = lambda question, about, said: said
    other.trusts(own_entry(region))
    region.status_lists.build()
    other.mirroring.mirror()
    assert other.signals[-1] == MIRRORED
    other.signals.clear()
    other.peer.asked.clear()
    return deployed


def claims(region: Region, code_id: CodeId) -> Claims:
    return Claims(ISSUER, 1, int(region.clock().timestamp()), code_id)


def number(code_id: CodeId) -> int:
    return status_index(code_id) // PLACES


def a_red_code(region: Region) -> Claims:
    """A code that is red in the next edition."""
    found = claims(region, register(region).code.code_id)
    assign(region)
    region.clock.move(PERIOD)
    region.status_lists.build()
    return found


def seen(other: OtherRegion, code: Claims) -> tuple[Outcome, Decision, Colour | None]:
    """What a gate of the other region decides, which goes by nothing that it has in memory for long."""
    other.clock.move(timedelta(seconds=30))
    found = verdict_at_gate(other, code)
    assert found.source is Source.STATUS_LIST
    return found.outcome, found.decision, found.colour


GREEN = (Outcome.VALID, Decision.PASS, Colour.GREEN)
RED = (Outcome.VALID, Decision.STOP, Colour.RED)
REPLACED = (Outcome.REPLACED, Decision.CHECK, None)
STALE = (Outcome.STALE, Decision.CHECK, None)


def test_a_gate_of_another_region_sees_green_then_red_then_green(regions: tuple[Region, OtherRegion]) -> None:
    region, other = regions
    code = claims(region, register(region).code.code_id)

    def later() -> None:
        region.clock.move(PERIOD)
        region.status_lists.build()
        other.mirroring.mirror()

    assert seen(other, code) == STALE, "the code is younger than the lists"
    later()
    assert seen(other, code) == GREEN
    record = assign(region)
    later()
    assert seen(other, code) == RED
    region.risk.lift(officer(), record.record_id, "期满")
    later()
    assert seen(other, code) == GREEN
    acting = region.family.acting(AccountId("account-1"), record.person_id)
    region.codes.replace(acting, "replace-0001")
    later()
    assert seen(other, code) == REPLACED


def test_only_what_changed_is_asked_for(regions: tuple[Region, OtherRegion]) -> None:
    region, other = regions
    code = a_red_code(region)

    other.mirroring.mirror()

    assert other.peer.asked_for == [number(code.code_id)]
    assert {issuer for issuer, _, _ in other.peer.asked} == {ISSUER}


def test_contents_that_are_held_already_are_no_news(regions: tuple[Region, OtherRegion]) -> None:
    _, other = regions
    other.mirroring.mirror()
    assert (other.signals, other.peer.asked_for) == ([], [])


def test_every_status_is_the_same_on_both_sides(regions: tuple[Region, OtherRegion]) -> None:
    region, other = regions
    a_red_code(region)
    other.mirroring.mirror()
    keys = load_keys(CodeStore(region.core).issuer_keys())
    theirs, ours = region.published.published(), other.files.of_peer(ISSUER).published()
    assert theirs is not None
    assert ours is not None
    assert ours.contents == theirs.contents
    for each, issued_at in enumerate(contents_from_jwt(ours.contents, keys).lists):
        for form in ("jwt", "cwt"):
            held = other.files.of_peer(ISSUER).edition(each, issued_at, form)
            assert held is not None
            assert held == region.published.edition(each, issued_at, form)


def untouched(other: OtherRegion, reason: str) -> None:
    """Run once, and see that what was held stays."""
    before = other.files.of_peer(ISSUER).published()
    other.mirroring.mirror()
    assert other.signals == [PeerListsNotMirrored(str(ISSUER), reason)]
    assert other.files.of_peer(ISSUER).published() == before


def local_signer(region: Region, key: ec.EllipticCurvePrivateKey = OTHER_KEY, issuer: int = ISSUER) -> Signer:
    return signer(key, issuer, 1)


def own_signer(region: Region) -> Signer:
    """What the region that is asked signs with: whatever it says is genuine."""
    return region.status_lists._signer


def contents_now(region: Region) -> Contents:
    published = region.published.published()
    assert published is not None
    return contents_from_jwt(published.contents, load_keys(CodeStore(region.core).issuer_keys()))


def says_contents(make: Callable[[], bytes | object]) -> Callable[[str, Said, Said], Said]:
    def instead(question: str, about: Said, said: Said) -> Said:
        made = make()
        told = made.decode() if isinstance(made, bytes) else made
        return {"contents": told} if question == Question.STATUS_LIST_CONTENTS else said

    return instead


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda now: {"issued_at": now.issued_at - PERIOD}, Reason.OLDER),
        (lambda now: {"issued_at": now.issued_at + timedelta(minutes=10)}, Reason.FROM_THE_FUTURE),
        (lambda now: {"expires_at": now.issued_at}, Reason.EXPIRED),
        (lambda now: {"expires_at": now.issued_at + GOOD_FOR + timedelta(seconds=1)}, Reason.GOOD_FOR_TOO_LONG),
        (lambda now: {"lists": (now.issued_at - 2 * GOOD_FOR, *now.lists[1:])}, Reason.GOOD_FOR_TOO_LONG),
    ],
)
def test_genuine_contents_that_cannot_be_believed_change_nothing(
    regions: tuple[Region, OtherRegion], change: Callable[[Contents], dict[str, Any]], reason: Reason
) -> None:
    region, other = regions
    now = contents_now(region)
    made = replace(now, **change(now))
    lists = tuple(min(each, made.issued_at) for each in made.lists)
    other.peer.instead = says_contents(lambda: contents_as_jwt(replace(made, lists=lists), own_signer(region)))

    untouched(other, reason)

    assert other.peer.asked_for == []


@pytest.mark.parametrize("issuer", [ISSUER, 41])
def test_contents_that_somebody_else_signed_change_nothing(regions: tuple[Region, OtherRegion], issuer: int) -> None:
    region, other = regions
    region.clock.move(PERIOD)
    made = replace(contents_now(region), issuer=issuer, issued_at=region.clock().replace(second=0))
    other.peer.instead = says_contents(lambda: contents_as_jwt(made, local_signer(region, issuer=issuer)))
    untouched(other, Reason.NOT_GENUINE)


@pytest.mark.parametrize("said", ["", "not a token", 7, None, "\u202e", "x" * 1_000_000])
def test_what_is_no_text_of_contents_changes_nothing(regions: tuple[Region, OtherRegion], said: object) -> None:
    _, other = regions
    other.peer.instead = says_contents(lambda: said)
    other.mirroring.mirror()
    (signal,) = other.signals
    assert signal in {
        PeerListsNotMirrored(str(ISSUER), Reason.NOT_GENUINE),
        PeerListsNotMirrored(str(ISSUER), Reason.NOT_READABLE),
    }


def forged(status_list: StatusList, by: Signer) -> Said:
    return {"list": list_as_jwt(status_list, by).decode(), "cwt": base64(list_as_cwt(status_list, by))}


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"number": 8}, Reason.OTHER_LIST),
        ({"issued_at": datetime.fromisoformat("2020-04-07T07:45:00Z")}, Reason.OTHER_LIST),
        ({"packed": b"\0" * 8}, Reason.NOT_GENUINE),
        ({"packed": b"\0" * 30_000_000}, Reason.NOT_GENUINE),
    ],
    ids=["another list", "another edition", "a short list", "a list of 30 MB when unpacked"],
)
def test_a_genuine_list_that_is_not_the_one_that_the_contents_name_changes_nothing(
    regions: tuple[Region, OtherRegion], change: dict[str, Any], reason: Reason
) -> None:
    region, other = regions
    code = a_red_code(region)
    now = contents_now(region)

    def instead(question: str, about: Said, said: Said) -> Said:
        if question != Question.STATUS_LIST:
            return said
        lists = StatusList(ISSUER, about["list"], now.issued_at, now.expires_at, b"\0" * (PLACES // 4))
        return forged(replace(lists, **change), own_signer(region))

    other.peer.instead = instead
    untouched(other, reason)
    assert seen(other, code) == STALE


def without(member: str) -> Callable[[Said], Said]:
    return lambda said: {name: text for name, text in said.items() if name != member}


@pytest.mark.parametrize(
    ("twist", "reason"),
    [
        (without("list"), Reason.NOT_READABLE),
        (without("cwt"), Reason.NOT_READABLE),
        (lambda said: {**said, "cwt": "===="}, Reason.NOT_GENUINE),
        (lambda said: {**said, "list": said["list"][:-4] + "AAAA"}, Reason.NOT_GENUINE),
    ],
)
def test_a_list_of_which_a_form_is_missing_or_wrong_changes_nothing(
    regions: tuple[Region, OtherRegion], twist: Callable[[Said], Said], reason: Reason
) -> None:
    region, other = regions
    a_red_code(region)
    other.peer.instead = lambda question, about, said: twist(said) if about else said
    untouched(other, reason)


def test_a_list_signed_with_a_key_that_is_not_the_peers_changes_nothing(regions: tuple[Region, OtherRegion]) -> None:
    region, other = regions
    a_red_code(region)
    now = contents_now(region)
    red = StatusList(ISSUER, 0, now.issued_at, now.expires_at, b"\x55" * (PLACES // 4))
    other.peer.instead = lambda question, about, said: (
        forged(replace(red, number=about["list"]), local_signer(region)) if about else said
    )
    untouched(other, Reason.NOT_GENUINE)


def test_two_forms_that_say_different_things_change_nothing(regions: tuple[Region, OtherRegion]) -> None:
    region, other = regions
    a_red_code(region)
    now = contents_now(region)

    def instead(question: str, about: Said, said: Said) -> Said:
        if not about:
            return said
        green = StatusList(ISSUER, about["list"], now.issued_at, now.expires_at, b"\0" * (PLACES // 4))
        return {**said, "cwt": base64(list_as_cwt(green, own_signer(region)))}

    other.peer.instead = instead
    untouched(other, Reason.OTHER_LIST)


def red_codes(region: Region, count: int) -> list[int]:
    """The numbers of the lists, in their order, of so many codes that are red in the next edition."""
    lists = set()
    for person in range(1, count + 1):
        lists.add(number(register(region, person, AccountId(f"account-{person}")).code.code_id))
        assign(region, person)
    region.clock.move(PERIOD)
    region.status_lists.build()
    return sorted(lists)


def test_a_peer_that_fails_halfway_is_gone_on_with_by_the_next_run(regions: tuple[Region, OtherRegion]) -> None:
    region, other = regions
    lists = red_codes(region, 6)

    def half(question: str, about: Said, said: Said) -> Said:
        if len(other.peer.asked_for) > 3:
            raise PeerFailed(Failure.TOO_SLOW)
        return said

    other.peer.instead = half
    untouched(other, Failure.TOO_SLOW)
    assert other.peer.asked_for == lists[:4]
    other.signals.clear()
    other.peer.asked.clear()
    other.peer.instead = lambda question, about, said: said
    other.mirroring.mirror()
    assert other.signals == [MIRRORED]
    assert other.peer.asked_for == lists[3:], "nothing is asked for twice"


def test_a_run_ends_in_time_and_the_next_goes_on(regions: tuple[Region, OtherRegion]) -> None:
    region, other = regions
    lists = red_codes(region, 5)

    def slow(question: str, about: Said, said: Said) -> Said:
        other.clock.move(timedelta(seconds=40))
        return said

    other.peer.instead = slow
    untouched(other, Reason.OUT_OF_TIME)
    assert other.peer.asked_for == lists[:3]
    other.mirroring.mirror()
    assert other.signals[-1] == MIRRORED
    assert other.peer.asked_for == lists


def forget(other: OtherRegion, *issuers: int) -> None:
    for issuer in issuers:
        place = {"pk": {"S": "PEERS"}, "sk": {"S": f"PEER#{issuer:03d}"}}
        other.core.client.delete_item(TableName=other.core.name, Key=place)


def test_a_run_that_is_over_asks_nobody_any_more(regions: tuple[Region, OtherRegion]) -> None:
    region, other = regions
    other.trusts(replace(own_entry(region), issuer=11))

    def late(question: str, about: Said, said: Said) -> Said:
        other.clock.move(timedelta(seconds=200))
        return said

    other.peer.instead = late
    other.mirroring.mirror()
    forget(other, 11)
    assert other.signals == [
        PeerListsNotMirrored("11", Reason.NOT_GENUINE),
        PeerListsNotMirrored(str(ISSUER), Reason.OUT_OF_TIME),
    ]
    assert [issuer for issuer, _, _ in other.peer.asked] == [11]


def test_one_peer_that_fails_stops_no_other(regions: tuple[Region, OtherRegion]) -> None:
    region, other = regions
    code = a_red_code(region)
    for issuer in (11, 51):
        other.trusts(replace(own_entry(region), issuer=issuer))
    asked = other.peer.ask

    class Failing:
        def ask(self, issuer: int, question: str, about: Said) -> Said:
            if issuer == 51:
                raise PeerFailed(Failure.BREAKER_OPEN)
            return asked(issuer, question, about)

    other.mirroring._asking = lambda peers: Failing()
    try:
        other.mirroring.mirror()
    finally:
        other.mirroring._asking = lambda peers: other.peer
        forget(other, 11, 51)
    assert other.signals == [
        PeerListsNotMirrored("11", Reason.NOT_GENUINE),
        MIRRORED,
        PeerListsNotMirrored("51", Failure.BREAKER_OPEN),
    ]
    assert seen(other, code) == RED


def test_a_copy_that_is_not_genuine_any_more_is_replaced(regions: tuple[Region, OtherRegion]) -> None:
    region, other = regions
    code = a_red_code(region)
    now, files = contents_now(region), other.files.of_peer(ISSUER)
    edition = StatusList(ISSUER, number(code.code_id), now.issued_at, now.expires_at, b"\0" * (PLACES // 4))
    old = local_signer(region)
    files.mirror_edition(edition.number, now.issued_at, "cwt", list_as_cwt(edition, old))
    files.mirror_edition(edition.number, now.issued_at, "jwt", list_as_jwt(edition, old))

    other.mirroring.mirror()

    assert seen(other, code) == RED


def test_a_peer_whose_trust_list_has_expired_is_not_asked(regions: tuple[Region, OtherRegion]) -> None:
    region, other = regions
    code = a_red_code(region)
    other.mirroring.mirror()
    other.signals.clear()
    other.peer.asked.clear()
    other.trusts(own_entry(region), good_for=timedelta(seconds=1))
    other.clock.move(timedelta(minutes=10))
    untouched(other, Reason.NO_LONGER_TRUSTED)
    assert other.peer.asked == []
    assert seen(other, code) == STALE
    with pytest.raises(DomainError) as refused:
        other.handing_out.published(str(ISSUER))
    assert refused.value.code is ErrorCode.UNKNOWN_ISSUER


@pytest.mark.parametrize("fault", [server_fault, unreachable])
@pytest.mark.parametrize("call", [0, 1], ids=["the contents", "the list"])
def test_a_bucket_that_does_not_answer_is_stale_and_no_fault(
    regions: tuple[Region, OtherRegion], fault: Callable[[str], Exception], call: int
) -> None:
    region, other = regions
    code = a_red_code(region)
    other.mirroring.mirror()
    other.signals.clear()
    # The keys are read again, which is not what fails.
    other.gate._keyring.keys(again=True)

    with failing(region, call, fault):
        assert seen(other, code) == STALE

    assert other.signals == [MirrorUnread(str(ISSUER), type(fault("GetObject")).__name__)]
    assert seen(other, code) == RED


def test_files_are_read_once_while_they_count(regions: tuple[Region, OtherRegion]) -> None:
    region, other = regions
    code = a_red_code(region)
    other.mirroring.mirror()
    assert seen(other, code) == RED
    with failing(region, 0, server_fault):
        assert verdict_at_gate(other, code).colour is Colour.RED
        assert verdict_at_gate(other, replace(code, issuer=41)).outcome is Outcome.STALE


def test_a_code_of_whom_nothing_is_held_is_stale_without_a_signal(regions: tuple[Region, OtherRegion]) -> None:
    region, other = regions
    assert seen(other, replace(a_red_code(region), issuer=41)) == STALE
    assert other.signals == []


@pytest.mark.parametrize("cut", range(6))
def test_a_run_that_is_cut_off_anywhere_tells_no_gate_of_a_list_that_is_not_there(
    regions: tuple[Region, OtherRegion], cut: int
) -> None:
    region, other = regions
    code = claims(region, register(region).code.code_id)
    region.clock.move(PERIOD)
    region.status_lists.build()
    other.mirroring.mirror()
    assign(region)
    region.clock.move(PERIOD)
    region.status_lists.build()
    # Of what the other region asks AWS for itself: the peers, the contents held, the copy, two forms, the contents.
    said = {
        Question.STATUS_LIST_CONTENTS: other.peer.lists.contents(),
        Question.STATUS_LIST: other.peer.lists.edition(
            {"list": number(code.code_id), "issued_at": int(contents_now(region).issued_at.timestamp())}
        ),
    }

    class Told:
        def ask(self, issuer: int, question: str, about: Said) -> Said:
            return said[Question(question)]

    other.mirroring._asking = lambda peers: Told()
    try:
        with failing(region, cut, server_fault), pytest.raises(ClientError):
            other.mirroring.mirror()
        assert seen(other, code) == GREEN
        other.mirroring.mirror()
    finally:
        other.mirroring._asking = lambda peers: other.peer
    assert seen(other, code) == RED


@pytest.mark.parametrize(
    "about",
    [
        {},
        {"list": 256, "issued_at": 1},
        {"list": -1, "issued_at": 1},
        {"list": True, "issued_at": 1},
        {"list": "7", "issued_at": 1},
        {"list": 7},
        {"list": 7, "issued_at": "now"},
        {"list": 7, "issued_at": 10**40},
    ],
)
def test_what_names_no_edition_is_refused(regions: tuple[Region, OtherRegion], about: Said) -> None:
    with pytest.raises(FieldsRefused):
        regions[1].peer.lists.edition(about)


def test_an_edition_that_was_never_issued_is_not_found(regions: tuple[Region, OtherRegion]) -> None:
    with pytest.raises(DomainError) as refused:
        regions[1].peer.lists.edition({"list": 7, "issued_at": 1})
    assert refused.value.code is ErrorCode.NOT_FOUND


def test_before_the_first_build_a_region_has_no_contents_to_tell(regions: tuple[Region, OtherRegion]) -> None:
    with pytest.raises(DomainError) as refused:
        OwnLists(regions[1].files).contents()
    assert refused.value.code is ErrorCode.UNAVAILABLE


def test_after_a_day_without_the_peer_a_gate_guesses_nothing(regions: tuple[Region, OtherRegion]) -> None:
    region, other = regions
    code = a_red_code(region)
    other.mirroring.mirror()
    other.clock.move(GOOD_FOR - timedelta(minutes=5))
    assert seen(other, code) == RED
    other.clock.move(timedelta(minutes=5))
    assert seen(other, code) == STALE
