"""The scan's own reading of its body and the model's: the same bodies taken, the others refused alike."""

import json
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from functions.scans import app
from functions.scans.wire import PAYLOAD_LIMIT, ScanBody
from shared.kernel.errors import DomainError

CHECKPOINT = "440106-S-ABCDEFGH-X"


def outcome(read: Any, body: bytes) -> tuple[object, ...]:
    try:
        return ("read", *read(body))
    except DomainError as refusal:
        return ("refused", refusal.code, dict(refusal.facts))


def assert_same(body: bytes) -> None:
    assert outcome(app._read, body) == outcome(app._read_by_model, body)


def text(payload: str = "x", checkpoint: str = CHECKPOINT) -> str:
    return json.dumps({"payload": payload, "checkpoint_id": checkpoint}, ensure_ascii=False)


def raw(payload: str, checkpoint: str = f'"{CHECKPOINT}"') -> bytes:
    return f'{{"payload":{payload},"checkpoint_id":{checkpoint}}}'.encode()


def test_the_limits_are_the_models() -> None:
    limits = {name: field.metadata[0].max_length for name, field in ScanBody.model_fields.items()}

    assert limits == {"payload": app._PAYLOAD_LIMIT, "checkpoint_id": app._CHECKPOINT_LIMIT}
    assert app._PAYLOAD_LIMIT == PAYLOAD_LIMIT


TAKEN = {
    "plain": text(),
    "empty": text("", ""),
    "other order": json.dumps({"checkpoint_id": CHECKPOINT, "payload": "x"}),
    "space around": f" \t\r\n{text()}\n",
    "as long as may be": text("粤" * PAYLOAD_LIMIT, "粤" * 40),
    "beyond the basic plane": text("😀" * PAYLOAD_LIMIT),
    "escaped": r'{"p\u0061yload":"\ud83d\ude00\u0000\/\"\\","checkpoint_id":"\u0041"}',
    "escaped slashes": r'{"payload":"HTTPS:\/\/CODE.EXAMPLE\/C\/1","checkpoint_id":"A"}',
    "a backslash before a u": r'{"payload":"\\ud800","checkpoint_id":"A"}',
    "delete": text("\x7f\x80\x9f"),
    "a byte order mark inside": text("\ufeff"),
    "line separators": text("\u2028\u2029"),
    "noncharacters": text("\uffff\U0010ffff"),
}
REFUSED = {
    "a character too many": text("x" * (PAYLOAD_LIMIT + 1)).encode(),
    "a character too many for a checkpoint": text("x", "x" * 41).encode(),
    "half a character": raw(r'"\ud800"'),
    "the other half": raw(r'"\udc00"'),
    "halves in the wrong order": raw(r'"\udc00\ud800"'),
    "half a character in a name": rb'{"\ud800":"x","checkpoint_id":"x"}',
    "half a character in bytes": b'{"payload":"\xed\xa0\x80","checkpoint_id":"x"}',
    "bytes that are no text": b'{"payload":"\xff","checkpoint_id":"x"}',
    "overlong bytes": b'{"payload":"\xc0\x80","checkpoint_id":"x"}',
    "a byte order mark": text().encode("utf-8-sig"),
    "two bytes a character": text().encode("utf-16"),
    "two bytes without a mark": text().encode("utf-16-le"),
    "two bytes the other way": text().encode("utf-16-be"),
    "four bytes a character": text().encode("utf-32-le"),
    "a line break inside": raw('"a\nb"'),
    "nul inside": raw('"a\x00b"'),
    "nul behind": text().encode() + b"\x00",
    "a no-break space before": b"\xc2\xa0" + text().encode(),
    "no number": raw("NaN"),
    "infinity": raw("-Infinity"),
    "a number": raw("1"),
    "a large number": raw("9" * 400),
    "a number too large for anybody": raw("9" * 5000),
    "null": raw("null"),
    "an object": raw("{}"),
    "pairs": json.dumps([["payload", "x"], ["checkpoint_id", CHECKPOINT]]).encode(),
    "named twice": b'{"payload":"x","payload":"x","checkpoint_id":"x"}',
    "named twice, no number first": b'{"payload":NaN,"payload":"x","checkpoint_id":"x"}',
    "named twice, depth first": b'{"payload":' + b"[" * 300 + b"]" * 300 + b',"payload":"x","checkpoint_id":"x"}',
    "named twice, only": b'{"payload":"x","payload":"x"}',
    "named twice in escapes": rb'{"payload":"x","\u0070ayload":"y","checkpoint_id":"x"}',
    "a third": b'{"payload":"x","checkpoint_id":"x","x":1}',
    "another": b'{"payload":"x","checkpoint":"x"}',
    "one": b'{"payload":"x"}',
    "none": b"{}",
    "nothing": b"",
    "two": text().encode() * 2,
    "a comma too many": text().encode()[:-1] + b",}",
    "depth": b"[" * 60_000,
    "depth in a field": raw("[" * 30_000),
    "a string": b'"payload"',
    "a list": b"[]",
}


@pytest.mark.parametrize("body", TAKEN.values(), ids=TAKEN)
def test_a_body_is_taken_by_both(body: str) -> None:
    found = json.loads(body)

    assert outcome(app._read, body.encode()) == ("read", found["payload"], found["checkpoint_id"])
    assert_same(body.encode())


@pytest.mark.parametrize("body", REFUSED.values(), ids=REFUSED)
def test_a_body_is_refused_by_both(body: bytes) -> None:
    assert outcome(app._read, body)[0] == "refused"
    assert_same(body)


MEMBERS = st.sampled_from(['"payload"', '"checkpoint_id"', r'"p\u0061yload"', r'"\ud800"', '"x"', '""', "payload", "1"])
STRINGS = st.text(st.characters(), max_size=6).map(json.dumps) | st.text(max_size=6).map(
    lambda drawn: json.dumps(drawn, ensure_ascii=False)
)
LENGTHS = st.sampled_from([39, 40, 41, PAYLOAD_LIMIT, PAYLOAD_LIMIT + 1]).map(lambda length: f'"{"y" * length}"')
OTHERS = st.sampled_from(
    ["1", "NaN", "1e999", "9" * 4400, "null", "[]", "{}", "[" * 250 + "]" * 250, r'"\ud800"', r'"\ud83d\ude00"', '"\n"']
)
PAIRS = st.tuples(MEMBERS, STRINGS | LENGTHS | OTHERS).map(":".join)
OBJECTS = st.lists(PAIRS, max_size=4).map(lambda pairs: "{" + ",".join(pairs) + "}")
TWO = st.tuples(STRINGS | LENGTHS, STRINGS | LENGTHS).map(lambda two: raw(*two).decode())
CODINGS = st.sampled_from(["utf-8", "utf-8", "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32-be"])


@settings(max_examples=400, deadline=None)
@given(OBJECTS | TWO, CODINGS)
def test_whatever_is_written_like_a_body_is_read_the_same_by_both(written: str, coding: str) -> None:
    assert_same(written.encode(coding, "surrogatepass"))


@settings(max_examples=400, deadline=None)
@given(st.integers(0, 60), st.binary(max_size=4), st.integers(0, 4))
@example(1, b"\xef\xbb\xbf", 0)
def test_whatever_befalls_a_body_is_noticed_by_both(place: int, put: bytes, cut: int) -> None:
    body = text("HTTPS://CODE.EXAMPLE/C/1").encode()

    assert_same(body[:place] + put + body[place + cut :])


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=40))
def test_any_bytes_are_the_same_to_both(body: bytes) -> None:
    assert_same(body)


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=30), st.text(max_size=20), st.booleans())
def test_two_texts_are_read_as_they_were_written(payload: str, checkpoint: str, ascii_only: bool) -> None:
    body = json.dumps({"payload": payload, "checkpoint_id": checkpoint}, ensure_ascii=ascii_only).encode()

    assert outcome(app._read, body) == ("read", payload, checkpoint)
    assert_same(body)
