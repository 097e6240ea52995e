"""Family links made at the same instant, on an engine with real threads: no half link, and the limit holds."""

import tomllib
from functools import partial
from typing import Any

import pytest

from infra.region import REGIONS
from local.client import Answer, ApiClient
from local.seed import resident
from local.state import Resident, State
from shared.aws.transactions import Item, wire_item
from tests.journeys.at_once import at_once, stored

pytestmark = pytest.mark.journey

_PAIRS = 15
_FIRST_PERSON = 400


@pytest.fixture(scope="module")
def guardians(api: ApiClient, state: State) -> list[Resident]:
    """Two registered residents who have nothing to do with one another."""
    people = [resident(state.deployed, f"guardian-{number}", _FIRST_PERSON + number) for number in range(2)]
    for person in people:
        answer = api.send("POST", "/v1/registration", token=person.token, body=person.registration)
        assert answer.status == 201, answer.body
    return people


def test_two_guardians_who_add_somebody_at_the_same_instant_share_one_person_with_one_code(
    api: ApiClient, state: State, guardians: list[Resident]
) -> None:
    others = _links(state)
    for number in range(_PAIRS):
        member = resident(state.deployed, f"shared-{number}", _FIRST_PERSON + 10 + number)
        before = stored(state, "core") + stored(state, "vault")

        answers = at_once(partial(_add, api, member), guardians)

        assert [answer.status for answer in answers] == [201, 201], [answer.body for answer in answers]
        (person,) = {answer.json()["person"] for answer in answers}
        new = [each for each in stored(state, "core") + stored(state, "vault") if each not in before]
        kinds = [kind for each in new if (kind := _kind(each)) not in {"ATTEMPTS", "FAMILY", "NOTIFICATION"}]
        assert sorted(kinds) == sorted(
            ["CODE", "IDENTITY", "PERSON", "STATUS_INDEX", *["MEMBER", "GUARDIAN"] * len(guardians)]
        )
        codes = [_code(api, guardian, person)["payload"] for guardian in guardians]
        assert len(set(codes)) == 1
        for guardian in guardians:
            gone = api.send("DELETE", f"/v1/family/{person}", token=guardian.token)
            assert (gone.status, gone.body) == (204, b"")
            _let_try_again(state)
    assert _links(state) == others


def test_the_last_place_in_a_family_is_taken_once(api: ApiClient, state: State) -> None:
    limit: int = tomllib.loads((REGIONS / "guangdong.toml").read_text(encoding="utf-8"))["family"]["members"]
    others = _links(state)
    guardian = resident(state.deployed, "full-family", _FIRST_PERSON + 40)
    assert api.send("POST", "/v1/registration", token=guardian.token, body=guardian.registration).status == 201
    relatives = [
        resident(state.deployed, f"relative-{number}", _FIRST_PERSON + 50 + number) for number in range(limit + 5)
    ]
    for relative in relatives[: limit - 1]:
        answer = _add(api, relative, guardian)
        assert answer.status == 201, answer.body
        _let_try_again(state)

    # The last one that fits and one more, four times over: whoever was let in makes room for the next two.
    for further in relatives[limit : limit + 4]:
        rivals = at_once(lambda relative: _add(api, relative, guardian), [relatives[limit - 1], further])
        assert sorted(answer.status for answer in rivals) == [201, 409], [answer.body for answer in rivals]
        (refused,) = [answer.json() for answer in rivals if answer.status == 409]
        assert (refused["code"], refused["limit"]) == ("TOO_MANY_MEMBERS", limit)
        assert len(_links(state) - others) == len(_members(api, guardian)) == limit
        (added,) = [answer.json()["person"] for answer in rivals if answer.status == 201]
        _let_try_again(state)
        eleventh = at_once(lambda _: _add(api, relatives[-1], guardian), [1, 2])
        assert [answer.status for answer in eleventh] == [409, 409], [answer.body for answer in eleventh]
        assert len(_links(state) - others) == len(_members(api, guardian)) == limit
        assert api.send("DELETE", f"/v1/family/{added}", token=guardian.token).status == 204
        _let_try_again(state)

    last_twice = at_once(lambda _: _add(api, relatives[limit], guardian), [1, 2])
    assert sorted(answer.status for answer in last_twice) == [200, 201], [answer.body for answer in last_twice]
    assert last_twice[0].json() == last_twice[1].json()
    assert len(_links(state) - others) == len(_members(api, guardian)) == limit


def _add(api: ApiClient, member: Resident, guardian: Resident) -> Answer:
    body = {name: each for name, each in member.registration.items() if name != "phone"} | {"relation": "OTHER"}
    return api.send("POST", "/v1/family", token=guardian.token, body=body)


def _members(api: ApiClient, guardian: Resident) -> list[dict[str, Any]]:
    members: list[dict[str, Any]] = api.send("GET", "/v1/family", token=guardian.token).json()["members"]
    return members


def _code(api: ApiClient, guardian: Resident, person: str) -> dict[str, Any]:
    answer = api.send("GET", f"/v1/people/{person}/code", token=guardian.token)
    assert answer.status == 200, answer.body
    code: dict[str, Any] = answer.json()
    return code


def _links(state: State) -> set[tuple[str, str]]:
    """Every link by its two people; each has both of its halves, and both say the same."""
    items = stored(state, "core")
    halves = {
        kind: {
            (each["guardian"], each["member"]): {name: each[name] for name in each if name not in {"pk", "sk"}}
            for each in items
            if _kind(each) == kind
        }
        for kind in ("MEMBER", "GUARDIAN")
    }
    assert halves["MEMBER"] == halves["GUARDIAN"]
    return set(halves["MEMBER"])


def _kind(item: Item) -> str:
    kind: str = item["sk"].partition("#")[0]
    return "ORGANISATION_MEMBER" if kind == "MEMBER" and not item["pk"].startswith("PERSON#") else kind


def _let_try_again(state: State) -> None:
    """Ten attempts an hour are enough for people, and not for this test."""
    client, table = state.deployed.client("dynamodb"), state.deployed.outputs["CoreTableName"]
    for item in stored(state, "core"):
        if _kind(item) == "ATTEMPTS":
            client.delete_item(TableName=table, Key=wire_item({"pk": item["pk"], "sk": item["sk"]}))
