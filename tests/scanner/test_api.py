"""Calls over a real connection: tags, refusals, and servers that hang, drip, lie about lengths or say too much."""

import time
from datetime import timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509

from scanner.api import Api, Refused, Unanswered
from tests.functions.identity_register.test_tls import certificate
from tests.loopback import Answer, Loopback, answer, drip, hang_up, loopback

TOKEN = "device.token.1"
BRIEF = 0.4


@pytest.fixture
def token_file(tmp_path: Path) -> Path:
    path = tmp_path / "token"
    path.write_text(f"{TOKEN}\n", encoding="ascii")
    return path


def get(server: Loopback, token_file: Path, *, tag: str = "", seconds: float = 5.0) -> bytes:
    return Api(server.url, token_file).get("/v1/trust-list", limit=100, seconds=seconds, tag=tag).content


def test_a_question_has_the_token_the_tag_and_the_form_it_wants(token_file: Path) -> None:
    with loopback() as server:
        server.script = [answer(content=b"the list", etag='"2"')]
        api = Api(f"{server.url}/stage/", token_file)
        found = api.get("/v1/status-lists/7", limit=100, seconds=5, tag='"1"', accept="application/statuslist+cwt")

    (received,) = server.received
    assert (found.content, found.tag, found.is_known) == (b"the list", '"2"', False)
    assert received.path == "/stage/v1/status-lists/7"
    assert received.headers["authorization"] == f"Bearer {TOKEN}"
    assert received.headers["if-none-match"] == '"1"'
    assert received.headers["accept"] == "application/statuslist+cwt"
    assert received.headers["host"] == server.url.removeprefix("http://")


def test_what_the_tag_names_does_not_come_again(token_file: Path) -> None:
    with loopback() as server:
        server.script = [answer(304, b"")]
        found = Api(server.url, token_file).get("/v1/trust-list", limit=100, seconds=5, tag='"1"')

    assert found.is_known
    assert found.content == b""


def test_a_scan_has_its_key(token_file: Path) -> None:
    with loopback() as server:
        server.script = [answer(content={"scan": "a"})]
        found = Api(server.url, token_file).post("/v1/scans", b"{}", limit=100, seconds=5, key="key-000001")

    (received,) = server.received
    assert found.content == b'{"scan": "a"}'
    assert (received.headers["idempotency-key"], received.body) == ("key-000001", b"{}")


def test_one_connection_serves_many_questions(token_file: Path) -> None:
    with loopback() as server:
        server.script = [answer(content=b"the list")]
        api = Api(server.url, token_file)
        for _ in range(5):
            api.get("/v1/trust-list", limit=100, seconds=5)

    assert len({received.connection for received in server.received}) == 1


def test_a_token_that_was_renewed_is_used_from_then_on(token_file: Path) -> None:
    with loopback() as server:
        server.script = [answer(content=b"")]
        api = Api(server.url, token_file)
        api.get("/", limit=100, seconds=5)
        token_file.write_text("device.token.2", encoding="ascii")
        api.get("/", limit=100, seconds=5)

    assert [each.headers["authorization"] for each in server.received] == [f"Bearer {TOKEN}", "Bearer device.token.2"]


@pytest.mark.parametrize("content", [None, b"", b"two tokens", b"\xff"])
def test_without_a_token_nobody_is_asked(token_file: Path, content: bytes | None) -> None:
    token_file.unlink() if content is None else token_file.write_bytes(content)
    with loopback() as server:
        server.script = [answer(content=b"")]
        with pytest.raises(Unanswered, match="token file"):
            get(server, token_file)

    assert server.received == []


@pytest.mark.parametrize(
    ("given", "why"),
    [
        (answer(401, {}), "fresh one into the token file"),
        (answer(403, {}), "needs the role `scanner`"),
        (answer(404, {}), "404"),
        (answer(422, {}), "answered 422"),
    ],
)
def test_a_refusal_says_what_to_do(token_file: Path, given: Answer, why: str) -> None:
    with loopback() as server:
        server.script = [given]
        with pytest.raises(Refused, match=why):
            get(server, token_file)


@pytest.mark.parametrize(
    ("given", "why", "retry_after"),
    [
        (answer(503, {}), "answered 503", 0),
        (answer(503, {}, retry_after="30"), "answered 503", 30),
        (answer(429, {}, retry_after="7"), "answered 429", 7),
        (answer(503, {}, retry_after="9999999"), "answered 503", 300),
        (answer(503, {}, retry_after="soon"), "answered 503", 0),
        (answer(302, b"", location="https://elsewhere.example/"), "answered 302", 0),
        (answer(200, b"x" * 101), "more than it may", 0),
        (answer(200, b"half", content_length="90"), "the API", 0),
        (hang_up, "cannot be reached", 0),
    ],
)
def test_what_is_no_answer_is_said_and_when_to_ask_again(
    token_file: Path, given: Answer, why: str, retry_after: float
) -> None:
    with loopback() as server:
        server.script = [given]
        with pytest.raises(Unanswered, match=why) as found:
            get(server, token_file, seconds=2)

    assert found.value.retry_after == retry_after
    assert not isinstance(found.value, Refused)


@pytest.mark.parametrize(
    "before",
    [b"", b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 200 OK\r\ncontent-length: 90\r\n\r\n"],
    ids=["no word", "half a head", "half a body"],
)
@pytest.mark.parametrize("drops", [b"", b"x"], ids=["hangs", "drips"])
def test_a_server_that_hangs_or_drips_holds_nobody(token_file: Path, before: bytes, drops: bytes) -> None:
    with loopback() as server:
        server.script = [drip(before, drops, server.over, 0.05)]
        started = time.monotonic()
        with pytest.raises(Unanswered):
            get(server, token_file, seconds=BRIEF)
        took = time.monotonic() - started

    # Generous, for the machine may be busy; without the bound it would be forever.
    assert took < BRIEF + 5


def test_where_nobody_listens_there_is_no_answer(token_file: Path) -> None:
    with loopback() as server:
        url = server.url
    with pytest.raises(Unanswered, match="cannot be reached"):
        Api(url, token_file).get("/", limit=100, seconds=5)


LIST = "/v1/status-lists/7"


def get_list(server: Loopback, token_file: Path, *, seconds: float = 5.0) -> bytes:
    api = Api(server.url, token_file)
    return api.get(LIST, limit=100, seconds=seconds, accept="application/x", elsewhere=True).content


def test_a_list_is_fetched_where_the_api_says_without_the_token(token_file: Path) -> None:
    with loopback() as server, loopback() as cdn:
        signed = f"{cdn.url}/lists/007/2020-04-07T07:44:00Z.cwt?Expires=1&Signature=a-b_c~&Key-Pair-Id=K1"
        server.script = [answer(307, b"", location=signed)]
        cdn.script = [answer(content=b"the list", etag='"of another"')]
        api = Api(server.url, token_file)
        found = [api.get(LIST, limit=100, seconds=5, tag='"1"', elsewhere=True) for _ in range(3)]

    assert {(each.content, each.tag, each.is_known) for each in found} == {(b"the list", "", False)}
    assert {each.path for each in cdn.received} == {signed.removeprefix(cdn.url)}
    assert all(TOKEN not in str(each.headers) for each in cdn.received)
    assert {name for each in cdn.received for name in each.headers} <= {"host", "accept-encoding", "user-agent"}
    assert not any("yuekang" in str(each.headers) for each in cdn.received)
    assert len({each.connection for each in cdn.received}) == 1
    assert all(each.headers["authorization"] == f"Bearer {TOKEN}" for each in server.received)


def test_nobody_is_sent_on_from_where_they_were_sent(token_file: Path) -> None:
    with loopback() as server, loopback() as cdn, loopback() as third:
        server.script = [answer(307, b"", location=f"{cdn.url}/a")]
        cdn.script = [answer(307, b"", location=f"{third.url}/b")]
        third.script = [answer(content=b"the list")]
        with pytest.raises(Unanswered, match="the API named answered 307"):
            get_list(server, token_file)

    assert (len(server.received), len(cdn.received), third.received) == (1, 1, [])


def test_nothing_else_is_fetched_elsewhere_and_no_scan_is_sent_there(token_file: Path) -> None:
    with loopback() as server, loopback() as cdn:
        server.script = [answer(307, b"", location=f"{cdn.url}/a")]
        cdn.script = [answer(content=b"{}")]
        with pytest.raises(Unanswered, match="the API answered 307"):
            get(server, token_file)
        with pytest.raises(Unanswered, match="the API answered 307"):
            Api(server.url, token_file).post("/v1/scans", b"{}", limit=100, seconds=5)

    assert cdn.received == []


@pytest.mark.parametrize(
    "location",
    [
        "http://cdn.example/lists/007",
        "http://localhost.example/lists/007",
        "ftp://127.0.0.1/lists/007",
        "file:///etc/passwd",
        "/lists/007",
        "//127.0.0.1/lists/007",
        "https://user:password@127.0.0.1/lists/007",
        "https://",
        "https://[::1",
        "",
    ],
)
def test_a_list_is_fetched_from_nowhere_without_https(token_file: Path, location: str) -> None:
    with loopback() as server:
        server.script = [answer(307, b"", location=location)]
        with pytest.raises(Unanswered, match="where nothing may be fetched"):
            get_list(server, token_file)

    assert len(server.received) == 1


@pytest.mark.parametrize(
    ("given", "why", "retry_after"),
    [
        # The address has expired: that is no refusal of this device's token.
        (answer(403, b""), "named answered 403", 0),
        (answer(304, b""), "named answered 304", 0),
        (answer(503, b"", retry_after="30"), "named answered 503", 30),
        (answer(200, b"x" * 101), "more than it may", 0),
        (hang_up, "cannot be reached", 0),
    ],
)
def test_what_is_no_list_elsewhere_is_said(token_file: Path, given: Answer, why: str, retry_after: float) -> None:
    with loopback() as server, loopback() as cdn:
        server.script = [answer(307, b"", location=f"{cdn.url}/a")]
        cdn.script = [given]
        with pytest.raises(Unanswered, match=why) as found:
            get_list(server, token_file)

    assert found.value.retry_after == retry_after
    assert not isinstance(found.value, Refused)


def test_both_answers_have_one_time_between_them(token_file: Path) -> None:
    with loopback() as server, loopback() as cdn:
        server.script = [answer(307, b"", location=f"{cdn.url}/a")]
        cdn.script = [drip(b"HTTP/1.1 200 OK\r\ncontent-length: 90\r\n\r\n", b"x", cdn.over, 0.05)]
        started = time.monotonic()
        with pytest.raises(Unanswered):
            get_list(server, token_file, seconds=BRIEF)
        took = time.monotonic() - started

    # Generous, for the machine may be busy; without the bound it would be some seconds of dripping.
    assert took < BRIEF + 3


def test_a_cdn_whose_certificate_nobody_vouches_for_is_not_believed(token_file: Path, tmp_path: Path) -> None:
    _, tls = certificate(tmp_path, x509.IPAddress(ip_address("127.0.0.1")), timedelta(days=1))
    with loopback() as server, loopback(tls) as cdn:
        server.script = [answer(307, b"", location=f"{cdn.url}/a")]
        cdn.script = [answer(content=b"the list")]
        with pytest.raises(Unanswered, match="cannot be reached"):
            get_list(server, token_file)

    assert cdn.received == []


@pytest.mark.parametrize(
    "url",
    [
        "http://api.example",
        "ftp://api.example",
        "api.example",
        "",
        "https://",
        "https://user:password@api.example",
        "https://api.example/?stage=1",
        "https://api.example/#here",
        "http://localhost.example",
    ],
)
def test_a_token_is_sent_to_nobody_who_could_read_along(token_file: Path, url: str) -> None:
    with pytest.raises(ValueError, match="the API's address"):
        Api(url, token_file)


def test_a_local_cloud_is_asked_on_this_machine_under_its_own_name(token_file: Path) -> None:
    with loopback() as server:
        server.script = [answer(content=b"")]
        port = server.url.rpartition(":")[2]
        Api(f"http://abc.execute-api.localhost:{port}", token_file).get("/", limit=100, seconds=5)

    assert server.received[0].headers["host"] == f"abc.execute-api.localhost:{port}"
