"""However a file is cut up, by its writer or by S3, its lines and rows are what they are."""

import hashlib
from collections.abc import Iterable, Iterator
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.import_files import rules
from shared.import_files.model import Examined, FileRejected
from shared.import_files.rules import Plan, examined
from shared.imports.lines import LONGEST_LINE, Line, lines
from shared.imports.model import ImportFormat, ImportKind, Rejection

ASSIGN = "document_type,document_number,category,case_reference,reason,ends_on"
TEXTS = st.lists(st.sampled_from([b"\n", b"\r\n", b"\r", b" ", b"\n\n", b'"', b"a,b", "证件".encode(), b"{}"])).map(
    b"".join
)


def pieces(content: bytes, size: int) -> Iterator[bytes]:
    for start in range(0, len(content), size):
        yield content[start : start + size]


def taken(
    content: bytes, written_as: ImportFormat = ImportFormat.CSV, kind: ImportKind = ImportKind.ASSIGN
) -> Examined:
    return examined(pieces(content, 7), kind, written_as)


def rejection(content: bytes, written_as: ImportFormat = ImportFormat.CSV, kind: ImportKind = ImportKind.ASSIGN) -> str:
    with pytest.raises(FileRejected) as caught:
        taken(content, written_as, kind)
    return str(caught.value)


@given(TEXTS, st.integers(1, 9))
def test_the_lines_of_any_text_are_all_of_it_one_after_the_other(text: bytes, size: int) -> None:
    found = list(lines(pieces(text, size)))

    assert b"".join(text[line.start : line.start + line.size] for line in found) == text
    assert [line.number for line in found] == list(range(1, len(found) + 1))
    expected = text.split(b"\n")[: len(found)]
    assert [line.text for line in found] == [each.removesuffix(b"\r") for each in expected]


@given(TEXTS, st.integers(1, 5), st.integers(1, 40), st.integers(1, 9))
def test_the_parts_of_any_text_hold_every_row_once_with_its_number(
    text: bytes, most_rows: int, most_bytes: int, size: int
) -> None:
    whole = [line for line in lines([text]) if line.is_row]
    plan = Plan(("a",), most_rows, most_bytes)
    chunks = list(plan.chunks(lines(pieces(text, size))))

    again: list[Line] = []
    for chunk in chunks:
        part = text[chunk.start : chunk.start + chunk.size]
        found = list(lines(pieces(part, size), number=chunk.line, start=chunk.start))
        rows = [line for line in found if line.is_row]
        assert 1 <= len(rows) <= most_rows
        assert sum(line.size for line in found[:-1]) < most_bytes
        again += rows
    assert again == whole
    assert plan.rows == len(whole)
    assert [chunk.number for chunk in chunks] == list(range(len(chunks)))
    assert all(first.start + first.size <= second.start for first, second in pairwise(chunks))


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b""])
@pytest.mark.parametrize("size", [1, 1000, 10**6])
def test_a_line_may_be_as_long_as_the_limit_and_no_longer(end: bytes, size: int) -> None:
    text = b"x" * LONGEST_LINE + end
    longer = b"x" * (LONGEST_LINE + 1) + end

    (whole,) = lines(pieces(text, size))
    (cut,) = lines(pieces(longer, size))

    assert whole.text == b"x" * LONGEST_LINE
    assert (cut.text, cut.size, cut.is_row) == (None, len(longer), True)


def test_a_line_of_any_length_takes_no_more_memory_than_a_piece() -> None:
    longest = 0

    def endless() -> Iterator[bytes]:
        nonlocal longest
        for _ in range(1000):
            yield b"x" * 10_000
        yield b"\nshort\n"

    found = list(lines(endless()))

    assert [(line.number, line.text) for line in found] == [(1, None), (2, b"short")]
    assert found[0].size == 10_000_001


def test_what_is_known_of_a_file_is_of_its_very_bytes() -> None:
    content = f"\ufeff{ASSIGN}\r\n1,2,3,4,5,6\r\n\r\n1,2,3,4,5,6".encode()

    found = taken(content)

    assert (found.rows, found.size, found.digest) == (2, len(content), hashlib.sha256(content).hexdigest())
    (chunk,) = found.chunks
    assert (chunk.number, chunk.line, chunk.columns) == (0, 2, tuple(ASSIGN.split(",")))
    assert content[chunk.start : chunk.start + chunk.size] == content[content.index(b"\n") + 1 :]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", Rejection.EMPTY),
        (ASSIGN.encode(), Rejection.EMPTY),
        (f"{ASSIGN}\n\n \r\n".encode(), Rejection.EMPTY),
        (b"\xff\xfe", Rejection.NOT_UTF8),
        (f"{ASSIGN}\n姓名\n".encode("gbk"), Rejection.NOT_UTF8),
        (f"{ASSIGN}\n1\n".encode() + "证".encode()[:2], Rejection.NOT_UTF8),
        (b"1,2,3\n", Rejection.WRONG_HEADER),
        (b'"document_type\n', Rejection.WRONG_HEADER),
        (f"{ASSIGN},reason\n1\n".encode(), Rejection.WRONG_HEADER),
        (f"{ASSIGN},name\n1\n".encode(), Rejection.WRONG_HEADER),
        (ASSIGN.replace("reason,", "").encode() + b"\n1\n", Rejection.WRONG_HEADER),
        (b"x" * (LONGEST_LINE + 1), Rejection.WRONG_HEADER),
    ],
)
def test_a_file_that_is_not_taken_has_its_reason(content: bytes, reason: Rejection) -> None:
    assert rejection(content) == reason


@pytest.mark.parametrize(
    ("header", "reason"),
    [
        ("record_id,reason", None),
        ("reason, record_id", None),
        ("document_type,document_number,category,case_reference,reason", None),
        ("record_id,document_type,document_number,category,case_reference,reason", None),
        ("record_id", Rejection.WRONG_HEADER),
        ("reason", Rejection.WRONG_HEADER),
        ("document_type,document_number,category,reason", Rejection.WRONG_HEADER),
        ("record_id,reason,ends_on", Rejection.WRONG_HEADER),
    ],
)
def test_the_header_of_a_lift_names_a_record_or_a_case(header: str, reason: Rejection | None) -> None:
    content = f"{header}\n1\n".encode()
    if reason is None:
        assert taken(content, kind=ImportKind.LIFT).rows == 1
    else:
        assert rejection(content, kind=ImportKind.LIFT) == reason


def test_json_lines_have_no_header() -> None:
    found = taken(b"{}\n{}\n", ImportFormat.JSONL)

    assert (found.rows, found.chunks[0].line, found.chunks[0].columns) == (2, 1, ())
    assert rejection(b"\n", ImportFormat.JSONL) == Rejection.EMPTY


def test_more_rows_than_a_map_has_room_for_are_rejected(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "MOST_ROWS", 3)

    assert taken(b"1\n2\n3\n", ImportFormat.JSONL).rows == 3
    assert rejection(b"1\n2\n3\n4\n", ImportFormat.JSONL) == Rejection.TOO_MANY_ROWS


def test_the_parts_of_the_largest_file_have_room_in_one_map() -> None:
    by_rows, by_bytes = rules.MOST_ROWS // rules.ROWS_A_CHUNK, 5_000_000_000 // rules.BYTES_A_CHUNK

    assert len("{},") * (by_rows + by_bytes) <= 256 * 1024


def test_a_file_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    def once() -> Iterable[bytes]:
        yield b"{}\n"

    assert examined(once(), ImportKind.ASSIGN, ImportFormat.JSONL).rows == 1
