"""A day that is over is published by the deployed function, and anyone sees it over HTTP."""

from datetime import timedelta
from typing import Any

import pytest

from local.client import ApiClient
from local.cloud import Deployed
from local.direct_calls import called
from local.state import State
from shared.audit.model import Kind
from shared.audit.store import entry_item
from shared.aws.transactions import wire_item
from shared.kernel.clock import day_of, utc_now
from tests.day_acts import chain, person_id

pytestmark = pytest.mark.journey

YESTERDAY = day_of(utc_now()) - timedelta(days=1)


def test_the_deployed_function_publishes_yesterday_and_anyone_sees_it(api: ApiClient, state: State) -> None:
    deployed = state.deployed
    path = f"/v1/red-list/days/{YESTERDAY.isoformat()}"
    unpublished = api.send("GET", path)
    assert (unpublished.status, unpublished.json()["code"]) == (404, "DAY_NOT_PUBLISHED")
    _as_of_yesterday(deployed)

    first = _invoked(deployed)
    published = api.send("GET", path)
    again = _invoked(deployed)

    assert first is None
    assert published.status == 200, published.body
    assert published.json()["counts"] == [
        {
            "authority": "CDC-440106",
            "category": "CLOSE_CONTACT",
            "assigned": {"at_least": 6, "at_most": 6},
            "lifted": {"at_least": 1, "at_most": 4},
        }
    ]
    assert len(published.json()["head"]) == 64
    assert again is None
    assert api.send("GET", path).body == published.body


def test_a_day_that_is_not_over_is_refused(state: State) -> None:
    refused = _invoked(state.deployed, day_of(utc_now()).isoformat())
    assert refused == "DayNotOver"


def _as_of_yesterday(deployed: Deployed) -> None:
    """Two chains of persons who do not exist; no other journey makes an entry of a day that is over."""
    client: Any = deployed.client("dynamodb")
    table = deployed.outputs["AuditTableName"]
    entries = [
        *chain(person_id(1), YESTERDAY, 6, kind=Kind.RISK_ASSIGNED),
        *chain(person_id(2), YESTERDAY, 2, kind=Kind.RISK_LIFTED),
    ]
    for entry in entries:
        client.put_item(TableName=table, Item=wire_item(entry_item(entry)))


def _invoked(deployed: Deployed, day: str = YESTERDAY.isoformat()) -> str | None:
    """Calls the deployed function as an operator does; the name of its error, or None."""
    return called(deployed, "audit_days", {"day": day})
