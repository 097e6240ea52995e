"""An enterprise, its employees and its administrator, over HTTP and through the deployed stacks (M18)."""

import csv
import io
from itertools import count
from typing import Any

import pytest

from local.client import Answer, ApiClient
from local.seed import resident
from local.state import Resident, State
from shared.kernel.clock import day_of, utc_now

pytestmark = pytest.mark.journey

_KEYS = (f"declarations-{number:06d}" for number in count())


@pytest.fixture(scope="module")
def employee(state: State) -> Resident:
    return resident(state.deployed, "journey-employee", 700)


@pytest.fixture(scope="module")
def colleague(state: State) -> Resident:
    return resident(state.deployed, "journey-colleague", 701)


def test_employees_join_declare_and_leave_and_the_administrator_sees_exactly_that(
    api: ApiClient, state: State, employee: Resident, colleague: Resident
) -> None:
    administrator = state.staff["org_admin"]
    people = {
        each.token: _post(api, "/v1/registration", each.token, each.registration)["person"]
        for each in (employee, colleague)
    }
    own, other = (f"/v1/people/{people[each.token]}" for each in (employee, colleague))
    enterprise = _post(api, "/v1/organisations", administrator, {"name": "东站物业", "kind": "ENTERPRISE"})
    day = f"/v1/organisations/{enterprise['organisation']}/declarations"

    # Both join with the code; then it is replaced, and lets nobody in any more.
    join = {"invitation": enterprise["invitation"]}
    _post(api, f"{own}/organisations", employee.token, join | {"number": "-1"})
    _post(api, f"{other}/organisations", colleague.token, join | {"number": "A-2"})
    assert _post(api, f"{other}/organisations", colleague.token, join, 200)["number"] == "A-2"
    assert (
        _post(api, f"{day.removesuffix('/declarations')}/invitation", administrator, None, 200)["invitation"]
        != join["invitation"]
    )
    refusal = _send(api, "POST", f"{own}/organisations", employee.token, join)
    assert (refusal.status, refusal.json()["code"]) == (422, "INVALID_INVITATION")

    # One declares to the enterprise, and something else to nobody.
    declared = _post(
        api, f"{own}/declarations", employee.token, _well(kind="EMPLOYEE", organisation=enterprise["organisation"])
    )
    assert declared["temperature"] == 36.5
    _post(api, f"{other}/declarations", colleague.token, _well(remarks="只给自己看"))
    wrong = _send(api, "POST", f"{own}/declarations", employee.token, _well(kind="MEMBER", temperature=36.55))
    assert {each["field"] for each in wrong.json()["errors"]} == {"organisation", "temperature"}

    lines = {each["number"]: each for each in _get(api, day, administrator)["members"]}
    assert {number: line["declared"] for number, line in lines.items()} == {"-1": True, "A-2": False}
    assert lines["-1"]["declaration"]["declared_at"] == declared["declared_at"]
    first = _get(api, f"{day}?limit=1", administrator)
    second = _get(api, f"{day}?limit=1&cursor={first['cursor']}", administrator)
    assert {each["number"] for page in (first, second) for each in page["members"]} == {"-1", "A-2"}
    assert second["cursor"] is None

    # The sheet says the same; what could be a formula is text, and nothing of the self-check is in it.
    answer = api.send("GET", f"{day}.csv", token=administrator, headers={"accept-language": "en"})
    assert answer.headers["content-type"].startswith("text/csv")
    text = answer.body.decode("utf-8-sig")
    assert {row[2]: row[4] for row in csv.reader(io.StringIO(text, newline=""))} == {
        "Number": "Declared",
        "'-1": "yes",
        "A-2": "no",
    }
    assert "只给自己看" not in text

    # Who leaves still shows on the day of their declaration, and declares no more.
    left = _send(api, "DELETE", f"{own}/organisations/{enterprise['organisation']}", employee.token)
    assert (left.status, left.body) == (204, b"")
    today = day_of(utc_now()).isoformat()
    lines = {each["number"]: each for each in _get(api, f"{day}?date={today}", administrator)["members"]}
    assert {number: line["left"] for number, line in lines.items()} == {"-1": True, "A-2": False}
    refusal = _send(
        api,
        "POST",
        f"{own}/declarations",
        employee.token,
        _well(kind="EMPLOYEE", organisation=enterprise["organisation"]),
    )
    assert (refusal.status, refusal.json()["code"]) == (409, "NOT_A_MEMBER")

    # What was declared stays: API Gateway has no route that changes it or takes it away.
    for method in ("PUT", "PATCH", "DELETE"):
        assert _send(api, method, f"{own}/declarations/{declared['declaration']}", employee.token).status == 404
    assert _get(api, f"{own}/declarations", employee.token)["declarations"] == [declared]


def _well(**changes: Any) -> dict[str, Any]:
    nothing: dict[str, Any] = {
        "kind": "SELF_CHECK",
        "temperature": 36.5,
        "symptoms": [],
        "stays": [],
        "contacts": [],
        "isolation": {"kind": "NONE"},
    }
    return nothing | changes


def _send(api: ApiClient, method: str, path: str, token: str, body: dict[str, Any] | None = None) -> Answer:
    return api.send(method, path, token=token, body=body, headers={"idempotency-key": next(_KEYS)})


def _post(api: ApiClient, path: str, token: str, body: dict[str, Any] | None, status: int = 201) -> Any:
    answer = _send(api, "POST", path, token, body)
    assert answer.status == status, answer.body.decode()
    return answer.json()


def _get(api: ApiClient, path: str, token: str) -> Any:
    answer = _send(api, "GET", path, token)
    assert answer.status == 200, answer.body.decode()
    return answer.json()
