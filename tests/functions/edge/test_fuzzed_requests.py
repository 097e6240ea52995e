"""Whatever is sent to whatever route: an answer below 500, and never an exception."""

import json
from base64 import b64encode
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.functions.edge.fields import MODELS, body_fields, carrying, valid_body, with_value
from tests.functions.samples import Event, Values, filled, send
from tests.region import Region

TEXT = st.text(st.characters(), max_size=40)
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | TEXT
PAGES = {"GET /N/{digits}"}
"""For people, whatever they say."""
JSON = st.recursive(SCALARS, lambda inner: st.lists(inner) | st.dictionaries(TEXT, inner), max_leaves=8)


def assert_answered(region: Region, event: Event) -> None:
    answer = send(region, event)

    assert 200 <= answer.status < 500, (answer.status, answer.body)
    if answer.status >= 400 and event["routeKey"] not in PAGES:
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json["status"] == answer.status


def near(key: str, values: Values) -> st.SearchStrategy[Any]:
    """The valid body of a route with other values in some of its fields, each of any kind or close to the right one."""
    valid = valid_body(key, values)
    fields = body_fields(key)
    paths = [field.path for field in fields if field.is_text] or [field.path for field in fields]
    close = st.sampled_from(["RESIDENT_ID", "PASSPORT", "E12345678", "2020-04-08", "2020-04-08T00:00:00Z", "440106"])

    def changed(changes: dict[str, Any]) -> Any:
        body = valid
        for path, value in changes.items():
            body = with_value(body, path, value)
        return body

    return st.dictionaries(st.sampled_from(paths), JSON | close, max_size=len(paths)).map(changed)


@pytest.mark.parametrize("key", MODELS)
def test_any_json_is_answered(region: Region, values: Values, key: str) -> None:
    _try_all(lambda body: assert_answered(region, carrying(key, values, json.dumps(body))), JSON | near(key, values))


@pytest.mark.parametrize("key", MODELS)
def test_any_bytes_are_answered(region: Region, values: Values, key: str) -> None:
    valid = json.dumps(valid_body(key, values), ensure_ascii=False).encode()
    cuts = st.tuples(st.integers(0, len(valid)), st.binary(max_size=6), st.integers(0, 8))
    spliced = cuts.map(lambda cut: valid[: cut[0]] + cut[1] + valid[cut[0] + cut[2] :])

    def ask(body: bytes) -> None:
        assert_answered(
            region, filled(key, values) | {"body": b64encode(body).decode("ascii"), "isBase64Encoded": True}
        )

    _try_all(ask, spliced | st.binary(max_size=60))


def test_any_path_query_and_header_is_answered(region: Region, values: Values) -> None:
    names = TEXT | st.from_regex(r"[A-Za-z0-9_-]{1,60}", fullmatch=True)
    parts = st.tuples(st.sampled_from(sorted(region.routes)), names, names, names)

    def ask(chosen: tuple[str, str, str, str]) -> None:
        key, name, query, header = chosen
        event = filled(key, values)
        event |= {
            "pathParameters": dict.fromkeys(event.get("pathParameters", {}), name),
            "queryStringParameters": {"limit": query, "cursor": name, query: header},
            "headers": event["headers"] | {"idempotency-key": header, "accept-language": query, name: query},
        }
        assert_answered(region, event)

    _try_all(ask, parts, examples=150)


def _try_all(ask: Callable[[Any], None], strategy: st.SearchStrategy[Any], examples: int = 40) -> None:
    """Ask with `examples` things that `strategy` draws, and show the smallest that fails."""

    @settings(max_examples=examples, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(strategy)
    def tried(drawn: Any) -> None:
        ask(drawn)

    tried()
