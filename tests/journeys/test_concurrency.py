"""What happens at the same instant, on an engine that has real threads and real conditions (moto loses updates)."""

from functools import partial

import pytest

from local.client import Answer, ApiClient
from local.seed import resident
from local.state import Resident, State
from shared.kernel.clock import day_of, utc_now
from tests.journeys.at_once import at_once, stored

pytestmark = pytest.mark.journey

_PAIRS = 50
_FIRST_PERSON = 200


def test_two_registrations_of_one_document_at_the_same_instant_make_one_person_and_one_code(
    api: ApiClient, state: State
) -> None:
    before = stored(state, "core") + stored(state, "vault")
    for number in range(_PAIRS):
        person = resident(state.deployed, f"pair-{number}", _FIRST_PERSON + number)
        # Half of the pairs are one account sending twice, half are two accounts that claim the same person.
        twice = number % 2 == 0
        tokens = [person.token, person.token if twice else resident(state.deployed, f"rival-{number}", 0).token]
        answers = at_once(partial(_register, api, person), tokens)
        statuses = sorted(answer.status for answer in answers)
        assert statuses == ([200, 201] if twice else [201, 409]), [answer.body for answer in answers]
        assert len({answer.json()["payload"] for answer in answers if answer.status < 300}) == 1

    after = stored(state, "core") + stored(state, "vault")
    kinds = [item["sk"] for item in after if item not in before and not item["sk"].startswith("ATTEMPTS")]
    assert sorted(kinds) == sorted(["ACCOUNT", "CODE", "IDENTITY", "PERSON", "STATUS_INDEX"] * _PAIRS)


def test_assignments_that_collide_with_a_registration_are_all_on_the_code(api: ApiClient, state: State) -> None:
    for number in range(5):
        person = resident(state.deployed, f"collide-{number}", 300 + number)
        acts = [partial(_register, api, person, person.token)]
        acts += [partial(_assign, api, state, person, f"collide-{number}-{each}") for each in range(3)]
        answers = at_once(lambda act: act(), acts)
        assert [answer.status for answer in answers] == [201] * 4, [answer.body for answer in answers]

        registered = answers[0].json()
        shown = api.send("GET", f"/v1/people/{registered['person']}/code", token=person.token).json()
        assert {reason["record"] for reason in shown["reasons"]} == {answer.json()["record"] for answer in answers[1:]}


def test_one_scan_sent_eight_times_at_once_is_one_scan(api: ApiClient, state: State) -> None:
    body = {"payload": state.residents["green"].payload, "checkpoint_id": state.checkpoint}
    headers = {"idempotency-key": "same-scan-0001"}
    before = len(stored(state, "core"))
    answers = at_once(
        lambda _: api.send("POST", "/v1/scans", token=state.staff["inspector"], body=body, headers=headers),
        list(range(8)),
    )
    assert {answer.status for answer in answers} == {200}
    assert len({answer.body for answer in answers}) == 1
    assert len(stored(state, "core")) == before + 1


def _register(api: ApiClient, person: Resident, token: str) -> Answer:
    return api.send("POST", "/v1/registration", token=token, body=person.registration)


def _assign(api: ApiClient, state: State, person: Resident, key: str) -> Answer:
    body = {
        "document": {"type": person.document_type, "number": person.document_number},
        "category": "HOME_QUARANTINE",
        "case_reference": key,
        "reason": "居家隔离",
        "review_on": day_of(utc_now()).isoformat(),
    }
    return api.send(
        "POST",
        "/v1/risk-records",
        token=state.staff["health_authority"],
        body=body,
        headers={"idempotency-key": key},
    )
