"""An organisation of 5,000 members over HTTP: pages past everybody once, and one sheet that holds them all (M18)."""

import csv
import io
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from local.client import ApiClient
from local.state import State
from shared.aws.tables import Table
from shared.declarations.model import (
    Content,
    Declaration,
    Isolation,
    IsolationKind,
    Kind,
    Membership,
    OrganisationKind,
    Recipient,
)
from shared.declarations.store import DeclarationStore
from shared.kernel.clock import utc_now
from shared.kernel.ids import EntryId, OrganisationId, PersonId, derived_id
from shared.organisations.store import MemberStore

pytestmark = pytest.mark.journey

_MEMBERS, _DECLARED = 5000, 1500
_PAGES = _MEMBERS // 100
_HEALTHY = Content(365, (), (), (), Isolation(IsolationKind.NONE), None)


def test_an_organisation_of_5000_pages_past_everybody_once_and_fits_one_sheet(api: ApiClient, state: State) -> None:
    token = state.staff["org_admin"]
    body = {"name": "五千人的企业", "kind": "ENTERPRISE"}
    made = api.send("POST", "/v1/organisations", token=token, body=body, headers={"idempotency-key": "thousands-0001"})
    assert made.status == 201, made.body.decode()
    organisation = OrganisationId(made.json()["organisation"])
    _fill(state, organisation, body["name"])

    numbers: list[str] = []
    declared = pages = 0
    cursor = ""
    while True:
        path = f"/v1/organisations/{organisation}/declarations?limit=100{cursor}"
        page = api.send("GET", path, token=token).json()
        numbers += [line["number"] for line in page["members"]]
        declared += sum(line["declaration"] is not None for line in page["members"])
        pages += 1
        if page["cursor"] is None:
            break
        cursor = f"&cursor={page['cursor']}"

    assert (len(numbers), len(set(numbers)), declared, pages) == (_MEMBERS, _MEMBERS, _DECLARED, _PAGES)

    sheet = api.send("GET", f"/v1/organisations/{organisation}/declarations.csv", token=token)
    lines = list(csv.reader(io.StringIO(sheet.body.decode("utf-8-sig"))))
    assert sheet.status == 200
    assert len(lines) == 1 + _MEMBERS


def _fill(state: State, organisation: OrganisationId, name: str) -> None:
    """Members join and declare through the stores, since each of them by HTTP would take an hour."""
    core = Table(state.deployed.client("dynamodb"), state.deployed.outputs["CoreTableName"])
    members, declarations = MemberStore(core), DeclarationStore(core, timedelta(days=30))
    now = utc_now().replace(microsecond=0)

    def enter(number: int) -> None:
        person = PersonId(derived_id("thousands", str(number)) + derived_id(str(number)))
        membership = Membership(
            organisation, name, OrganisationKind.ENTERPRISE, person, "张*明", f"N-{number:04}", now, person
        )
        members.join(membership)
        if number < _DECLARED:
            to = Recipient(organisation, name)
            entry_id = EntryId(derived_id("thousands", person))
            declarations.add(Declaration(entry_id, Kind.EMPLOYEE, person, person, now, _HEALTHY, to), membership)

    with ThreadPoolExecutor(4) as workers:
        list(workers.map(enter, range(_MEMBERS)))
