"""From a line to a row, in both formats, and to the record that it stands for."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.import_rows.wire import assign_row, lift_row
from shared.import_rows.model import AssignRow, Case
from shared.import_rows.rules import json_of, record_id
from shared.imports.lines import Line
from shared.kernel.errors import DomainError, ErrorCode, FieldsRefused
from shared.kernel.ids import Authority, PersonId
from tests.import_file_acts import assign_row as valid
from tests.import_file_acts import lift_row as valid_lift

COLUMNS = tuple(valid())
PERSON, AUTHORITY = PersonId("p" * 32), Authority("CDC-440106")


def line(text: bytes | None, number: int = 2) -> Line:
    return Line(number, 0, len(text or b""), text)


def of_csv(text: str, columns: tuple[str, ...] = ("a", "b")) -> dict[str, str]:
    found: dict[str, str] = json.loads(json_of(line(text.encode()), columns))
    return found


def row(**changes: str) -> AssignRow:
    return assign_row(json.dumps(valid() | changes).encode())


@pytest.mark.parametrize(
    ("text", "stated"),
    [
        ("1,2", {"a": "1", "b": "2"}),
        (" 1 , 2 ", {"a": "1", "b": "2"}),
        ("1,", {"a": "1"}),
        ('"1,5","say ""no"""', {"a": "1,5", "b": 'say "no"'}),
        ("同乘,一车", {"a": "同乘", "b": "一车"}),
    ],
)
def test_a_line_of_a_csv_states_its_columns_without_the_empty_ones(text: str, stated: dict[str, str]) -> None:
    assert of_csv(text) == stated


@pytest.mark.parametrize("text", ["1", "1,2,3", '1,"2', '1,"2"x', "", '"'])
def test_a_line_that_is_not_one_whole_record_is_refused(text: str) -> None:
    with pytest.raises(FieldsRefused) as caught:
        of_csv(text)

    assert list(caught.value.problems) == ["line"]


@given(st.text())
def test_any_line_of_a_csv_is_a_row_or_is_refused(text: str) -> None:
    try:
        found = of_csv(text)
    except FieldsRefused:
        return
    assert set(found) <= {"a", "b"}


@given(st.binary())
def test_any_line_of_json_is_a_row_or_is_refused(text: bytes) -> None:
    with pytest.raises(DomainError):
        assign_row(json_of(line(text), ()))


@pytest.mark.parametrize("text", [b"[" * 10_000, b'{"a":' * 3000, b"null", b'"text"', b'{"reason": 1}'])
def test_deep_and_odd_json_is_refused(text: bytes) -> None:
    with pytest.raises(DomainError):
        assign_row(text)


def test_a_line_that_is_too_long_is_refused() -> None:
    with pytest.raises(FieldsRefused):
        json_of(line(None), ())


def test_a_byte_order_mark_stands_before_the_first_line_only() -> None:
    assert json_of(line(b"\xef\xbb\xbf{}", number=1), ()) == b"{}"
    assert json_of(line(b"\xef\xbb\xbf{}", number=2), ()) == b"\xef\xbb\xbf{}"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"category": "UNLUCKY"}, "category"),
        ({"case_reference": ""}, "case_reference"),
        ({"case_reference": "a b"}, "case_reference"),
        ({"reason": " "}, "reason"),
        ({"ends_on": "14.04.2020"}, "ends_on"),
        ({"starts_at": "2020-04-07"}, "starts_at"),
        ({"name": "张三"}, "unknown field"),
    ],
)
def test_the_wrong_field_of_a_row_is_named(changes: dict[str, str], field: str) -> None:
    with pytest.raises(FieldsRefused) as caught:
        row(**changes)

    assert list(caught.value.problems) == [field]
    assert "张三" not in str(caught.value.problems)


def test_a_field_that_is_named_twice_is_refused() -> None:
    text = json.dumps(valid())[:-1] + ', "reason": "another"}'

    with pytest.raises(FieldsRefused):
        assign_row(text.encode())


def test_a_lift_names_a_record_or_a_case_and_not_both() -> None:
    by_record = lift_row(b'{"record_id": "x", "reason": "y"}')
    by_case = lift_row(json.dumps(valid_lift()).encode())

    assert by_record.which == "x"
    assert isinstance(by_case.which, Case)
    with pytest.raises(FieldsRefused):
        lift_row(json.dumps(valid_lift(record_id="x")).encode())
    with pytest.raises(FieldsRefused) as caught:
        lift_row(b'{"reason": "y", "category": "SUSPECTED"}')
    assert caught.value.code is ErrorCode.INVALID_REQUEST
    assert set(caught.value.problems) == {"document_type", "document_number", "case_reference"}


def test_the_same_statement_is_the_same_record_and_any_other_is_another() -> None:
    own = record_id(AUTHORITY, PERSON, row())
    others = [
        record_id(Authority("CDC-440300"), PERSON, row()),
        record_id(AUTHORITY, PersonId("q" * 32), row()),
        record_id(AUTHORITY, PERSON, row(category="SUSPECTED")),
        record_id(AUTHORITY, PERSON, row(case_reference="13")),
        record_id(AUTHORITY, PERSON, row(reason="另一原因")),
        record_id(AUTHORITY, PERSON, row(starts_at="2020-04-07T00:00:00Z")),
        record_id(AUTHORITY, PERSON, row(ends_on="2020-04-30")),
        record_id(AUTHORITY, PERSON, row(review_on="2020-04-30")),
    ]

    assert record_id(AUTHORITY, PERSON, row()) == own
    assert len({own, *others}) == 9
    assert own.startswith(f"{PERSON}-")


def test_one_instant_is_one_start_however_it_is_written() -> None:
    first, second = row(starts_at="2020-04-07T00:00:00Z"), row(starts_at="2020-04-07T08:00:00+08:00")

    assert record_id(AUTHORITY, PERSON, first) == record_id(AUTHORITY, PERSON, second)
