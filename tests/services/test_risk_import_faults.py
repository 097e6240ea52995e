"""Every AWS call of an officer's import fails in turn: a plain refusal, nothing half-written, and a retry works."""

from collections.abc import Callable

import pytest

from shared.imports.model import ImportState, RiskImport
from shared.kernel.signals import RequestFailed
from tests.aws_calls import failing, listed, server_fault, throttled, unanswered, unreachable
from tests.builders import idempotency
from tests.import_acts import MADE, announce_import, done_import, import_store, stalled_import, waiting_import
from tests.region import Answer, Region, staff_claims
from tests.services.test_faults import FAULTS, WRITES, assert_refused_plainly, stored

COLLEAGUE = staff_claims("health_authority", account="officer-2")
Request = Callable[[], Answer]
Prepare = Callable[[Region], Request]


def announcing(region: Region) -> Request:
    return lambda: region.call(
        "POST /v1/risk-imports",
        body={"kind": "ASSIGN", "format": "CSV"},
        claims=COLLEAGUE,
        headers=idempotency(),
    )


def deciding(region: Region, risk_import: RiskImport, decision: str) -> Request:
    return lambda: region.call(
        "POST /v1/risk-imports/{import}/approval",
        body={"decision": decision, "reason": "已核对名单"},
        claims=COLLEAGUE,
        path={"import": risk_import.import_id},
    )


def approving(region: Region) -> Request:
    return deciding(region, waiting_import(region), "APPROVE")


def approving_again(region: Region) -> Request:
    send = approving(region)
    send()
    return send


def resuming(region: Region) -> Request:
    return deciding(region, stalled_import(region), "APPROVE")


def refusing(region: Region) -> Request:
    return deciding(region, waiting_import(region), "REFUSE")


def looking(region: Region) -> Request:
    path: dict[str, str] = {"import": waiting_import(region).import_id}
    return lambda: region.call("GET /v1/risk-imports/{import}", claims=COLLEAGUE, path=path)


def looking_at_a_report(region: Region) -> Request:
    path: dict[str, str] = {"import": done_import(region).import_id}
    return lambda: region.call("GET /v1/risk-imports/{import}", claims=COLLEAGUE, path=path)


def looking_at_what_waits(region: Region) -> Request:
    for key in ("import-0001", "import-0002"):
        waiting_import(region, key=key)

    def page(**query: str) -> Answer:
        return region.call("GET /v1/risk-imports", claims=COLLEAGUE, query={"state": "waiting", "limit": "1"} | query)

    cursor = page().json["cursor"]
    return lambda: page(cursor=cursor)


def comparable(answer: Answer) -> object:
    """What two answers to the same request have in common: a link is signed anew each time."""
    links = {"report", "upload"}
    return {name: bool(value) if name in links else value for name, value in answer.json.items()}


@pytest.mark.parametrize(
    "prepare",
    [
        announcing,
        approving,
        approving_again,
        resuming,
        refusing,
        looking,
        looking_at_a_report,
        looking_at_what_waits,
    ],
    ids=lambda prepare: prepare.__name__,
)
def test_whichever_call_fails_nothing_is_half_written_and_the_same_request_then_works(
    region: Region, prepare: Prepare
) -> None:
    send = prepare(region)
    with listed(region) as calls:
        untroubled = send()
    whole, runs = stored(region), dict(region.machine.runs)
    assert untroubled.status in {200, 201}
    assert calls

    for number, call in enumerate(calls):
        for applied in (False, True) if call.operation in WRITES else (False,):
            region.forget_everybody()
            send = prepare(region)
            before, runs_before = stored(region), dict(region.machine.runs)

            fault = unanswered if applied else FAULTS[number % len(FAULTS)]
            with failing(region, number, fault, applied=applied):
                assert_refused_plainly(send())
            assert isinstance(region.signals[-1], RequestFailed)
            assert stored(region) == (whole if applied else before)
            assert region.machine.runs == runs_before

            assert comparable(send()) == comparable(untroubled)
            assert (stored(region), region.machine.runs) == (whole, runs)
            assert comparable(send()) == comparable(untroubled)
            assert (stored(region), region.machine.runs) == (whole, runs)


@pytest.mark.parametrize(
    ("fault", "code"), [(throttled, "BUSY"), (server_fault, "UNAVAILABLE"), (unreachable, "UNAVAILABLE")]
)
@pytest.mark.parametrize("prepare", [approving, resuming])
def test_a_run_that_cannot_be_started_is_decided_on_and_started_by_the_same_request_again(
    region: Region, prepare: Prepare, fault: Callable[[str], Exception], code: str
) -> None:
    send = prepare(region)
    runs = len(region.machine.runs)
    region.machine.fault = fault("StartExecution")

    answer = send()

    assert_refused_plainly(answer)
    assert answer.json["code"] == code
    assert len(region.machine.runs) == runs
    region.machine.fault = None
    again = send()
    assert (again.status, again.json["state"], len(region.machine.runs)) == (200, "RUNNING", runs + 1)
    assert send().json == again.json
    assert len(region.machine.runs) == runs + 1


@pytest.mark.parametrize("state", [ImportState.AWAITING_FILE, ImportState.RUNNING])
def test_a_step_of_the_pipeline_whose_answer_is_lost_was_taken_once(region: Region, state: ImportState) -> None:
    made, store = MADE[state](region), import_store(region)

    def step() -> bool:
        if state is ImportState.RUNNING:
            return store.stalled(made.import_id, made.attempt)
        return store.file_checked(made.import_id, 1, 10, "0" * 64)

    with listed(region) as calls:
        step()
    region.forget_everybody()
    made = MADE[state](region)
    with failing(region, len(calls) - 1, unanswered, applied=True), pytest.raises(Exception, match="timeout"):
        step()
    after = stored(region)

    assert not step()
    assert stored(region) == after


def test_an_import_announced_unheard_is_announced_once(region: Region) -> None:
    send = announcing(region)
    with failing(region, 0, unanswered, applied=True):
        assert_refused_plainly(send())

    assert send().json["risk_import"]["state"] == "AWAITING_FILE"
    assert announce_import(region).officer == "officer-1"
    assert len([item for item in region.items() if item["sk"] == "IMPORT"]) == 2
