"""The steps of an import: each leaves the states that it may leave, once, and touches no other."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from shared.imports.model import ImportCounts, ImportState, RiskImport
from shared.imports.store import ImportStore
from shared.kernel.concurrency import Changed
from shared.kernel.ids import EntryId
from tests.import_acts import COUNTS, DIGEST, MADE, decide_import, import_store, stalled_import, waiting_import
from tests.region import START, Region

Step = Callable[[ImportStore, EntryId], bool]


def check(store: ImportStore, import_id: EntryId) -> bool:
    return store.file_checked(import_id, rows=100, size=4096, digest=DIGEST)


def reject(store: ImportStore, import_id: EntryId) -> bool:
    return store.rejected(import_id, "NOT_UTF8")


def finish(store: ImportStore, import_id: EntryId) -> bool:
    return store.finished(import_id, COUNTS, START)


def stall(store: ImportStore, import_id: EntryId) -> bool:
    return store.stalled(import_id, 1)


LEAVES: list[tuple[Step, set[ImportState], ImportState]] = [
    (check, {ImportState.AWAITING_FILE}, ImportState.WAITING),
    (reject, {ImportState.AWAITING_FILE}, ImportState.REJECTED),
    (finish, {ImportState.RUNNING, ImportState.STALLED}, ImportState.DONE),
    (stall, {ImportState.RUNNING}, ImportState.STALLED),
]


def stored(region: Region, made: RiskImport) -> RiskImport | None:
    return import_store(region).import_(made.import_id)


@pytest.mark.parametrize("state", ImportState)
@pytest.mark.parametrize(("step", "leaves", "to"), LEAVES)
def test_a_step_leaves_its_states_and_no_other_and_a_replay_does_nothing(
    region: Region, step: Step, leaves: set[ImportState], to: ImportState, state: ImportState
) -> None:
    store, made = import_store(region), MADE[state](region)
    before = region.items()

    taken = step(store, made.import_id)

    assert taken is (state in leaves)
    if not taken:
        assert region.items() == before
        return
    after = region.items()
    found = stored(region, made)
    assert found is not None
    assert found.state is to
    assert not step(store, made.import_id)
    assert region.items() == after


@pytest.mark.parametrize("step", [check, reject, finish, stall])
def test_an_import_that_is_not_there_is_not_made(region: Region, step: Step) -> None:
    assert not step(import_store(region), EntryId("a" * 16))
    assert region.items() == []


def test_what_was_found_of_the_file_is_kept(region: Region) -> None:
    found = stored(region, waiting_import(region))

    assert found is not None
    assert (found.rows, found.size, found.digest) == (100, 4096, DIGEST)


def test_why_a_file_was_rejected_is_kept(region: Region) -> None:
    found = stored(region, MADE[ImportState.REJECTED](region))

    assert found is not None
    assert found.rejection == "NOT_UTF8"


def test_what_is_told_late_of_an_earlier_attempt_stalls_no_later_one(region: Region) -> None:
    made = decide_import(region, stalled_import(region))

    assert not import_store(region).stalled(made.import_id, 1)
    assert stored(region, made) == made


def test_the_first_counts_stay(region: Region) -> None:
    made = MADE[ImportState.DONE](region)

    assert not import_store(region).finished(made.import_id, ImportCounts(0, 99, 1), START)
    assert stored(region, made) == made


@pytest.mark.parametrize("change", [{"state": ImportState.STALLED}, {"attempt": 7}])
def test_a_decision_on_what_has_changed_meanwhile_is_not_stored(region: Region, change: dict[str, object]) -> None:
    made = waiting_import(region)
    decided = replace(made, state=ImportState.RUNNING, attempt=1, decided_at=START, decided_by=made.officer)
    before = region.items()

    with pytest.raises(Changed):
        import_store(region).decide(replace(made, **change), replace(decided, decision_reason="已核对名单"))  # type: ignore[arg-type]

    assert region.items() == before


def test_a_decision_that_nobody_took_is_a_fault(region: Region) -> None:
    made = waiting_import(region)

    with pytest.raises(ValueError, match="nobody has decided"):
        import_store(region).decide(made, made)
