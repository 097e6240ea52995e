"""Bodies that are no JSON object, and bad headers, paths and queries: refused, repeated nowhere, written nowhere."""

import json
import re
from base64 import b64encode
from collections.abc import Iterator

import pytest

from infra.openapi import api_functions
from shared.aws.http import Audience, Route
from shared.kernel.errors import ErrorCode
from tests.functions.edge.fields import MODELS, TEXTS, carrying, valid_body
from tests.functions.edge.refusals import MARK, code_of, fields_of, nothing_done, refusal
from tests.functions.samples import Event, Values, filled, put_back, send
from tests.look_alikes import full_width
from tests.region import Region

ROUTES = {route.key: route for function in api_functions() for route in function.routes}
INVALID_JSON, INVALID_REQUEST = ErrorCode.INVALID_JSON, ErrorCode.INVALID_REQUEST


def no_json(valid: str) -> Iterator[str]:
    """Texts that are no JSON value at all."""
    yield from ("", " ", MARK, f"'{MARK}'", f'"{MARK}', "{", "}", "{}{}", "[", "nul", "None", "True", "{,}", "\x00")
    yield from (valid[:-1], valid[: len(valid) // 2], valid[1:], valid + MARK, valid + valid, f"\ufeff{valid}")
    yield from (valid.replace(",", ",,", 1) if "," in valid else f"{valid},", valid.replace('"', "'"))
    yield from (f"/* {MARK} */{valid}", f"{valid[:-1]},}}", valid.replace(":", "=", 1), f"\u00a0{valid}")
    yield from (f"{valid}\x00", f"\x00{valid}")
    yield from ("[" * 30_000, '{"a":' * 10_000, "[" * 30_000 + "]" * 30_000, '{"' + MARK, "1" * 5_000)
    yield f'{{"{MARK}":{"9" * 5_000}}}'


def no_object() -> Iterator[str]:
    """JSON values other than an object."""
    yield from ("null", "true", "0", "-1.5e3", "1e999", "9" * 400, "NaN", "Infinity", "-Infinity", f'"{MARK}"')
    yield from ("[]", "[[]]", f'["{MARK}"]', "[{}]", f'[["{MARK}", "{MARK}"]]')


@pytest.mark.parametrize("key", MODELS)
def test_what_is_no_json_is_refused(region: Region, values: Values, key: str) -> None:
    with nothing_done(region, read=False):
        for text in no_json(json.dumps(valid_body(key, values), ensure_ascii=False)):
            answer = refusal(region, carrying(key, values, text))
            assert (code_of(answer), answer.status) == (INVALID_JSON, 400), text[:40]


@pytest.mark.parametrize("key", MODELS)
def test_what_is_no_object_is_refused(region: Region, values: Values, key: str) -> None:
    with nothing_done(region, read=False):
        for text in no_object():
            answer = refusal(region, carrying(key, values, text))
            assert (code_of(answer), fields_of(answer)) == (INVALID_REQUEST, {"body"}), text[:40]


@pytest.mark.parametrize("key", MODELS)
def test_a_missing_body_is_refused(region: Region, values: Values, key: str) -> None:
    without = filled(key, values)
    del without["body"]

    with nothing_done(region, read=False):
        for event in (without, without | {"body": None}, without | {"body": "", "isBase64Encoded": True}):
            assert code_of(refusal(region, event)) is INVALID_JSON


@pytest.mark.parametrize("key", MODELS)
def test_a_field_that_is_named_twice_is_refused(region: Region, values: Values, key: str) -> None:
    valid = valid_body(key, values)
    twice = []
    for name, value in valid.items():
        for other in (value, MARK, None, [[MARK]]):
            pair = f"{json.dumps(name)}:{json.dumps(other)}"
            twice.append(f"{{{pair},{json.dumps(valid)[1:]}")
        if isinstance(value, dict):
            inner, text = next(iter(value)), json.dumps(value)
            twice.append(json.dumps(valid).replace(text, f'{{"{inner}":"{MARK}",{text[1:]}', 1))

    with nothing_done(region, read=False):
        for text in twice:
            answer = refusal(region, carrying(key, values, text))
            assert (code_of(answer), fields_of(answer)) == (INVALID_REQUEST, {"body"}), text[:40]


@pytest.mark.parametrize("key", MODELS)
def test_a_number_that_is_none_or_too_large_is_refused_by_name(region: Region, values: Values, key: str) -> None:
    valid = valid_body(key, values)
    name = next(iter(valid))
    text = json.dumps(valid | {name: 1234567})

    with nothing_done(region, read=False):
        for number in ("NaN", "Infinity", "-Infinity", "1e999", "-0", "9" * 400, "1.0000000000000000000001"):
            answer = refusal(region, carrying(key, values, text.replace("1234567", number)))
            assert (code_of(answer), fields_of(answer)) == (INVALID_REQUEST, {name}), number


@pytest.mark.parametrize("key", MODELS)
def test_a_body_of_a_megabyte_is_refused_unread(region: Region, values: Values, key: str) -> None:
    limit = ROUTES[key].body_limit

    with nothing_done(region, read=False):
        for text in (MARK * 210_000, "[" * 1_000_000, json.dumps({MARK: "x" * 1_000_000}), "粤" * (limit // 3 + 1)):
            answer = refusal(region, carrying(key, values, text))
            assert (code_of(answer), answer.status) == (ErrorCode.BODY_TOO_LARGE, 413)
            assert answer.json["limit_bytes"] == limit


@pytest.mark.parametrize("key", MODELS)
def test_a_hundred_thousand_brackets_are_refused(region: Region, values: Values, key: str) -> None:
    with nothing_done(region, read=False):
        for text in ("[" * 100_000, "[" * 100_000 + "]" * 100_000, '{"a":' * 50_000):
            assert code_of(refusal(region, carrying(key, values, text))) in {INVALID_JSON, ErrorCode.BODY_TOO_LARGE}


@pytest.mark.parametrize("key", MODELS)
def test_bytes_that_are_no_text_are_refused(region: Region, values: Values, key: str) -> None:
    valid = json.dumps(valid_body(key, values), ensure_ascii=False)
    broken = [
        b"\xff",
        b"\x00\xff\xfe",
        valid.encode().replace(b'":', b'\xff":', 1),
        valid.encode().replace(b": ", b": \xc0\x80", 1),
        valid.encode("gb18030"),
        valid.encode("utf-16"),
        valid.encode("utf-16-le"),
        valid.encode("utf-32"),
        valid.encode("utf-8-sig"),
        b'{"a":"\xed\xa0\x80"}',
    ]
    # A sample without a letter beyond ASCII is the same text in GB 18030.
    texts = [b64encode(raw).decode() for raw in broken if raw != valid.encode()]
    no_base64 = [MARK, "****", "=", "A", "粤", "\ud800", f"{b64encode(valid.encode()).decode()}?"]

    with nothing_done(region, read=False):
        for text in texts + no_base64:
            answer = refusal(region, carrying(key, values, text) | {"isBase64Encoded": True})
            assert code_of(answer) is INVALID_JSON, text[:40]


@pytest.mark.parametrize("key", MODELS)
def test_another_content_type_is_refused(region: Region, values: Values, key: str) -> None:
    event = filled(key, values)
    missing = {name: value for name, value in event["headers"].items() if name != "content-type"}
    wrong = (
        *("", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/json"),
        *("application/jsonx", "application/problem+json", "application/json, text/plain", "application /json"),
        *("application/json\x00", "json", "*/*", MARK, "; application/json", full_width("json")),
    )

    with nothing_done(region, read=False):
        for headers in (missing, *(missing | {"content-type": each} for each in wrong)):
            answer = refusal(region, event | {"headers": headers})
            assert (code_of(answer), answer.status) == (ErrorCode.UNSUPPORTED_MEDIA_TYPE, 415), headers


@pytest.mark.parametrize("content_type", ["application/json; charset=utf-8", "Application/JSON", "application/json ;x"])
def test_json_is_known_by_its_type_however_it_is_written(region: Region, values: Values, content_type: str) -> None:
    event = filled("POST /v1/scans", values)
    headers = {name.title(): value for name, value in event["headers"].items()} | {"Content-Type": content_type}

    assert send(region, event | {"headers": headers}).status == 200


def test_a_body_in_base64_is_read(region: Region, values: Values) -> None:
    event = filled("POST /v1/scans", values)
    event |= {"body": b64encode(event["body"].encode()).decode(), "isBase64Encoded": True}

    assert send(region, event).json["outcome"] == "VALID"


KEYED = [key for key, route in ROUTES.items() if route.idempotency_key]
BAD_KEYS = (
    *("", "short", "a" * 7, "a" * 65, MARK * 3000, f"{MARK} {MARK}", f"{MARK}\n{MARK}", f"{MARK}{MARK}\n"),
    *(f"{MARK}#{MARK}", f"{MARK}/{MARK}", f"{MARK}={MARK}"),
    *(full_width("12345678"), f"{MARK}\x00{MARK}", f"{MARK}' OR 1=1 --", f"{MARK}😀{MARK}", f"{MARK}\u202e{MARK}"),
    *(f"{MARK}{MARK}, {MARK}{MARK}", f"{MARK}{MARK}.{MARK}", "\ud800" * 10, "ſſſſſſſſ", "----\u2010---"),
)


@pytest.mark.parametrize("key", KEYED)
def test_an_act_without_a_proper_idempotency_key_is_refused(region: Region, values: Values, key: str) -> None:
    event = filled(key, values)
    missing = {name: value for name, value in event["headers"].items() if name != "idempotency-key"}

    with nothing_done(region, read=False):
        for headers in (missing, *(missing | {"idempotency-key": each} for each in BAD_KEYS)):
            answer = refusal(region, event | {"headers": headers})
            assert (code_of(answer), answer.status) == (ErrorCode.INVALID_IDEMPOTENCY_KEY, 400), headers


@pytest.mark.parametrize("key", KEYED)
@pytest.mark.parametrize("length", [8, 64])
def test_an_idempotency_key_of_8_to_64_characters_is_taken(
    region: Region, values: Values, key: str, length: int
) -> None:
    event = filled(key, values)
    event["headers"]["idempotency-key"] = ("Az09_-" * 11)[:length]
    put_back(region, key)

    assert send(region, event).status == ROUTES[key].status


FINAL = ("PUT", "PATCH", "DELETE")
PARAMETERS = [(key, name) for key, route in ROUTES.items() for name in re.findall(r"{(\w+)}", route.path)]
BAD_NAMES = (
    *(text for what, text in TEXTS.items() if what != "digits"),
    *("a" * 257, MARK * 400, MARK * 2000, f"{MARK}%2F{MARK}", f"{MARK}/{MARK}", f"{MARK}.{MARK}", "\ud800", "."),
)


@pytest.mark.parametrize(("key", "name"), PARAMETERS)
def test_a_path_that_names_nothing_is_not_found(region: Region, values: Values, key: str, name: str) -> None:
    event = filled(key, values)

    with nothing_done(region, read=False):
        for bad in BAD_NAMES:
            answer = refusal(region, event | {"pathParameters": event["pathParameters"] | {name: bad}})
            assert (code_of(answer), answer.status) == (ErrorCode.NOT_FOUND, 404), bad[:40]


NOT_LOOKED_UP = {
    ("GET /C/{digits}", "digits"),
    # A page says so.
    ("GET /N/{digits}", "digits"),
    # No temperature is changed, whether there is one or not.
    *((f"{method} /v1/people/{{person}}/temperatures/{{temperature}}", "temperature") for method in FINAL),
    # A day is no name that anybody gave: what is none is told so.
    ("GET /v1/red-list/days/{day}", "day"),
    # Every number up to 255 is one of a list, and reads the same in either case.
    ("GET /v1/status-lists/{list}", "list"),
    # A region's number reads the same in either case.
    ("GET /v1/people/{person}/provinces/{issuer}", "issuer"),
    # Who scanned nobody is told to scan somebody.
    *((key, name) for key, name in PARAMETERS if name == "scan"),
}


@pytest.mark.parametrize(("key", "name"), [each for each in PARAMETERS if each not in NOT_LOOKED_UP])
def test_a_name_that_nobody_gave_is_not_found(region: Region, values: Values, key: str, name: str) -> None:
    event = filled(key, values)
    given = event["pathParameters"][name]
    strangers = ("x", "-", "--", "_", MARK, "a" * 256, given[:-1], given + "a", given.swapcase(), given[::-1])

    with nothing_done(region, read=True):
        for stranger in strangers:
            answer = refusal(region, event | {"pathParameters": event["pathParameters"] | {name: stranger}})
            assert (code_of(answer), answer.status) == (ErrorCode.NOT_FOUND, 404), stranger


@pytest.mark.parametrize("digits", ["0", "1" * 200, "9" * 256, MARK])
def test_the_page_behind_a_code_is_the_same_for_every_code(region: Region, values: Values, digits: str) -> None:
    event = filled("GET /C/{digits}", values)

    answer = send(region, event | {"pathParameters": {"digits": digits}})

    assert answer.status == 200
    assert answer.body == send(region, event).body
    assert MARK not in str(answer.body)


QUERIES = [(key, name) for key, route in ROUTES.items() for name in route.query]
BAD_QUERY = (
    *TEXTS.values(),
    *(MARK * 2000, "null", "-", "1e2", "0x10", "1.0", "+1", " 1", "1,2", "\ud800", full_width("10")),
)


@pytest.mark.parametrize(("key", "name"), QUERIES)
def test_a_bad_query_is_refused(region: Region, values: Values, key: str, name: str) -> None:
    event = filled(key, values)
    # An empty cursor is that of the first page: what a client sends that has none yet.
    bad = [text for text in BAD_QUERY if text or name != "cursor"]
    own = event.get("queryStringParameters") or {}

    with nothing_done(region, read=True):
        for text in bad:
            answer = refusal(region, event | {"queryStringParameters": own | {name: text}})
            if code_of(answer) is INVALID_REQUEST:
                assert fields_of(answer) == {name}, text[:40]
            else:
                assert (code_of(answer), name) == (ErrorCode.INVALID_CURSOR, "cursor"), text[:40]


@pytest.mark.parametrize("route", ROUTES.values(), ids=ROUTES)
def test_what_a_route_does_not_ask_for_changes_nothing(region: Region, values: Values, route: Route) -> None:
    event = filled(route.key, values)
    put_back(region, route.key)
    plain = send(region, event)
    put_back(region, route.key)
    more: Event = {
        "headers": event["headers"] | {"x-forwarded-user": MARK, "x-http-method-override": "DELETE", MARK: MARK},
        "queryStringParameters": event.get("queryStringParameters", {}) | {MARK: MARK, "person": MARK, "sub": MARK},
        "stageVariables": {"resident_issuer": MARK},
        "cookies": [f"session={MARK}"],
    }
    if route.body is None:
        more["body"] = f'{{"{MARK}": "{MARK}"'

    answer = send(region, event | more)

    assert answer.status in {route.status, route.repeated}
    assert answer.headers == plain.headers
    assert MARK not in str(answer.body)
    if route.audience is Audience.ANYONE:
        assert answer == plain


@pytest.mark.parametrize("accepted", ["", "fr", "*", MARK * 1000, "\x00", "en\ud800", ",,,;q=", "zh;q=0,en;q=1"])
def test_any_accept_language_gets_an_answer_in_one_of_two(region: Region, values: Values, accepted: str) -> None:
    event = filled("GET /v1/release-guides", values)

    answer = send(region, event | {"headers": event["headers"] | {"accept-language": accepted}})

    assert answer.status == 200
    assert MARK not in str(answer.body)
