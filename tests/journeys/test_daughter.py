"""A daughter looks after her father and her child until he takes over for himself (M3 to M6, M17, M18, M20)."""

from collections.abc import Callable
from datetime import date
from itertools import count
from time import monotonic, sleep
from typing import Any

import pytest
from urllib3 import encode_multipart_formdata

from local.accounts import Accounts
from local.client import Answer, ApiClient
from local.population import SyntheticPerson, people
from local.seed import resident
from local.state import Resident, State
from shared.identity.model import DocumentType
from tests.unit.codes.pixels import opened, read

pytestmark = pytest.mark.journey

_KEYS = (f"daughter-{number:06d}" for number in count())
_FILE = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"
_SECONDS_FOR_AN_UPLOAD = 60


@pytest.fixture(scope="module")
def daughter(state: State) -> Resident:
    return resident(state.deployed, "journey-daughter", 500)


@pytest.fixture(scope="module")
def father() -> SyntheticPerson:
    return _somebody(lambda born: date(1935, 1, 1) < born < date(1955, 1, 1))


@pytest.fixture(scope="module")
def child() -> SyntheticPerson:
    return _somebody(lambda born: born > date(2012, 1, 1))


def test_a_daughter_acts_for_her_father_until_he_does_it_himself(
    api: ApiClient, state: State, daughter: Resident, father: SyntheticPerson, child: SyntheticPerson
) -> None:
    home = _Home(api, daughter.token)
    own = home.post("/v1/registration", daughter.registration, 201)

    # She adds them by their own documents and faces; both get a code without a phone or an account.
    his = home.post("/v1/family", _member(father, "PARENT"), 201)["person"]
    hers = home.post("/v1/family", _member(child, "CHILD"), 201)
    assert hers["ends_at"] is not None
    first, *others = home.get("/v1/me")["people"]
    assert first["person"] == own["person"]
    assert {(entry["person"], entry["relation"]) for entry in others} == {(his, "PARENT"), (hers["person"], "CHILD")}

    # She declares for him, and what she declared is his alone.
    declared = home.post(f"/v1/people/{his}/declarations", _self_check(), 201)
    assert declared["declared_by"] == "FAMILY"
    assert len(home.get(f"/v1/people/{his}/declarations")["declarations"]) == 1
    for other in (own["person"], hers["person"]):
        assert home.get(f"/v1/people/{other}/declarations")["declarations"] == []

    # She uploads his certificate straight to the bucket, and it is checked.
    certificate = _uploaded(home, state, his)
    assert certificate["state"] == "CONFIRMED"
    link = home.get(f"/v1/people/{his}/certificates/{certificate['certificate']}/file")
    assert _at_storage(state, "GET", link["url"]).body == _FILE

    # She shows his card: the gate reads his code, not hers.
    payload = _scanned_from_screen(home, his)
    assert payload == home.get(f"/v1/people/{his}/code")["payload"] != own["payload"]
    scan = _Home(api, state.staff["inspector"]).post(
        "/v1/scans", {"payload": payload, "checkpoint_id": state.checkpoint}, 200
    )
    assert (scan["decision"], scan["masked_name"]) == ("PASS", _masked(father.name))
    (access,) = home.get(f"/v1/people/{his}/accesses")["accesses"]
    assert access["roles"] == ["inspector"]

    # She switches back, and everything is hers again.
    overview = home.get(f"/v1/people/{own['person']}/health")
    assert overview["declaration"]["newest"] is None
    assert home.get(f"/v1/people/{own['person']}/accesses")["accesses"] == []
    assert _scanned_from_screen(home, own["person"]) == own["payload"]

    # Later he registers himself: the same person, the same code, and he sees who may act for him.
    account = Accounts(state.deployed, "Residents").create("journey-father")
    his_home = _Home(api, account.token)
    registered = his_home.post("/v1/registration", _registration(father, "13900000500"), 201)
    assert (registered["person"], registered["payload"]) == (his, payload)
    assert len(his_home.get(f"/v1/people/{his}/declarations")["declarations"]) == 1
    (guardian,) = his_home.get("/v1/family")["guardians"]
    assert (guardian["person"], guardian["masked_name"]) == (own["person"], own["masked_name"])

    # He ends the link. For her, he is from now on as if he did not exist.
    assert his_home.send("DELETE", f"/v1/family/{own['person']}").status == 204
    assert his_home.get("/v1/family") == {"members": [], "guardians": []}
    for path in ("code", "health", "declarations", "certificates", "accesses"):
        assert home.send("GET", f"/v1/people/{his}/{path}").status == 404
    assert home.send("POST", f"/v1/people/{his}/declarations", _self_check()).status == 404
    assert his not in {entry["person"] for entry in home.get("/v1/me")["people"]}


class _Home:
    """What one account sends."""

    def __init__(self, api: ApiClient, token: str) -> None:
        self._api, self._token = api, token

    def send(self, method: str, path: str, body: dict[str, Any] | None = None) -> Answer:
        return self._api.send(method, path, token=self._token, body=body, headers={"idempotency-key": next(_KEYS)})

    def get(self, path: str) -> dict[str, Any]:
        return self._taken(self.send("GET", path), 200)

    def post(self, path: str, body: dict[str, Any], status: int) -> dict[str, Any]:
        return self._taken(self.send("POST", path, body), status)

    @staticmethod
    def _taken(answer: Answer, status: int) -> dict[str, Any]:
        assert answer.status == status, answer.body.decode()
        content: dict[str, Any] = answer.json()
        return content


def _somebody(born: Callable[[date], bool]) -> SyntheticPerson:
    """Somebody on file whose ID card tells such a date of birth; from the file's end, where no other test looks."""
    return next(
        person
        for person in reversed(tuple(people()))
        if person.document_type is DocumentType.RESIDENT_ID
        and born(date.fromisoformat(f"{person.document_number[6:14]}"))
    )


def _member(person: SyntheticPerson, relation: str) -> dict[str, Any]:
    document = {"type": person.document_type.value, "number": person.document_number}
    return {"document": document, "name": person.name, "relation": relation, "face": person.face}


def _registration(person: SyntheticPerson, phone: str) -> dict[str, Any]:
    return {name: value for name, value in _member(person, "").items() if name != "relation"} | {"phone": phone}


def _self_check() -> dict[str, Any]:
    return {
        "kind": "SELF_CHECK",
        "temperature": 36.6,
        "symptoms": [],
        "stays": [],
        "contacts": [],
        "isolation": {"kind": "NONE"},
        "remarks": "由女儿代为申报",
    }


def _masked(name: str) -> str:
    return f"{name[0]}{'*' * (len(name) - 2)}{name[-1]}" if len(name) > 2 else f"{name[0]}*"


def _uploaded(home: _Home, state: State, person: str) -> dict[str, Any]:
    """A certificate of `person` once its file was looked at."""
    wanted = {"kind": "HEALTH_CERTIFICATE", "media_type": "application/pdf"}
    requested = home.post(f"/v1/people/{person}/certificates", wanted, 201)
    form = requested["upload"]
    body, media_type = encode_multipart_formdata(
        [*form["fields"].items(), ("file", ("file", _FILE, "application/pdf"))]
    )
    assert _at_storage(state, "POST", form["url"], body, {"content-type": media_type}).status in {200, 201, 204}
    path = f"/v1/people/{person}/certificates/{requested['certificate']['certificate']}"
    end = monotonic() + _SECONDS_FOR_AN_UPLOAD
    while (certificate := home.get(path))["state"] == "AWAITING_UPLOAD" and monotonic() < end:
        sleep(0.2)
    return certificate


def _at_storage(
    state: State, method: str, url: str, body: bytes | None = None, headers: dict[str, str] | None = None
) -> Answer:
    """The storage's answer at a presigned address."""
    place = url.split("/", 3)
    return ApiClient("/".join(place[:3])).send(method, f"/{place[3]}", body=body, headers=headers)


def _scanned_from_screen(home: _Home, person: str) -> str:
    card = home.send("GET", f"/v1/people/{person}/code/card.png")
    assert card.status == 200
    (payload,) = read(opened(card.body))
    return payload
