"""Imports worked through: every row counted once, whatever happens on the way (M8)."""

from collections.abc import Callable
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from botocore.exceptions import ClientError

from shared.import_files import rules as planning
from shared.import_files.model import ResultMissing
from shared.import_rows import service as import_rows
from shared.import_rows.model import NotRunning
from shared.imports import files
from shared.imports.model import Chunk, ImportCounts, ImportFormat, ImportState, RiskImport
from shared.kernel.errors import ErrorCode
from shared.kernel.ids import RecordId
from shared.kernel.signals import RiskImportDone, RiskLifted, RiskRecorded
from shared.risk.model import Approval, Colour, RecordState
from shared.risk.store import RiskStore
from tests.acts import assign, assign_beyond_brake, in_days, officer, register
from tests.aws_calls import failing, listed, overtaken, server_fault
from tests.builders import resident_id
from tests.import_acts import COLLEAGUE, MADE, announce_import
from tests.import_file_acts import (
    ENDS_ON,
    approved_import,
    assign_row,
    chunks_of,
    csv_file,
    imported,
    jsonl_file,
    lift_row,
    lifting,
    refusals,
    report_of,
    run_import,
    seen,
)
from tests.region import Region

JSONL: dict[str, Any] = {"file_format": ImportFormat.JSONL}


@pytest.fixture
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Parts of three rows, so that a short file has several."""
    monkeypatch.setattr(planning.Plan.__init__, "__defaults__", ((), 3, planning.BYTES_A_CHUNK))


def records(region: Region) -> list[dict[str, Any]]:
    return [item for item in region.items() if item["sk"].startswith("RISK#")]


def table(region: Region) -> list[dict[str, Any]]:
    """Everything in the table but imports themselves."""
    kept = [item for item in region.items() if not item["pk"].startswith("IMPORT#")]
    return sorted(kept, key=lambda item: (item["pk"], item["sk"]))


def colour(region: Region, serial: int) -> Colour:
    from shared.identity.rules import document
    from shared.kernel.clock import day_of
    from shared.risk.rules import status_at

    person_id = region.person_ids.of(document("RESIDENT_ID", resident_id(serial), day_of(region.clock())))
    return status_at(RiskStore(region.core).person(person_id).holds, region.clock()).colour


def test_each_row_ends_as_done_unchanged_or_refused_and_the_counts_add_up(region: Region, small_chunks: None) -> None:
    rows = [
        assign_row(1),
        assign_row(2),
        assign_row(3, document_number="440000198002290000"),
        assign_row(1),
        assign_row(4, ends_on=""),
        assign_row(5, category="UNLUCKY"),
        assign_row(1, case_reference="粤疾控〔2020〕13号"),
        assign_row(6, ends_on="2020-04-06"),
        assign_row(7, document_type="DRIVING_LICENCE"),
    ]

    done = imported(region, csv_file(rows))

    assert (done.state, done.counts) == (ImportState.DONE, ImportCounts(done=3, unchanged=1, refused=5))
    assert [int(row["line"]) for row in report_of(region, done)] == list(range(2, 11))
    assert refusals(region, done) == {
        4: ErrorCode.INVALID_DOCUMENT_NUMBER,
        6: ErrorCode.INVALID_RISK_PERIOD,
        7: ErrorCode.INVALID_REQUEST,
        9: ErrorCode.INVALID_RISK_PERIOD,
        10: ErrorCode.UNSUPPORTED_DOCUMENT,
    }
    assert len(records(region)) == 3
    assert [colour(region, serial) for serial in (1, 2, 4)] == [Colour.RED, Colour.RED, Colour.GREEN]
    assert region.signals.count(RiskRecorded("CLOSE_CONTACT")) == 3
    assert region.signals[-1] == RiskImportDone("ASSIGN")


def test_a_record_names_both_officers_the_import_and_the_line(region: Region) -> None:
    done = imported(region, csv_file([assign_row(1)]))

    (item,) = records(region)
    record = RiskStore(region.core).record(item["person_id"], item["record_id"])
    assert record is not None
    assert (record.assignment.officer, record.assignment.authority) == (officer().account, officer().authority)
    assert (record.approval, record.decided_by) == (Approval.APPROVED, COLLEAGUE.account)
    assert (record.decided_at, record.decision_reason) == (done.decided_at, done.decision_reason)
    assert (record.assignment.starts_at, record.assignment.ends_on) == (region.clock(), in_days(14))
    assert record.state is RecordState.ASSIGNED
    assert record.made_by_row is not None
    assert (record.made_by_row.import_id, record.made_by_row.line) == (done.import_id, 2)


def test_the_two_formats_make_the_same_records(region: Region) -> None:
    rows = [assign_row(1), assign_row(2, starts_at="2020-04-08T00:00:00+08:00", review_on=ENDS_ON)]

    imported(region, csv_file(rows))
    again = imported(region, jsonl_file(rows), key="import-0002", **JSONL)

    assert again.counts == ImportCounts(done=0, unchanged=2, refused=0)


@pytest.mark.parametrize("later", [timedelta(0), timedelta(days=20)], ids=["at once", "when all is over"])
def test_the_same_file_again_changes_nothing(region: Region, small_chunks: None, later: timedelta) -> None:
    file = csv_file([*(assign_row(serial) for serial in range(1, 6)), assign_row(9, document_number="x")])
    register(region, 2)
    first = imported(region, file)
    before = table(region)
    region.clock.move(later)

    again = imported(region, file, key="import-0002")

    assert first.counts == ImportCounts(done=5, unchanged=0, refused=1)
    assert again.counts == ImportCounts(done=0, unchanged=5, refused=1)
    assert table(region) == before


def test_what_was_lifted_is_not_set_again_by_the_same_row(region: Region) -> None:
    file = csv_file([assign_row(1)])
    imported(region, file)
    imported(region, jsonl_file([lift_row(1)]), **lifting())

    again = imported(region, file, key="import-0002")

    assert again.counts == ImportCounts(done=0, unchanged=1, refused=0)
    assert colour(region, 1) is Colour.GREEN


def test_a_registered_person_s_code_is_red_by_a_row_and_green_by_another(region: Region) -> None:
    register(region, 1)
    imported(region, csv_file([assign_row(1)]))
    (code,) = [item for item in region.items() if item["pk"].startswith("CODE#")]
    assert [hold["category"] for hold in code["holds"]] == ["CLOSE_CONTACT"]

    lifted = imported(region, jsonl_file([lift_row(1)]), **lifting())

    (code,) = [item for item in region.items() if item["pk"].startswith("CODE#")]
    assert lifted.counts == ImportCounts(done=1, unchanged=0, refused=0)
    assert code["holds"] == []
    assert region.signals.count(RiskLifted("CLOSE_CONTACT")) == 1


def test_two_rows_on_one_person_both_count(region: Region) -> None:
    rows = [assign_row(1, case_reference=f"case-{number}") for number in range(21)]

    done = imported(region, csv_file(rows))

    assert done.counts == ImportCounts(done=20, unchanged=0, refused=1)
    assert refusals(region, done) == {22: ErrorCode.TOO_MANY_ACTIVE_RECORDS}
    (person,) = [item for item in region.items() if item["sk"] == "PERSON"]
    assert len(person["holds"]) == 20


def test_a_lift_names_a_record_or_a_case_of_its_own_authority(region: Region) -> None:
    own, foreign = assign(region, 1), assign(region, 2, actor=officer("officer-9", "CDC-440300"))
    assign(region, 10)
    waiting = assign_beyond_brake(region, 11)
    rows = [
        {"record_id": own.record_id, "reason": "检测结果为阴性"},
        {"record_id": own.record_id, "reason": "检测结果为阴性"},
        {"record_id": foreign.record_id, "reason": "检测结果为阴性"},
        {"record_id": f"{own.person_id}-{'a' * 16}", "reason": "检测结果为阴性"},
        {"record_id": "nothing", "reason": "检测结果为阴性"},
        lift_row(2),
        lift_row(3),
        lift_row(10),
        lift_row(10, record_id=own.record_id),
        {"reason": "检测结果为阴性", "document_type": "RESIDENT_ID"},
        {"record_id": waiting.record_id, "reason": "检测结果为阴性"},
    ]

    done = imported(region, jsonl_file(rows), **lifting())

    assert done.counts == ImportCounts(done=3, unchanged=1, refused=7)
    assert refusals(region, done) == {
        3: ErrorCode.OTHER_AUTHORITY,
        4: ErrorCode.NOT_FOUND,
        5: ErrorCode.NOT_FOUND,
        6: ErrorCode.NOT_FOUND,
        7: ErrorCode.NOT_FOUND,
        9: ErrorCode.INVALID_REQUEST,
        10: ErrorCode.INVALID_REQUEST,
    }
    withdrawn = RiskStore(region.core).record(waiting.person_id, RecordId(waiting.record_id))
    assert withdrawn is not None
    assert (withdrawn.approval, withdrawn.lifted_by) == (Approval.WITHDRAWN, officer().account)
    assert [colour(region, serial) for serial in (1, 2, 10)] == [Colour.GREEN, Colour.RED, Colour.GREEN]


def test_a_lift_again_changes_nothing(region: Region) -> None:
    imported(region, csv_file([assign_row(serial) for serial in (1, 2)]))
    file = jsonl_file([lift_row(1), lift_row(2)])
    first = imported(region, file, **lifting())
    before = table(region)

    again = imported(region, file, **lifting(key="import-lift-2"))

    assert (first.counts, again.counts) == (ImportCounts(2, 0, 0), ImportCounts(0, 2, 0))
    assert table(region) == before


def test_a_case_of_more_records_than_one_transaction_takes_is_lifted_whole(
    region: Region, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_rows, "_MOST_LIFTED_AT_ONCE", 2)
    for number in range(5):
        assign(region, 1, key=f"request-{number:04}", ends_on=in_days(number + 1))
        region.clock.move(timedelta(days=1))
    rows = [lift_row(1), lift_row(1)]

    done = imported(region, jsonl_file(rows), **lifting())

    assert done.counts == ImportCounts(done=1, unchanged=1, refused=0)
    assert all("lifted_at" in item for item in records(region))


@pytest.mark.parametrize("state", [each for each in MADE if each is not ImportState.RUNNING])
def test_nothing_is_worked_through_unless_two_officers_set_it_going(region: Region, state: ImportState) -> None:
    import_ = MADE[state](region)
    before = table(region)

    with pytest.raises(NotRunning):
        region.import_rows.work(import_.import_id, Chunk(0, 0, 10, 1, ()))

    assert table(region) == before


def test_an_import_that_is_not_on_file_is_not_worked_through(region: Region) -> None:
    import_ = announce_import(region)
    region.forget_everybody()

    with pytest.raises(NotRunning):
        region.import_rows.work(import_.import_id, Chunk(0, 0, 10, 1, ()))


def test_a_report_needs_the_results_of_every_part(region: Region, small_chunks: None) -> None:
    import_ = approved_import(region, csv_file([assign_row(serial) for serial in range(1, 7)]))
    region.import_rows.work(import_.import_id, chunks_of(region, import_)[0])

    with pytest.raises(ResultMissing):
        region.import_end.report(import_.import_id)

    assert seen(region, import_).state is ImportState.RUNNING


def test_a_part_that_is_done_is_not_done_again(region: Region) -> None:
    import_ = approved_import(region, csv_file([assign_row(1)]))
    (chunk,) = chunks_of(region, import_)
    region.import_rows.work(import_.import_id, chunk)

    with listed(region) as calls:
        region.import_rows.work(import_.import_id, chunk)

    assert [call.operation for call in calls] == ["GetItem"]


def test_a_run_that_stalls_goes_on_where_it_stopped(region: Region, small_chunks: None) -> None:
    import_ = approved_import(region, csv_file([assign_row(serial) for serial in range(1, 7)]))
    region.import_rows.work(import_.import_id, chunks_of(region, import_)[0])
    region.import_end.stall(import_.import_id, import_.attempt)
    stalled = seen(region, import_)

    resumed = region.imports.decide(COLLEAGUE, import_.import_id, _approve(), "再次运行")
    done = run_import(region, resumed)

    assert stalled.state is ImportState.STALLED
    assert done.counts == ImportCounts(done=6, unchanged=0, refused=0)


def test_a_person_that_others_change_meanwhile_is_loaded_again(region: Region) -> None:
    import_ = approved_import(region, csv_file([assign_row(1)]))

    with overtaken(region, "TransactWriteItems", lambda: assign(region, 1)):
        done = run_import(region, import_)

    assert done.counts == ImportCounts(done=1, unchanged=0, refused=0)
    (person,) = [item for item in region.items() if item["sk"] == "PERSON"]
    assert len(person["holds"]) == 2


def test_the_calls_of_a_part_are_few(region: Region) -> None:
    import_ = approved_import(region, csv_file([assign_row(serial) for serial in range(1, 13)]))
    (chunk,) = chunks_of(region, import_)

    with listed(region) as calls:
        region.import_rows.work(import_.import_id, chunk)

    operations = [call.operation for call in calls]
    assert {each: operations.count(each) for each in operations} == {
        "GetItem": 1,
        "GenerateMac": 12,
        "BatchGetItem": 2,
        "TransactWriteItems": 12,
    }


def _approve() -> Any:
    from shared.risk.service import Decision

    return Decision.APPROVE


Prepared = Callable[[Region], RiskImport]


def _assigning(region: Region) -> RiskImport:
    bad = assign_row(9, document_number="x")
    return approved_import(region, csv_file([assign_row(1), assign_row(2), bad, assign_row(1)]))


def _lifting(region: Region) -> RiskImport:
    own = assign(region, 1)
    assign(region, 2)
    rows = [{"record_id": own.record_id, "reason": "阴性"}, lift_row(2), lift_row(8), lift_row(2)]
    return approved_import(region, jsonl_file(rows), **lifting())


EXPECTED: dict[Prepared, ImportCounts] = {_assigning: ImportCounts(2, 1, 1), _lifting: ImportCounts(2, 1, 1)}


@pytest.mark.parametrize("prepare", [_assigning, _lifting])
@pytest.mark.parametrize("applied", [False, True], ids=["before it was sent", "after it worked"])
def test_a_worker_that_dies_at_any_call_loses_nothing_and_doubles_nothing(
    region: Region, prepare: Prepared, applied: bool
) -> None:
    died = 0
    expected: list[Any] | None = None
    for number in count():
        region.forget_everybody()
        import_ = prepare(region)
        (chunk,) = chunks_of(region, import_)
        try:
            with failing(region, number, server_fault, applied=applied):
                region.import_rows.work(import_.import_id, chunk)
        except ClientError:
            died += 1
            unhurt = False
        else:
            unhurt = True
        done = run_import(region, import_)
        assert done.counts == EXPECTED[prepare], number
        ends = [(row["line"], row["outcome"], row["reason"]) for row in report_of(region, done)]
        expected = expected or [ends, len(records(region))]
        assert [ends, len(records(region))] == expected, number
        if unhurt:
            break
    assert died >= 8


@pytest.mark.parametrize("applied", [False, True], ids=["before it was sent", "after it worked"])
def test_a_report_that_fails_at_any_call_can_be_made_again(region: Region, applied: bool) -> None:
    for number in count():
        region.forget_everybody()
        import_ = approved_import(region, csv_file([assign_row(1), assign_row(2)]))
        (chunk,) = chunks_of(region, import_)
        region.import_rows.work(import_.import_id, chunk)
        try:
            with failing(region, number, server_fault, applied=applied):
                region.import_end.report(import_.import_id)
        except ClientError:
            region.import_end.report(import_.import_id)
            assert seen(region, import_).counts == ImportCounts(2, 0, 0), number
        else:
            break
    assert number >= 4


def test_no_key_of_a_file_and_no_report_tells_of_a_person(region: Region) -> None:
    done = imported(region, csv_file([assign_row(1), assign_row(9, document_number="440000198002290000")]))

    keys = [each["Key"] for each in region.imports_bucket.client.list_objects_v2(Bucket="imports")["Contents"]]
    text = "\n".join(["", *keys, *(",".join(row.values()) for row in report_of(region, done))])
    (item,) = records(region)
    for secret in (resident_id(1), "440000198002290000", item["person_id"], "同乘"):
        assert secret not in text
    assert files.report(done.import_id) in keys
