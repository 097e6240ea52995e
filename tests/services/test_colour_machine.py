"""The colour machine, driven at random through the real services and compared with a pure model after every step."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from typing import TypeVar

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from shared.aws import keys
from shared.aws.transactions import Item, wire_item
from shared.codes.model import status_index
from shared.identity.rules import document
from shared.kernel.errors import ErrorCode
from shared.kernel.ids import AccountId, CodeId, PersonId
from shared.kernel.paging import PageRequest
from shared.kernel.roles import StaffRole
from shared.kernel.signals import (
    CodeReplaced,
    PersonRegistered,
    RiskApproved,
    RiskLifted,
    RiskRecorded,
    RiskRefused,
    RiskWaiting,
    RiskWithdrawn,
)
from shared.risk.model import Category, Status
from shared.risk.service import Decision, RiskService
from shared.scans.service import Answer
from tests import acts
from tests.aws_calls import overtaken
from tests.builders import resident_id
from tests.region import ISSUER, START, Region
from tests.services.red_list_model import (
    ALONE_AN_HOUR,
    MOST_ACTIVE,
    Model,
    Officer,
    Refusal,
    Stated,
    region_day,
)

T = TypeVar("T")
PEOPLE = st.integers(1, 2)
ACCOUNTS = st.sampled_from(["account-1", "account-2"])
KEYS = st.sampled_from(["key-00001", "key-00002"])
OF_ONE_AUTHORITY = [Officer("officer-1", "CDC-440106"), Officer("officer-2", "CDC-440106")]
OF_ANOTHER, OF_NONE = Officer("officer-3", "CDC-440305"), Officer("officer-4", None)
CATEGORIES = st.sampled_from(Category)
# Days from today on which an assignment ends and is looked at again.
FITTING = st.sampled_from([(0, None), (1, None), (3, None), (None, 0), (None, 2), (1, 0), (3, 4)])
ANY_DAYS = st.tuples(*[st.sampled_from([None, -1, 0, 2])] * 2)
STARTS = st.sampled_from([None, None, timedelta(days=-2), timedelta(hours=1), timedelta(days=1)])
WHO_AND_WHEN = st.tuples(st.sampled_from([*OF_ONE_AUTHORITY, OF_ANOTHER]), STARTS, FITTING) | st.tuples(
    st.sampled_from([OF_ANOTHER, OF_NONE]), STARTS, ANY_DAYS
)
# Time goes on by so much; or to an instant at which a record begins or ends, or to the second before it.
MOVES = st.sampled_from([timedelta(seconds=1), timedelta(hours=10), timedelta(days=1)])
# None: a colleague of whoever made the record, where there is one.
DECIDERS = st.sampled_from([None, None, *OF_ONE_AUTHORITY, OF_ANOTHER, OF_NONE])
DECISIONS = st.sampled_from([Decision.APPROVE, Decision.APPROVE, Decision.REFUSE])
TO_THE_NEXT_CHANGE = st.sampled_from(["then", "then", "a second before"])
Start = timedelta | None
Days = tuple[int | None, int | None]
REQUIRED = ("authority", "officer", "case_reference", "reason", "category", "starts_at", "recorded_at")


SETTINGS = settings(
    max_examples=16,
    stateful_step_count=20,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)


class ColourMachine(RuleBasedStateMachine):
    """Two people, two accounts, four officers and a clock."""

    def __init__(self, region: Region) -> None:
        super().__init__()
        region.forget_everybody()
        region.clock.now = START
        risk = RiskService(
            core=region.core,
            person_ids=region.person_ids,
            assignments_an_hour=ALONE_AN_HOUR,
            clock=region.clock,
            signals=region.signals.append,
        )
        self.region = replace(region, risk=risk)
        self.person_ids = {serial: _person_id(region, serial) for serial in (1, 2)}
        self.model = Model()
        self.assigned: list[tuple[Officer, str, int, Stated]] = []
        self.scanned: list[tuple[str, str, Answer]] = []
        self.scans = 0
        self.seen: tuple[list[Item], datetime] | None = None

    @property
    def now(self) -> datetime:
        return self.region.clock.now

    @initialize(red=st.sampled_from([None, Category.CLOSE_CONTACT]))
    def somebody_registers(self, red: Category | None) -> None:
        if red is not None:
            self._state_and_assign(OF_ANOTHER, "key-00000", 1, red, (None, (1, None)))
        self.register("account-1", 1)

    @rule(account=ACCOUNTS, serial=PEOPLE)
    def register(self, account: str, serial: int) -> None:
        expected, refusal = _predicted(lambda: self.model.register(account, serial, self.now))
        registered = _answered(lambda: acts.register(self.region, serial, AccountId(account)), refusal)
        if registered is None:
            return
        assert registered.new == (expected is None)
        if expected is None:
            self.model.registered(account, serial, registered.code.payload)
        assert registered.code.payload == self.model.person(serial).codes[-1]

    @rule(serial=PEOPLE, category=CATEGORIES, period=FITTING)
    def assign_with_a_new_key(self, serial: int, category: Category, period: Days) -> None:
        key = f"key-1{len(self.assigned):04d}"
        self._state_and_assign(OF_ONE_AUTHORITY[0], key, serial, category, (None, period))

    @rule(key=KEYS, serial=PEOPLE, category=CATEGORIES, who_and_when=WHO_AND_WHEN)
    def assign(self, key: str, serial: int, category: Category, who_and_when: tuple[Officer, Start, Days]) -> None:
        officer, start, period = who_and_when
        self._state_and_assign(officer, key, serial, category, (start, period))

    def _state_and_assign(
        self, officer: Officer, key: str, serial: int, category: Category, when: tuple[Start, Days]
    ) -> None:
        start, period = when
        today = region_day(self.now)
        ends_on, review_on = (None if days is None else today + timedelta(days=days) for days in period)
        starts_at = None if start is None else self.now + start
        stated = Stated(category.value, "12", "与确诊病例同乘一车", starts_at, ends_on, review_on)
        self._assign(officer, key, serial, stated)
        self.assigned.append((officer, key, serial, stated))

    @precondition(lambda self: self.assigned)
    @rule(data=st.data())
    def send_an_assignment_again(self, data: st.DataObject) -> None:
        self._assign(*data.draw(st.sampled_from(self.assigned)))

    def _assign(self, officer: Officer, key: str, serial: int, stated: Stated) -> None:
        expected, refusal = _predicted(lambda: self.model.assign(officer, key, serial, stated, self.now))
        actor = acts.officer(officer.account, officer.authority)
        content = asdict(stated) | {"category": Category(stated.category)}
        record = _answered(lambda: acts.assign(self.region, serial, actor=actor, key=key, **content), refusal)
        if record is None:
            return
        if expected is None:
            self.model.assigned(officer, key, serial, stated, record.record_id, self.now)
        else:
            assert record.record_id == expected
        known = self.model.person(serial).records[record.record_id]
        assert record.assignment.starts_at == known.starts_at
        assert record.lifted_by == known.lifted_by

    @precondition(lambda self: self.model.records)
    @rule(stranger=st.sampled_from([None, None, *OF_ONE_AUTHORITY, OF_ANOTHER, OF_NONE]), data=st.data())
    def lift(self, stranger: Officer | None, data: st.DataObject) -> None:
        record_id = data.draw(st.sampled_from(sorted(self.model.records)))
        record = self.model.record(record_id)
        assert record
        self._lift(stranger or record.officer, record_id)

    @rule(officer=st.sampled_from([OF_ANOTHER, OF_NONE]), record_id=st.sampled_from(["x", f"{'a' * 32}-{'b' * 16}"]))
    @precondition(lambda self: not self.model.records)
    def lift_what_does_not_exist(self, officer: Officer, record_id: str) -> None:
        self._lift(officer, record_id)

    def _lift(self, officer: Officer, record_id: str) -> None:
        _, refusal = _predicted(lambda: self.model.lift(officer, record_id))
        actor = acts.officer(officer.account, officer.authority)
        lifted = _answered(lambda: self.region.risk.lift(actor, record_id, "期满"), refusal)
        assert lifted is None or lifted.lifted_by == officer.account

    @precondition(lambda self: self.model.waiting())
    @rule(officer=DECIDERS, decision=DECISIONS, data=st.data())
    def decide_on_what_waits(self, officer: Officer | None, decision: Decision, data: st.DataObject) -> None:
        record_id = data.draw(st.sampled_from(self.model.waiting()))
        self._decide(officer or self._colleague(record_id), record_id, decision)

    @rule(serial=PEOPLE, category=CATEGORIES)
    def one_beyond_the_brake_is_approved(self, serial: int, category: Category) -> None:
        for _ in range(ALONE_AN_HOUR + 1):
            key = f"key-4{len(self.assigned):04d}"
            self._state_and_assign(OF_ONE_AUTHORITY[0], key, serial, category, (None, (1, None)))
        for record_id in self.model.waiting()[-1:]:
            self._decide(self._colleague(record_id), record_id, Decision.APPROVE)

    @precondition(lambda self: self.model.waiting())
    @rule(days=st.sampled_from([0, 1]), data=st.data())
    def what_waits_is_approved_around_its_last_day(self, days: int, data: st.DataObject) -> None:
        record_id = data.draw(st.sampled_from(self.model.waiting()))
        record = self.model.record(record_id)
        assert record
        late = record.stated.first_day() + timedelta(days=days)
        self.region.clock.move(max(timedelta(0), late - region_day(self.now)))
        self._decide(self._colleague(record_id), record_id, Decision.APPROVE)

    @precondition(lambda self: self.model.records)
    @rule(officer=DECIDERS, decision=DECISIONS, data=st.data())
    def decide(self, officer: Officer | None, decision: Decision, data: st.DataObject) -> None:
        record_id = data.draw(st.sampled_from(sorted(self.model.records)))
        self._decide(officer or self._colleague(record_id), record_id, decision)

    def _decide(self, officer: Officer, record_id: str, decision: Decision) -> None:
        _, refusal = _predicted(lambda: self.model.decide(officer, record_id, decision.value, self.now))
        actor = acts.officer(officer.account, officer.authority)
        decided = _answered(lambda: self.region.approvals.decide(actor, record_id, decision, "已核实"), refusal)
        assert decided is None or decided.decided_by == officer.account

    def _colleague(self, record_id: str) -> Officer:
        record = self.model.record(record_id)
        assert record
        return next((each for each in OF_ONE_AUTHORITY if each != record.officer), OF_ANOTHER)

    @rule(account=ACCOUNTS, key=KEYS, own=st.sampled_from([True, True, False]), serial=PEOPLE)
    def replace(self, account: str, key: str, own: bool, serial: int) -> None:
        self._replace(account, key, self.model.accounts.get(account, serial) if own else serial)

    def _replace(self, account: str, key: str, serial: int) -> None:
        expected, refusal = _predicted(lambda: self.model.replace(account, key, serial))
        person_id = self.person_ids[serial]
        view = _answered(
            lambda: self.region.codes.replace(self.region.family.acting(AccountId(account), person_id), key), refusal
        )
        if view is None:
            return
        if expected is None:
            assert view.code.payload not in self.model.person(serial).codes
            self.model.replaced(account, key, serial, view.code.payload)
        else:
            assert view.code.payload == expected
        self._assert_status(view.status, serial)

    @precondition(lambda self: self.model.accounts)
    @rule(overtaking=CATEGORIES, period=FITTING, data=st.data())
    def an_assignment_overtakes_another_act(self, overtaking: Category, period: Days, data: st.DataObject) -> None:
        account, serial = data.draw(st.sampled_from(sorted(self.model.accounts.items())))
        if self.model.person(serial).active(self.now) + 2 > MOST_ACTIVE:
            return
        in_effect = self.model.in_effect(serial)
        records = self.model.person(serial).records
        waiting = [
            each
            for each in self.model.waiting("CDC-440106")
            if self.model.records[each] == serial and records[each].may_be_approved(self.now)
        ]
        able = [*["lift"] * bool(in_effect), *["approve", "approve"] * bool(waiting)]
        act = data.draw(st.sampled_from(["replace", "assign", *able]))
        with overtaken(
            self.region, "TransactWriteItems", lambda: self.assign_with_a_new_key(serial, overtaking, period)
        ):
            if act == "replace":
                self._replace(account, f"key-2{len(self._payloads()):04d}", serial)
            elif act == "assign":
                self._state_and_assign(OF_ANOTHER, f"key-3{self.scans:04d}", serial, overtaking, (None, period))
            elif act == "approve":
                self._decide(self._colleague(waiting[0]), waiting[0], Decision.APPROVE)
            else:
                record = self.model.record(in_effect[0])
                assert record
                self._lift(record.officer, in_effect[0])

    @rule(by=MOVES)
    def time_passes(self, by: timedelta) -> None:
        self.region.clock.move(by)

    @precondition(lambda self: self.model.next_change(self.now))
    @rule(when=TO_THE_NEXT_CHANGE)
    def a_record_begins_or_ends(self, when: str) -> None:
        change = self.model.next_change(self.now)
        assert change
        self.region.clock.now = change if when == "then" else max(self.now, change - timedelta(seconds=1))

    @precondition(lambda self: self.model.accounts)
    @rule(data=st.data())
    def scan(self, data: st.DataObject) -> None:
        payload = data.draw(st.sampled_from(self._payloads()))
        key, answer = self._scan(payload)
        self._assert_verdict(payload, answer)
        self.scanned.append((key, payload, answer))
        self._send_again(*self.scanned[0])

    def _send_again(self, key: str, payload: str, first: Answer) -> None:
        """A scan of a while ago keeps its answer, and its key."""
        assert acts.scan(self.region, payload, key=key) == first
        for other in self._payloads():
            if other != payload:
                with acts.refused(ErrorCode.IDEMPOTENCY_KEY_REUSED):
                    acts.scan(self.region, other, key=key)

    def _scan_view_and_model_agree(self) -> None:
        for serial, person in self.model.people.items():
            if person.account is None:
                continue
            view = self.region.codes.view(self.region.family.acting(AccountId(person.account), self.person_ids[serial]))
            assert view.code.payload == person.codes[-1]
            self._assert_status(view.status, serial)
            _, answer = self._scan(person.codes[-1])
            self._assert_verdict(person.codes[-1], answer)
            assert {hold.record_id for hold in answer.reasons or ()} == person.reasons(self.now)
            # Only the scans that are sent again have to be kept.
            scan_key = wire_item(dict(keys.scan(answer.scan_id)))
            self.region.core.client.delete_item(TableName=self.region.core.name, Key=scan_key)

    @invariant()
    def everything_agrees(self) -> None:
        items = self.region.items()
        self._what_is_stored_is_whole(items)
        # Where no item has changed and no time has passed, scans and views cannot have changed either.
        if (items, self.now) != self.seen:
            self._scan_view_and_model_agree()
            self.seen = (items, self.now)

    def _what_is_stored_is_whole(self, items: list[Item]) -> None:
        by_key = {(item["pk"], item["sk"]): item for item in items}
        for serial, person in self.model.people.items():
            person_id = self.person_ids[serial]
            stored = by_key.get(_place(keys.person(person_id)), {})
            assert stored.get("version", 0) == person.changes
            assert stored.get("account_id") == person.account
            held = {hold["record_id"] for hold in stored.get("holds", [])}
            assert person.in_effect(self.now) <= held
            for hold in stored.get("holds", []):
                record = by_key["PERSON#" + person_id, f"RISK#{hold['record_id']}"]
                assert "lifted_at" not in record
                assert record.get("approval") in {None, "APPROVED"}, "no red by what waits or was refused"
            if person.codes:
                code = by_key[_place(keys.code(stored["code_id"]))]
                assert code["payload"] == person.codes[-1]
                assert code["holds"] == stored.get("holds", [])
        self._assert_records(items)
        self._assert_two_persons(items)
        self._assert_codes(items)
        assert {item["pk"]: item["person_id"] for item in items if item["sk"] == "ACCOUNT"} == {
            f"ACCOUNT#{account}": self.person_ids[serial] for account, serial in self.model.accounts.items()
        }

    def _assert_records(self, items: list[Item]) -> None:
        records = [item for item in items if item["sk"].startswith("RISK#")]
        assert {item["record_id"] for item in records} == set(self.model.records)
        for item in records:
            assert all(item.get(name) for name in REQUIRED), f"no red without {REQUIRED}"
            assert item.get("ends_on") or item.get("review_on"), "no red without an end or a review"
            record = self.model.record(item["record_id"])
            lifted = record and record.lifted_by
            assert item.get("lifted_by") == lifted
            assert ("lifted_at" in item) == ("lift_reason" in item) == (lifted is not None)
            decided = record and record.decided_by
            assert item.get("decided_by") == decided
            assert ("decided_at" in item) == ("decision_reason" in item) == (decided is not None)
            assert item.get("approval") == (record and record.approval)
            assert ("in_list" in item) == (item.get("approval") == "WAITING")
        approvals = Counter(item.get("approval") for item in records)
        self._assert_counted(RiskRecorded, approvals[None])
        self._assert_counted(RiskWaiting, len(records) - approvals[None])
        self._assert_counted(RiskApproved, approvals["APPROVED"])
        self._assert_counted(RiskRefused, approvals["REFUSED"])
        self._assert_counted(RiskWithdrawn, approvals["WITHDRAWN"])
        self._assert_counted(RiskLifted, sum("lifted_at" in item for item in records) - approvals["WITHDRAWN"])

    def _assert_two_persons(self, items: list[Item]) -> None:
        """Told from what is stored alone: beyond the brake whatever makes somebody red has a second officer."""
        records = {item["record_id"]: item for item in items if item["sk"].startswith("RISK#")}
        alone = Counter(
            (item["officer"], item["recorded_at"][:13])
            for item in records.values()
            if "decided_by" not in item and item.get("approval") is None
        )
        assert all(number <= ALONE_AN_HOUR for number in alone.values())
        for hold in (hold for item in items for hold in item.get("holds", [])):
            record = records[hold["record_id"]]
            if "approval" in record:
                assert record["decided_by"] != record["officer"]
        for authority in ("CDC-440106", "CDC-440305"):
            listed = self.region.approvals.waiting(acts.officer("officer-9", authority), PageRequest())
            assert [each.record_id for each in listed.items] == self.model.waiting(authority)

    def _assert_codes(self, items: list[Item]) -> None:
        codes = {item["code_id"]: item for item in items if item["sk"] == "CODE"}
        current = {item["code_id"] for item in items if item["sk"] == "PERSON" and "code_id" in item}
        assert {code_id for code_id, item in codes.items() if "replaced_at" not in item} == current
        assert sorted(item["payload"] for item in codes.values()) == sorted(self._payloads())
        places = {item["pk"]: item["code_id"] for item in items if item["sk"] == "STATUS_INDEX"}
        assert places == {keys.status_index(ISSUER, status_index(CodeId(each)))["pk"]: each for each in codes}
        self._assert_counted(PersonRegistered, len(self.model.accounts))
        self._assert_counted(CodeReplaced, len(codes) - len(self.model.accounts))

    def _assert_counted(self, signal: type, number: int) -> None:
        assert sum(type(each) is signal for each in self.region.signals) == number

    def _assert_status(self, status: Status, serial: int) -> None:
        person = self.model.person(serial)
        assert status.colour.value == person.colour(self.now)
        assert {hold.record_id for hold in status.because} == person.reasons(self.now)

    def _assert_verdict(self, payload: str, answer: Answer) -> None:
        verdict = answer.verdict
        colour = verdict.colour.value if verdict.colour else None
        assert (verdict.outcome.value, verdict.decision.value, colour) == self.model.verdict(payload, self.now)
        assert verdict.as_of == self.now

    def _scan(self, payload: str) -> tuple[str, Answer]:
        self.scans += 1
        key = f"scan-{self.scans:05d}"
        return key, acts.scan(self.region, payload, key=key, actor=acts.staff(StaffRole.MEDIC))

    def _payloads(self) -> list[str]:
        return [payload for person in self.model.people.values() for payload in person.codes]


def test_the_colour_machine_does_what_the_model_says(region: Region) -> None:
    def run() -> None:
        run_state_machine_as_test(_machine_in(region), settings=SETTINGS)

    # CPython maps and unmaps memory at every call that crosses the end of a chunk of its stack. On top of pytest's own
    # frames the hottest loop of moto lies on one, which trebles the time; a thread begins with an empty stack.
    with ThreadPoolExecutor(1) as thread:
        thread.submit(run).result()


def _machine_in(region: Region) -> type[ColourMachine]:
    class Here(ColourMachine):
        def __init__(self) -> None:
            super().__init__(region)

    return Here


def _predicted(decide: Callable[[], T]) -> tuple[T | None, Refusal | None]:
    try:
        return decide(), None
    except Refusal as refusal:
        return None, refusal


def _answered(act: Callable[[], T], refusal: Refusal | None) -> T | None:
    """What the real service answers; it refuses exactly when the model does, and for the same reason."""
    if refusal is None:
        return act()
    with acts.refused(refusal.code):
        act()
    return None


def _person_id(region: Region, serial: int) -> PersonId:
    return region.person_ids.of(document("RESIDENT_ID", resident_id(serial), region_day(START)))


def _place(key: dict[str, str]) -> tuple[str, str]:
    return key["pk"], key["sk"]
