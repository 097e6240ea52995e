"""What a scan lets whom look up, and what it never does, over HTTP with real tokens (M11, M15)."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from local.client import ApiClient
from local.seed import resident
from local.state import Resident, State
from shared.kernel.clock import day_of, utc_now
from tests.journeys.callers import Caller, scanned, staff_of

pytestmark = pytest.mark.journey

FIELDS = ("identity", "travel", "contacts", "declarations")
PURPOSES = ("IDENTITY_CHECK", "HEALTH_CHECK", "MEDICAL_CARE", "EPIDEMIC_INVESTIGATION")
# Who is shown what for which purpose, written down a second time: what is not here is refused.
SHOWN = {
    ("inspector", "IDENTITY_CHECK"): {"identity"},
    ("grid_worker", "IDENTITY_CHECK"): {"identity"},
    ("grid_worker", "HEALTH_CHECK"): {"identity", "travel", "declarations"},
    ("grid_worker", "EPIDEMIC_INVESTIGATION"): {"identity", "travel"},
    ("medic", "IDENTITY_CHECK"): {"identity"},
    ("medic", "HEALTH_CHECK"): {"identity", "travel", "declarations"},
    ("medic", "MEDICAL_CARE"): {"identity", "travel", "contacts", "declarations"},
    ("medic", "EPIDEMIC_INVESTIGATION"): {"identity", "travel", "contacts"},
}
ROLES = ("inspector", "grid_worker", "medic", "scanner")
REMARKS = "夜里咳嗽两次"


@dataclass(frozen=True, slots=True)
class Known:
    """A registered resident who has declared what only a look-up shows."""

    home: Caller
    on_file: Resident
    person: str
    payload: str

    @property
    def path(self) -> str:
        return f"/v1/people/{self.person}"

    @property
    def look_ups(self) -> list[dict[str, Any]]:
        """The look-ups in the person's access log, newest first."""
        entries = self.home.get(f"{self.path}/accesses?limit=100")["accesses"]
        return [entry for entry in entries if entry["looked_up"] is not None]

    def disclosed(self, text: bytes) -> list[str]:
        """What of the person stands in `text`."""
        secrets = (self.on_file.name, self.on_file.document_number, self.on_file.phone, REMARKS, self.person, "420100")
        return [each for each in secrets if each in text.decode()]


def known(api: ApiClient, state: State, username: str, index: int) -> Known:
    person = resident(state.deployed, username, index)
    home = Caller(api, person.token)
    registered = home.post("/v1/registration", person.registration)
    today = day_of(utc_now())
    declaration = {
        "kind": "SELF_CHECK",
        "temperature": 36.6,
        "symptoms": ["COUGH"],
        "stays": [
            {
                "division": "420100",
                "from": (today - timedelta(days=4)).isoformat(),
                "to": (today - timedelta(days=2)).isoformat(),
            }
        ],
        "contacts": [{"kind": "CLUSTER", "date": (today - timedelta(days=3)).isoformat()}],
        "isolation": {"kind": "NONE"},
        "remarks": REMARKS,
    }
    home.post(f"/v1/people/{registered['person']}/declarations", declaration)
    return Known(home, person, registered["person"], registered["payload"])


@pytest.fixture(scope="module")
def met(api: ApiClient, state: State) -> Known:
    return known(api, state, "journey-looked-up", 620)


@pytest.fixture(scope="module")
def another(api: ApiClient, state: State) -> Known:
    return known(api, state, "journey-never-scanned", 621)


@pytest.mark.parametrize("role", ROLES)
def test_each_role_is_shown_what_its_purposes_allow_and_the_person_sees_each_of_it(
    api: ApiClient, state: State, met: Known, role: str
) -> None:
    officer = staff_of(api, state, f"looks-{role}", role)
    scan = scanned(officer, state, met.payload)["scan"]
    before = Counter(map(_look, met.look_ups))
    logged = []
    for purpose in PURPOSES:
        for field in FIELDS:
            answer = officer.send("GET", f"/v1/scans/{scan}/{field}?purpose={purpose}")
            if field in SHOWN.get((role, purpose), set()):
                assert (answer.status, answer.headers["cache-control"]) == (200, "no-store"), (purpose, field)
                masked = (role, field) == ("inspector", "identity")
                logged.append((purpose, "MASKED_IDENTITY" if masked else field.upper(), (role,)))
            else:
                assert (answer.status, answer.json()["code"]) == (403, "FORBIDDEN"), (purpose, field)
                assert met.disclosed(answer.body) == []

    seen = met.look_ups
    assert Counter(map(_look, seen)) - before == Counter(logged)
    assert {entry["place"]["checkpoint_id"] for entry in seen} <= {state.checkpoint}


def _look(entry: Mapping[str, Any]) -> tuple[str, str, tuple[str, ...]]:
    return entry["purpose"], entry["looked_up"], tuple(entry["roles"])


def test_what_is_shown_is_what_was_declared_and_no_picture(api: ApiClient, state: State, met: Known) -> None:
    medic = staff_of(api, state, "looks-closely", "medic")
    scan = scanned(medic, state, met.payload)["scan"]

    def shown(field: str) -> dict[str, Any]:
        answer: dict[str, Any] = medic.get(f"/v1/scans/{scan}/{field}?purpose=MEDICAL_CARE")
        return answer

    identity, phone = shown("identity"), met.on_file.phone
    assert identity == {
        "name": met.on_file.name,
        "document_type": "RESIDENT_ID",
        "document_number": met.on_file.document_number,
        "phone": f"{phone[:3]}****{phone[-4:]}",
        "confirmed": True,
    }
    assert [stay["division"] for stay in shown("travel")["stays"]] == ["420100"]
    assert [contact["kind"] for contact in shown("contacts")["contacts"]] == ["CLUSTER"]
    assert [each["remarks"] for each in shown("declarations")["declarations"]] == [REMARKS]


def test_an_inspector_gets_a_number_without_its_middle(api: ApiClient, state: State, met: Known) -> None:
    inspector = staff_of(api, state, "looks-briefly", "inspector")
    scan = scanned(inspector, state, met.payload)["scan"]

    answer = inspector.send("GET", f"/v1/scans/{scan}/identity?purpose=IDENTITY_CHECK")

    number = met.on_file.document_number
    assert answer.json()["document_number"] == f"{number[0]}{'*' * 13}{number[-4:]}"
    assert number not in answer.body.decode()


@pytest.mark.parametrize("field", FIELDS)
def test_without_a_scan_of_ones_own_nothing_is_looked_up(
    api: ApiClient, state: State, met: Known, another: Known, field: str
) -> None:
    medic = staff_of(api, state, f"looks-without-{field}", "medic")
    colleague = staff_of(api, state, f"scanned-before-{field}", "medic")
    scans = {
        "no scan that found anybody": scanned(medic, state, "hello")["scan"],
        "no scan at all": "a" * 16,
        "a colleague's scan of the same person": scanned(colleague, state, met.payload)["scan"],
        "a colleague's scan of another person": scanned(colleague, state, another.payload)["scan"],
    }
    before = (met.look_ups, another.look_ups)

    for what, scan in scans.items():
        answer = medic.send("GET", f"/v1/scans/{scan}/{field}?purpose=MEDICAL_CARE")
        assert (answer.status, answer.json()["code"]) == (403, "SCAN_REQUIRED"), what
        assert met.disclosed(answer.body) + another.disclosed(answer.body) == [], what

    assert (met.look_ups, another.look_ups) == before


def test_a_scan_of_one_person_shows_nobody_else(api: ApiClient, state: State, met: Known, another: Known) -> None:
    medic = staff_of(api, state, "looks-at-one", "medic")
    scan = scanned(medic, state, met.payload)["scan"]
    before = another.look_ups

    for field in FIELDS:
        answer = medic.send("GET", f"/v1/scans/{scan}/{field}?purpose=MEDICAL_CARE")
        assert answer.status == 200
        own = {REMARKS, "420100"}
        assert set(another.disclosed(answer.body)) <= own, field

    assert another.look_ups == before
