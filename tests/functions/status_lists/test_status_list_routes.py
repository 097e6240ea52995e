"""Status lists over the API: for those who scan, in either form, and not a second time when nothing changed."""

import json
from base64 import b64decode
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest

from functions.status_lists.app import Settings, build
from shared.aws.buckets import read
from shared.aws.http import LambdaHandler
from shared.codes.model import status_index
from shared.codes.store import CodeStore
from shared.codes.token import load_keys
from shared.jws.signature import Keys
from shared.kernel.clock import iso
from shared.statuslist.bits import status_at
from shared.statuslist.cwt import list_from_cwt
from shared.statuslist.jwt import contents_from_jwt, list_from_jwt
from shared.statuslist.model import BITS, PLACES, CodeStatus
from shared.statuslist.service import StatusListService
from shared.statuslist.signed_addresses import SignedAddresses
from tests.acts import assign, register
from tests.mirroring import LocalPeer
from tests.peer_region import NUMBER, recognise
from tests.region import ISSUER, STAFF_ISSUER, Answer, Region, deployed_region, resident_claims, staff_claims

CONTENTS, LIST = "GET /v1/status-lists", "GET /v1/status-lists/{list}"
GATE = staff_claims("scanner", account="gate-1", authority="")


@pytest.fixture(scope="module")
def region() -> Iterator[Region]:
    """A region whose only code is red."""
    with deployed_region() as deployed:
        before = deployed.call(CONTENTS, claims=GATE)
        assert (before.status, before.json["code"], before.headers["retry-after"]) == (503, "UNAVAILABLE", "240")
        register(deployed)
        assign(deployed)
        deployed.on_schedule({"id": "event-1"}, None)
        yield deployed


def keys(region: Region) -> Keys:
    return load_keys(CodeStore(region.core).issuer_keys())


def red_code(region: Region) -> tuple[int, int]:
    """The number of the list of the only code, and its place in it."""
    (code,) = [item for item in region.items() if item["sk"] == "CODE"]
    return divmod(status_index(code["code_id"]), PLACES)


def get(region: Region, number: object, **headers: str) -> Answer:
    return region.call(LIST, claims=GATE, path={"list": str(number)}, headers=headers)


def content(answer: Answer) -> bytes:
    assert isinstance(answer.body, bytes)
    return answer.body


def test_a_gate_reads_from_contents_and_list_that_the_code_is_red(region: Region) -> None:
    number, place = red_code(region)
    told = region.call(CONTENTS, claims=GATE)
    assert (told.status, told.headers["content-type"]) == (200, "application/jwt")
    contents = contents_from_jwt(content(told), keys(region))
    answer = get(region, number)
    assert answer.headers["content-type"] == "application/statuslist+jwt"
    status_list = list_from_jwt(content(answer), keys(region))
    assert status_list.issued_at == contents.lists[number]
    assert status_at(status_list.packed, place, BITS) == CodeStatus.RED


def test_the_same_list_comes_as_cwt_where_that_is_what_the_gate_reads(region: Region) -> None:
    number, _ = red_code(region)
    answer = get(region, number, accept="application/statuslist+cwt")
    assert answer.headers["content-type"] == "application/statuslist+cwt"
    as_jwt = list_from_jwt(content(get(region, number)), keys(region))
    assert list_from_cwt(content(answer), keys(region)) == as_jwt


@pytest.mark.parametrize("accept", ["application/statuslist+jwt", "application/statuslist+cwt"])
def test_what_the_gate_has_already_is_not_sent_again(region: Region, accept: str) -> None:
    first = get(region, 7, accept=accept)
    again = get(region, 7, **{"accept": accept, "if-none-match": first.headers["etag"]})
    assert (again.status, again.body) == (304, "")
    other = get(region, 7, **{"accept": accept, "if-none-match": '"another"'})
    assert (other.status, other.body) == (200, first.body)


def test_contents_that_the_gate_has_already_are_not_sent_again(region: Region) -> None:
    first = region.call(CONTENTS, claims=GATE)
    again = region.call(CONTENTS, claims=GATE, headers={"if-none-match": first.headers["etag"]})
    assert (again.status, again.body) == (304, "")


@pytest.mark.parametrize("number", ["256", "-1", "seven", "07x", "9" * 200])
def test_a_list_that_does_not_exist_is_not_found(region: Region, number: str) -> None:
    answer = get(region, number)
    assert (answer.status, answer.json["code"]) == (404, "NOT_FOUND")


def test_no_answer_is_kept_by_anybody_between(region: Region) -> None:
    for answer in (region.call(CONTENTS, claims=GATE), get(region, 7)):
        assert answer.headers["cache-control"] == "private, no-cache"


def test_a_build_that_fails_is_a_signal_and_tells_nothing(region: Region) -> None:
    from functions.status_list_builds.app import build
    from shared.aws.events import EventFailedError
    from shared.kernel.signals import RequestFailed, Signal

    class Broken:
        def build(self) -> None:
            raise ValueError("a code that must not be told")

    signals: list[Signal] = []
    with pytest.raises(EventFailedError, match=r"^ValueError$"):
        build(Broken(), signals.append)({"id": "event-2"}, None)  # type: ignore[arg-type]  # nothing but `build` is called
    assert signals == [RequestFailed("ValueError")]


@pytest.fixture(scope="module")
def peer(region: Region) -> LocalPeer:
    """Another region with one red code, whose lists are held here."""
    recognise(region)
    found = LocalPeer(region.clock, {7: {5: CodeStatus.RED}})
    found.build()
    region.lists_of_peers.ask_peer = found.ask
    region.on_mirror_schedule({"id": "event-1"}, None)
    return found


@pytest.mark.parametrize("form", ["jwt", "cwt"])
def test_a_gate_gets_the_lists_of_another_region_in_either_form(region: Region, peer: LocalPeer, form: str) -> None:
    asked = {"issuer": str(NUMBER)}
    told = region.call(CONTENTS, claims=GATE, query=asked)
    assert (told.status, told.headers["content-type"]) == (200, "application/jwt")
    assert contents_from_jwt(content(told), keys(region)) == peer.contents
    accept = {"accept": f"application/statuslist+{form}"}
    answer = region.call(LIST, claims=GATE, path={"list": "7"}, query=asked, headers=accept)
    assert answer.headers["content-type"] == accept["accept"]
    status_list = (list_from_jwt if form == "jwt" else list_from_cwt)(content(answer), keys(region))
    assert (status_list.issuer, status_list.number) == (NUMBER, 7)
    assert [status_at(status_list.packed, place, BITS) for place in (4, 5)] == [CodeStatus.GREEN, CodeStatus.RED]
    known = {"if-none-match": answer.headers["etag"]}
    assert region.call(LIST, claims=GATE, path={"list": "7"}, query=asked, headers=accept | known).status == 304


def test_the_regions_own_number_is_a_name_for_its_own_lists(region: Region) -> None:
    own = region.call(CONTENTS, claims=GATE, query={"issuer": str(ISSUER)})
    assert own.body == region.call(CONTENTS, claims=GATE).body


@pytest.mark.parametrize("issuer", ["", "-1", "256", "042", "4 2", "hubei", "４２", "9" * 5000, "../lists"])
@pytest.mark.parametrize("key", [CONTENTS, LIST])
def test_what_is_no_number_of_an_issuer_is_named_as_wrong(region: Region, key: str, issuer: str) -> None:
    answer = region.call(key, claims=GATE, path={"list": "7"}, query={"issuer": issuer})
    assert (answer.status, answer.json["code"]) == (422, "INVALID_REQUEST")
    assert [each["field"] for each in answer.json["errors"]] == ["issuer"]


@pytest.mark.parametrize("key", [CONTENTS, LIST])
def test_a_region_that_is_not_recognised_has_no_lists_here(region: Region, key: str) -> None:
    answer = region.call(key, claims=GATE, path={"list": "7"}, query={"issuer": "51"})
    assert (answer.status, answer.json["code"]) == (404, "UNKNOWN_ISSUER")


@pytest.mark.parametrize("key", [CONTENTS, LIST])
def test_before_the_first_copy_a_gate_is_told_to_come_back(region: Region, key: str) -> None:
    recognise(region, number=41)
    answer = region.call(key, claims=GATE, path={"list": "7"}, query={"issuer": "41"})
    assert (answer.status, answer.json["code"], answer.headers["retry-after"]) == (503, "UNAVAILABLE", "240")


def test_a_copy_of_a_list_that_is_gone_is_no_fault_of_ours(region: Region, peer: LocalPeer) -> None:
    assert peer.contents is not None
    key = f"peers/{NUMBER:03d}/lists/008/{iso(peer.contents.lists[8])}.jwt"
    region.published.bucket.client.delete_object(Bucket=region.published.bucket.name, Key=key)
    answer = region.call(LIST, claims=GATE, path={"list": "8"}, query={"issuer": str(NUMBER)})
    assert (answer.status, answer.json["code"]) == (503, "UNAVAILABLE")


@pytest.fixture
def behind(region: Region) -> LambdaHandler:
    """The same lists, in a region that has them at CloudFront."""
    addresses = SignedAddresses("cdn.example", "K1", lambda message: message[:9], region.clock)
    service = StatusListService(
        core=region.core, files=region.published, issuer=ISSUER, clock=region.clock, addresses=addresses
    )
    settings = Settings("core", ISSUER, "status-lists", "cdn.example K1", "key", STAFF_ISSUER, "cognito:groups", "")
    return build(settings, service, region.signals.append)


def ask(
    handler: LambdaHandler,
    key: str,
    number: str = "",
    claims: dict[str, str] = GATE,
    query: dict[str, str] | None = None,
    **headers: str,
) -> Any:
    event = {"routeKey": key, "headers": headers, "pathParameters": {"list": number} if number else {}}
    event |= {"queryStringParameters": query or {}}
    return handler(event | {"requestContext": {"requestId": "1", "authorizer": {"jwt": {"claims": claims}}}}, None)


@pytest.mark.parametrize("form", ["jwt", "cwt"])
def test_a_gate_is_told_where_the_edition_is_that_the_contents_name(
    region: Region, behind: LambdaHandler, form: str
) -> None:
    answer = ask(behind, LIST, "7", accept=f"application/statuslist+{form}")

    assert (answer["statusCode"], answer["body"]) == (307, "")
    assert answer["headers"]["cache-control"] == "private, no-cache"
    path = urlsplit(answer["headers"]["location"]).path.removeprefix("/")
    stored, _ = read(region.published.bucket, path)
    assert stored == content(get(region, 7, accept=f"application/statuslist+{form}"))


@pytest.mark.parametrize("form", ["jwt", "cwt"])
def test_a_gate_is_told_where_an_edition_of_another_region_is(
    region: Region, behind: LambdaHandler, peer: LocalPeer, form: str
) -> None:
    asked = {"issuer": str(NUMBER)}
    answer = ask(behind, LIST, "7", query=asked, accept=f"application/statuslist+{form}")

    assert answer["statusCode"] == 307
    path = urlsplit(answer["headers"]["location"]).path.removeprefix("/")
    assert path.startswith(f"peers/{NUMBER:03d}/lists/007/")
    stored, _ = read(region.published.bucket, path)
    accept = {"accept": f"application/statuslist+{form}"}
    assert stored == content(region.call(LIST, claims=GATE, path={"list": "7"}, query=asked, headers=accept))


@pytest.mark.parametrize(
    ("issuer", "status", "says"),
    [("51", 404, "UNKNOWN_ISSUER"), ("41", 503, "UNAVAILABLE"), ("042", 422, "INVALID_REQUEST")],
)
def test_lists_that_are_not_held_are_nowhere_else_either(
    region: Region, behind: LambdaHandler, issuer: str, status: int, says: str
) -> None:
    recognise(region, number=41)
    answer = ask(behind, LIST, "7", query={"issuer": issuer})

    assert (answer["statusCode"], json.loads(answer["body"])["code"]) == (status, says)
    assert "location" not in answer["headers"]


@pytest.mark.parametrize("query", [{}, {"issuer": str(NUMBER)}])
def test_nobody_is_sent_to_an_edition_that_is_gone(
    region: Region, behind: LambdaHandler, peer: LocalPeer, query: dict[str, str]
) -> None:
    told = ask(behind, LIST, "9", query=query)
    region.published.bucket.client.delete_object(
        Bucket=region.published.bucket.name, Key=urlsplit(told["headers"]["location"]).path.removeprefix("/")
    )
    answer = ask(behind, LIST, "9", query=query)

    assert (answer["statusCode"], json.loads(answer["body"])["code"]) == (503, "UNAVAILABLE")
    assert answer["headers"]["retry-after"] == "240"
    assert "location" not in answer["headers"]


def test_who_has_the_edition_is_sent_nowhere(region: Region, behind: LambdaHandler) -> None:
    known = get(region, 7).headers["etag"]

    answer = ask(behind, LIST, "7", GATE, None, **{"if-none-match": known})

    assert (answer["statusCode"], answer["body"]) == (304, "")
    assert "location" not in answer["headers"]


def test_the_contents_come_from_the_api_itself(region: Region, behind: LambdaHandler) -> None:
    answer = ask(behind, CONTENTS)

    assert answer["statusCode"] == 200
    assert b64decode(answer["body"]) == content(region.call(CONTENTS, claims=GATE))


@pytest.mark.parametrize(
    ("number", "claims", "status"),
    [("256", GATE, 404), ("7", staff_claims("operator"), 403), ("7", resident_claims(), 401), ("7", {}, 401)],
)
def test_nobody_else_is_told_an_address(
    behind: LambdaHandler, number: str, claims: dict[str, str], status: int
) -> None:
    answer = ask(behind, LIST, number, claims)

    assert answer["statusCode"] == status
    assert "location" not in answer["headers"]
    assert "cdn.example" not in answer["body"]
