"""Bodies to models: every fault is named, no value is repeated."""

import json
from enum import StrEnum
from typing import Any

import pytest
from pydantic import Field, ValidationError

from shared.aws.wire import Prose, Wire, parse
from shared.kernel.errors import DomainError, ErrorCode, FieldsRefused


class Kind(StrEnum):
    STATION = "STATION"


class Inner(Wire):
    number: str = Field(max_length=4)
    more: list[int] = Field(default_factory=list)


class Outer(Wire):
    inner: Inner
    kind: Kind
    line: Prose
    note: str | None = None


VALID: dict[str, Any] = {"inner": {"number": "1"}, "kind": "STATION", "line": "东站 North gate, no. 3 (上)"}


def body(**changes: Any) -> bytes:
    return json.dumps(VALID | changes).encode()


def faults(content: bytes) -> dict[str, str]:
    with pytest.raises(FieldsRefused) as caught:
        parse(Outer, content)
    assert caught.value.code is ErrorCode.INVALID_REQUEST
    assert caught.value.facts == {
        "errors": [{"field": field, "problem": text} for field, text in caught.value.problems.items()]
    }
    return caught.value.problems


def test_a_body_becomes_its_model() -> None:
    assert parse(Outer, body()) == Outer(inner=Inner(number="1"), kind=Kind.STATION, line=VALID["line"])


def test_every_wrong_field_is_named_by_its_path_and_none_by_its_value() -> None:
    found = faults(body(inner={"number": "Zq7wv", "more": [1, "Zq7wv", 2.5]}, kind="Zq7wv", line=1, note=[], Zq7wv="x"))

    assert set(found) == {"inner.number", "inner.more.1", "inner.more.2", "kind", "line", "note", "unknown field"}
    assert "Zq7wv" not in str(found)


def test_a_fault_holds_nothing_of_the_body_behind_it() -> None:
    with pytest.raises(FieldsRefused) as caught:
        parse(Outer, body(kind="Zq7wv"))

    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None


@pytest.mark.parametrize("content", [b"", b"{", b"\xff", b"{}{}", b'{"kind": "\\ud800"}', b"[" * 100_000])
def test_what_is_no_json_is_refused_as_such(content: bytes) -> None:
    with pytest.raises(DomainError, match=r"^INVALID_JSON$"):
        parse(Outer, content)


@pytest.mark.parametrize("content", [b"null", b"[]", b"1", b'"x"', b"NaN"])
def test_what_is_no_object_is_refused_as_a_whole(content: bytes) -> None:
    assert set(faults(content)) == {"body"}


@pytest.mark.parametrize(
    "content",
    [
        body()[:-1] + b', "kind": "STATION"}',
        body()[:-1] + b', "note": null, "note": null}',
        b'{"note": [[1]], ' + body(note="x")[1:],
        body().replace(b'"number"', b'"number": "1", "n\\u0075mber"'),
    ],
)
def test_a_field_named_twice_is_refused_wherever_it_stands(content: bytes) -> None:
    assert faults(content) == {"body": "names a field twice"}


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("东站北进站口", "东站北进站口"),
        (" padded\u3000", "padded"),
        ("Ünïcödé, ‘quotes’ — “and” dashes…", "Ünïcödé, ‘quotes’ — “and” dashes…"),
        ("١٢٣ १२३ １２３", "١٢٣ १२३ １２３"),
        ("粤疾控〔2020〕12号", "粤疾控〔2020〕12号"),
        ("e\u0301", "e\u0301"),
        ("𠮷", "𠮷"),
        ("x" * 200, "x" * 200),
        ("'; DROP TABLE core; --#", "'; DROP TABLE core; --#"),
    ],
)
def test_prose_is_a_line_in_any_script(sent: str, kept: str) -> None:
    assert parse(Outer, body(line=sent)).line == kept


@pytest.mark.parametrize(
    "line",
    [
        *("", " ", "\u3000", "\n", "x" * 201, "a\nb", "a\tb", "a\x00b", "\x1b[0m", "a\x7fb", "a\x85b"),
        *("😀", "❤️", "👩‍⚕️", "1️⃣", "<b>", "5€", "a|b", "`a`", "a^b", "~"),
        *("a\u200bb", "a\u202eb", "\u200fa", "a\u2028b", "\ue000", "\ufeffa", "a\u00adb", "\uffff"),
    ],
    ids=ascii,
)
def test_prose_holds_no_control_characters_no_markup_and_no_pictures(line: str) -> None:
    assert set(faults(body(line=line))) == {"line"}


def test_a_model_neither_changes_nor_shows_what_was_wrong_with_it() -> None:
    parsed = parse(Outer, body())

    with pytest.raises(ValidationError, match="frozen"):
        parsed.kind = Kind.STATION  # type: ignore[misc]
    with pytest.raises(ValidationError) as caught:
        Outer.model_validate({"inner": {"number": "Zq7wv too long"}})
    assert "Zq7wv" not in str(caught.value)
