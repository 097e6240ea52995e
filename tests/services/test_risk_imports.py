"""Imports: announced by one officer, decided on by another, and harmless until then."""

from datetime import timedelta

import pytest
from botocore.exceptions import ClientError

from shared.aws import keys
from shared.imports.model import FORM_TERM, LARGEST_BYTES, LINK_TERM, ImportFormat, ImportKind, ImportState
from shared.kernel.errors import ErrorCode
from shared.kernel.ids import Authority
from shared.kernel.paging import PageRequest
from shared.kernel.roles import Actor
from shared.kernel.signals import (
    RiskImportAnnounced,
    RiskImportApproved,
    RiskImportRefused,
    RiskImportResumed,
)
from shared.risk.service import Decision
from tests.acts import assign, officer, reach_brake, refused, register, scan
from tests.aws_calls import overtaken, throttled
from tests.import_acts import (
    COLLEAGUE,
    COUNTS,
    DIGEST,
    MADE,
    announce_import,
    decide_import,
    done_import,
    import_store,
    running_import,
    stalled_import,
    waiting_import,
)
from tests.region import IMPORT_RETENTION, START, Region

THIRD = officer("officer-3")
STRANGER = officer("officer-4", "CDC-440305")
WITHOUT_AUTHORITY = officer("officer-5", None)
UNDECIDABLE = [state for state in ImportState if state is not ImportState.WAITING]


def waiting(region: Region, actor: Actor = COLLEAGUE) -> list[str]:
    return [each.import_id for each in region.imports.waiting(actor, PageRequest()).items]


def test_an_announced_import_awaits_one_file_at_one_place_for_a_while(region: Region) -> None:
    announced = region.imports.announce(officer(), ImportKind.ASSIGN, ImportFormat.CSV, "import-0001")

    made, form = announced.risk_import, announced.form
    assert (made.state, made.authority, made.officer) == (ImportState.AWAITING_FILE, "CDC-440106", "officer-1")
    assert form is not None
    assert (form.fields["key"], form.fields["Content-Type"]) == (f"uploads/{made.import_id}", "text/csv")
    assert (form.most_bytes, form.expires_at) == (LARGEST_BYTES, START + FORM_TERM)
    assert region.signals == [RiskImportAnnounced("ASSIGN")]
    [item] = [item for item in region.items() if item["sk"] == "IMPORT"]
    assert item["expires_at"] == int((START + IMPORT_RETENTION).timestamp())


def test_a_retry_gets_the_same_import_and_a_new_form_until_a_file_was_checked(region: Region) -> None:
    first = announce_import(region)
    region.clock.move(timedelta(hours=1))

    again = region.imports.announce(officer(), ImportKind.ASSIGN, ImportFormat.CSV, "import-0001")
    import_store(region).file_checked(first.import_id, 1, 10, DIGEST)
    later = region.imports.announce(officer(), ImportKind.ASSIGN, ImportFormat.CSV, "import-0001")

    assert again.risk_import == first
    assert again.form is not None
    assert again.form.expires_at == START + timedelta(hours=1) + FORM_TERM
    assert (later.risk_import.state, later.form) == (ImportState.WAITING, None)
    assert len([item for item in region.items() if item["sk"] == "IMPORT"]) == 1
    assert region.signals == [RiskImportAnnounced("ASSIGN")]


@pytest.mark.parametrize(
    ("actor", "kind", "file_format"),
    [
        (officer(), ImportKind.LIFT, ImportFormat.CSV),
        (officer(), ImportKind.ASSIGN, ImportFormat.JSONL),
        (officer(authority="CDC-440305"), ImportKind.ASSIGN, ImportFormat.CSV),
    ],
)
def test_a_key_is_good_for_one_import(
    region: Region, actor: Actor, kind: ImportKind, file_format: ImportFormat
) -> None:
    announce_import(region)

    with refused(ErrorCode.IDEMPOTENCY_KEY_REUSED):
        region.imports.announce(actor, kind, file_format, "import-0001")


def test_officers_keys_are_their_own(region: Region) -> None:
    assert announce_import(region).import_id != announce_import(region, actor=COLLEAGUE).import_id


def test_an_officer_without_an_authority_imports_nothing(region: Region) -> None:
    made = waiting_import(region)

    with refused(ErrorCode.AUTHORITY_MISSING):
        announce_import(region, actor=WITHOUT_AUTHORITY)
    with refused(ErrorCode.AUTHORITY_MISSING):
        waiting(region, WITHOUT_AUTHORITY)
    with refused(ErrorCode.AUTHORITY_MISSING):
        region.imports.view(WITHOUT_AUTHORITY, made.import_id)
    with refused(ErrorCode.AUTHORITY_MISSING):
        decide_import(region, made, WITHOUT_AUTHORITY)


def test_a_colleague_sets_it_going_and_both_are_on_file(region: Region) -> None:
    made = waiting_import(region)
    region.clock.move(timedelta(hours=2))

    approved = decide_import(region, made)

    assert (approved.state, approved.officer, approved.decided_by) == (ImportState.RUNNING, "officer-1", "officer-2")
    assert (approved.decided_at, approved.decision_reason) == (START + timedelta(hours=2), "已核对名单")
    parts = f"imports/{made.import_id}/{DIGEST}/chunks.json"
    assert region.machine.runs == {
        f"{made.import_id}-1": {"import": made.import_id, "attempt": 1, "chunks": parts},
    }
    assert region.imports.view(officer(), made.import_id).risk_import == approved
    assert waiting(region) == []
    assert region.signals[-1] == RiskImportApproved("ASSIGN")


@pytest.mark.parametrize("state", ImportState)
def test_nothing_but_an_approval_starts_a_run_and_no_state_colours_anybody(region: Region, state: ImportState) -> None:
    payload = register(region).code.payload

    MADE[state](region)

    approved = {ImportState.RUNNING, ImportState.STALLED, ImportState.DONE}
    assert bool(region.machine.runs) is (state in approved)
    assert scan(region, payload).verdict.decision.value == "PASS"


def test_a_refused_import_never_runs_and_stays_on_file(region: Region) -> None:
    made = waiting_import(region)

    decided = decide_import(region, made, decision=Decision.REFUSE)

    assert (decided.state, decided.decided_by, decided.decision_reason) == (
        ImportState.REFUSED,
        "officer-2",
        "名单有误",
    )
    assert region.imports.view(COLLEAGUE, made.import_id).risk_import == decided
    assert (region.machine.runs, waiting(region)) == ({}, [])
    assert region.signals[-1] == RiskImportRefused("ASSIGN")
    with refused(ErrorCode.ALREADY_DECIDED):
        decide_import(region, made, THIRD)


@pytest.mark.parametrize("state", ImportState)
def test_who_announced_it_decides_in_no_state(region: Region, state: ImportState) -> None:
    made = MADE[state](region)
    before, runs = region.items(), dict(region.machine.runs)

    for decision in Decision:
        with refused(ErrorCode.OWN_RECORD):
            decide_import(region, made, officer(), decision)

    assert (region.items(), region.machine.runs) == (before, runs)


@pytest.mark.parametrize("state", ImportState)
def test_another_authority_neither_sees_nor_decides_it(region: Region, state: ImportState) -> None:
    made = MADE[state](region)
    before, runs = region.items(), dict(region.machine.runs)

    for decision in Decision:
        with refused(ErrorCode.OTHER_AUTHORITY):
            decide_import(region, made, STRANGER, decision)
    with refused(ErrorCode.OTHER_AUTHORITY):
        region.imports.view(STRANGER, made.import_id)

    assert (region.items(), region.machine.runs, waiting(region, STRANGER)) == (before, runs, [])


@pytest.mark.parametrize("import_id", ["x", "a" * 16, "a" * 256])
def test_an_import_that_does_not_exist_is_not_found(region: Region, import_id: str) -> None:
    with refused(ErrorCode.NOT_FOUND):
        region.imports.view(officer(), import_id)
    with refused(ErrorCode.NOT_FOUND):
        region.imports.decide(COLLEAGUE, import_id, Decision.APPROVE, "已核对名单")


@pytest.mark.parametrize("state", UNDECIDABLE)
def test_a_third_officer_decides_on_nothing_but_what_waits_or_stalled(region: Region, state: ImportState) -> None:
    made = MADE[state](region)
    before, runs = region.items(), dict(region.machine.runs)

    for decision in Decision if state is not ImportState.STALLED else (Decision.REFUSE,):
        with refused(ErrorCode.ALREADY_DECIDED):
            decide_import(region, made, THIRD, decision)

    assert (region.items(), region.machine.runs) == (before, runs)
    if state is ImportState.STALLED:
        assert decide_import(region, made, THIRD).attempt == 2


@pytest.mark.parametrize(
    ("state", "decision"),
    [
        (ImportState.RUNNING, Decision.APPROVE),
        (ImportState.DONE, Decision.APPROVE),
        (ImportState.REFUSED, Decision.REFUSE),
    ],
)
def test_the_same_decision_of_the_same_officer_again_changes_nothing(
    region: Region, state: ImportState, decision: Decision
) -> None:
    made = MADE[state](region)
    before, runs, signals = region.items(), dict(region.machine.runs), list(region.signals)

    assert decide_import(region, made, decision=decision) == made

    assert (region.items(), region.machine.runs, region.signals) == (before, runs, signals)
    other = Decision.REFUSE if decision is Decision.APPROVE else Decision.APPROVE
    with refused(ErrorCode.ALREADY_DECIDED):
        decide_import(region, made, decision=other)


def test_a_run_that_could_not_be_started_is_started_by_the_same_approval_again(region: Region) -> None:
    made = waiting_import(region)
    region.machine.fault = throttled("StartExecution")
    with pytest.raises(ClientError):
        decide_import(region, made)
    assert region.machine.runs == {}

    region.machine.fault = None
    approved = decide_import(region, made)

    assert (approved.state, approved.attempt) == (ImportState.RUNNING, 1)
    assert list(region.machine.runs) == [f"{made.import_id}-1"]
    assert region.signals.count(RiskImportApproved("ASSIGN")) == 1


def test_a_run_that_stalled_goes_on_under_another_name(region: Region) -> None:
    made = stalled_import(region)
    region.clock.move(timedelta(hours=1))

    resumed = decide_import(region, made)

    assert (resumed.state, resumed.attempt) == (ImportState.RUNNING, 2)
    assert list(region.machine.runs) == [f"{made.import_id}-1", f"{made.import_id}-2"]
    assert region.signals[-1] == RiskImportResumed("ASSIGN")
    assert decide_import(region, made) == resumed
    assert len(region.machine.runs) == 2


def test_a_run_that_gave_up_untold_goes_on_when_it_is_approved_again(region: Region) -> None:
    made = running_import(region)
    region.machine.gave_up.add(made.run_name)

    resumed = decide_import(region, made)

    assert (resumed.state, resumed.attempt) == (ImportState.RUNNING, 2)
    assert list(region.machine.runs) == [f"{made.import_id}-1", f"{made.import_id}-2"]
    assert region.signals[-1] == RiskImportResumed("ASSIGN")
    assert not import_store(region).stalled(made.import_id, 1)
    assert decide_import(region, made) == resumed


def test_two_who_decide_at_once_get_one_decision(region: Region) -> None:
    made = waiting_import(region)

    with (
        overtaken(region, "UpdateItem", lambda: decide_import(region, made, THIRD, Decision.REFUSE)),
        refused(ErrorCode.ALREADY_DECIDED),
    ):
        decide_import(region, made)

    assert region.imports.view(officer(), made.import_id).risk_import.decided_by == "officer-3"
    assert region.machine.runs == {}


def test_one_who_approves_twice_at_once_starts_one_run(region: Region) -> None:
    made = waiting_import(region)

    with overtaken(region, "UpdateItem", lambda: decide_import(region, made)):
        approved = decide_import(region, made)

    assert (approved.attempt, list(region.machine.runs)) == (1, [f"{made.import_id}-1"])


def test_only_what_is_done_has_a_report_and_its_link_is_short_lived(region: Region) -> None:
    running, done = running_import(region), done_import(region, key="import-0002", kind=ImportKind.LIFT)

    seen = region.imports.view(officer(), done.import_id)

    assert region.imports.view(officer(), running.import_id).report is None
    assert (seen.risk_import.counts, seen.risk_import.finished_at) == (COUNTS, START)
    assert seen.report is not None
    assert f"/imports/{done.import_id}/report.csv?" in seen.report.url
    assert f"X-Amz-Expires={int(LINK_TERM.total_seconds())}" in seen.report.url
    assert seen.report.expires_at == START + LINK_TERM


def test_an_authority_sees_its_own_waiting_imports_the_oldest_first_and_page_by_page(region: Region) -> None:
    made = []
    for number in range(5):
        made.append(waiting_import(region, key=f"import-{number:04d}").import_id)
        region.clock.move(timedelta(minutes=1))
    other = waiting_import(region, actor=STRANGER).import_id
    announce_import(region, key="import-without-file")

    found: list[str] = []
    cursor: str | None = None
    while not found or cursor:
        page = region.imports.waiting(COLLEAGUE, PageRequest(2, cursor))
        found += [each.import_id for each in page.items]
        cursor = page.cursor

    assert found == made
    assert waiting(region, STRANGER) == [other]


def test_a_cursor_of_one_authority_or_of_records_opens_no_other_list(region: Region) -> None:
    for number in range(2):
        waiting_import(region, key=f"import-{number:04d}")
    cursor = region.imports.waiting(COLLEAGUE, PageRequest(1)).cursor

    with refused(ErrorCode.INVALID_CURSOR):
        region.imports.waiting(STRANGER, PageRequest(1, cursor))
    with refused(ErrorCode.INVALID_CURSOR):
        region.approvals.waiting(COLLEAGUE, PageRequest(1, cursor))


@pytest.mark.parametrize("state", ImportState)
def test_only_what_waits_is_in_the_list(region: Region, state: ImportState) -> None:
    MADE[state](region)

    lists = [item.get("in_list") for item in region.items() if item["sk"] == "IMPORT"]

    waits = keys.waiting_imports(Authority("CDC-440106"))
    assert lists == [waits if state is ImportState.WAITING else None]


def test_an_import_is_no_count_for_the_brake_and_the_brake_none_for_an_import(region: Region) -> None:
    reach_brake(region)
    reach_brake(region, COLLEAGUE.account)
    running = running_import(region)

    assert running.state is ImportState.RUNNING
    assert assign(region, actor=THIRD).state.value == "ASSIGNED"
