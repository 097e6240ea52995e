"""People, accounts, checkpoints and one red code, so that there is something to look at."""

import time
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from http import HTTPStatus
from itertools import islice
from typing import TYPE_CHECKING, Any

from local.accounts import Accounts
from local.client import ApiClient
from local.cloud import Deployed, Say
from local.direct_calls import called
from local.places import LocalCloudError
from local.population import COUNT, people, register_item
from local.state import Resident, State
from shared.aws.transactions import wire_item
from shared.kernel.clock import day_of, utc_now
from shared.kernel.roles import StaffRole

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

AUTHORITY = "CDC-440100"
_CHECKPOINTS = (
    ("440106", "STATION", "广州东站北进站口"),
    ("440300", "AIRPORT", "宝安国际机场T3"),
    ("440400", "PORT", "横琴口岸"),
)
_RESIDENTS = ("newcomer", "green", "red")
_BATCH = 25  # what BatchWriteItem takes
_MORE_TRIES = 3
_MOST_AN_HOUR = 1000  # no region's brake is higher


def seed(deployed: Deployed, say: Say) -> State:
    """Fill a fresh deployment; everything but accounts and the register's people goes through the API.

    Raises LocalCloudError when the API refuses what it should take.
    """
    say(f"Putting {COUNT:,} synthetic people on the sandbox register")
    put_on_file(deployed, (register_item(person) for person in people()))
    say("Creating accounts: one for each staff role, and residents")
    staff = staff_tokens(deployed)
    residents = {name: resident(deployed, name, index) for index, name in enumerate(_RESIDENTS)}
    say("Waking every function, so that the first request of each is as quick as the next")
    # Twenty functions that start at once, on a machine that may have two cores.
    api = ApiClient(deployed.api_url, timeout_seconds=120.0)
    wake(api, ApiClient(deployed.register_url, timeout_seconds=120.0), staff, residents["newcomer"].token)
    say("Creating checkpoints, registering residents, and one red code")
    checkpoints = [checkpoint(api, staff["operator"], *each) for each in _CHECKPOINTS]
    residents |= {name: registered(api, residents[name]) for name in ("green", "red")}
    consent(api, residents["green"])
    record = assigned(api, staff["health_authority"], residents["red"])
    waiting = _beyond_brake(api, colleague(deployed), residents["red"])
    for function in ("status_list_builds", "trust_refreshes", "status_list_mirrors"):
        if fault := called(deployed, function, {}):
            raise LocalCloudError(f"{function} failed: {fault}")
    return State(deployed, staff, residents, checkpoints[0], record, waiting, AUTHORITY)


def put_on_file(deployed: Deployed, items: Iterable[dict[str, Any]]) -> None:
    """Write items of the sandbox register's table."""
    client: DynamoDBClient = deployed.client("dynamodb")
    table = deployed.outputs["RegisterTableName"]

    def write(batch: list[dict[str, Any]]) -> None:
        requests: Any = {table: [{"PutRequest": {"Item": wire_item(item)}} for item in batch]}
        while requests:
            requests = client.batch_write_item(RequestItems=requests)["UnprocessedItems"]

    with ThreadPoolExecutor(4) as workers:
        list(workers.map(write, _batches(items)))


def staff_tokens(deployed: Deployed, authority: str = AUTHORITY) -> dict[str, str]:
    """A token for each staff role, of accounts that act for `authority`."""
    accounts = Accounts(deployed, "Staff")
    return {role.value: accounts.create(role.value, [role.value], authority).token for role in StaffRole}


def colleague(deployed: Deployed) -> str:
    """A token of a second officer of AUTHORITY, whose brake is another one."""
    role = StaffRole.HEALTH_AUTHORITY.value
    return Accounts(deployed, "Staff").create("colleague", [role], AUTHORITY).token


def resident(deployed: Deployed, username: str, index: int) -> Resident:
    """A new account for person `index` of those on file with a resident ID, who has not registered yet."""
    with_resident_id = (person for person in people() if person.document_type == "RESIDENT_ID")
    person = next(islice(with_resident_id, index, None))
    account = Accounts(deployed, "Residents").create(username)
    return Resident(
        account=account.sub,
        token=account.token,
        document_type=person.document_type.value,
        document_number=person.document_number,
        name=person.name,
        phone=f"138{index:08}",
        face=person.face,
    )


def wake(api: ApiClient, sandbox: ApiClient, staff: Mapping[str, str], resident_token: str) -> None:
    """Send each function one request that changes nothing, all at the same time."""
    with ThreadPoolExecutor(8) as workers:
        for sent in (
            workers.submit(sandbox.send, "POST", "/v1/verifications"),
            workers.submit(sandbox.send, "POST", "/v1/itineraries"),
            workers.submit(api.send, "GET", "/v1/release-guides"),
            workers.submit(api.send, "GET", "/v1/red-list/days/2020-01-01"),
            workers.submit(api.send, "GET", "/v1/me", token=resident_token),
            workers.submit(api.send, "GET", "/v1/notifications", token=resident_token),
            workers.submit(api.send, "GET", "/v1/people/nobody/code", token=resident_token),
            workers.submit(api.send, "GET", "/v1/people/nobody/health", token=resident_token),
            workers.submit(api.send, "GET", "/v1/people/nobody/itinerary", token=resident_token),
            workers.submit(api.send, "GET", "/v1/people/nobody/provinces", token=resident_token),
            workers.submit(api.send, "POST", "/v1/federation/health-summary"),
            workers.submit(api.send, "GET", "/v1/people/nobody/certificates", token=resident_token),
            workers.submit(api.send, "GET", "/v1/people/nobody/declarations", token=resident_token),
            workers.submit(api.send, "GET", "/v1/organisations", token=staff["org_admin"]),
            workers.submit(api.send, "GET", "/v1/checkpoints", token=staff["operator"]),
            workers.submit(api.send, "POST", "/v1/offline-registrations", token=staff["grid_worker"]),
            workers.submit(api.send, "POST", "/v1/scans", token=staff["inspector"]),
            workers.submit(api.send, "POST", "/v1/scans/batch", token=staff["inspector"]),
            workers.submit(api.send, "GET", "/v1/status-lists", token=staff["inspector"]),
            workers.submit(api.send, "GET", "/v1/trust-list"),
            workers.submit(api.send, "POST", "/v1/federation/code-verification"),
            workers.submit(api.send, "POST", "/v1/scans/nothing/temperatures", token=staff["inspector"]),
            workers.submit(api.send, "GET", "/v1/scans/nothing/identity", token=staff["inspector"]),
            workers.submit(api.send, "GET", "/v1/people/nobody/temperatures", token=resident_token),
            workers.submit(api.send, "GET", "/v1/people/nobody/release-notices", token=resident_token),
            workers.submit(api.send, "GET", "/v1/people/nobody/appeals", token=resident_token),
            workers.submit(api.send, "GET", "/v1/appeals", token=staff["health_authority"]),
            workers.submit(api.send, "POST", "/v1/risk-records", token=staff["health_authority"]),
            workers.submit(api.send, "POST", "/v1/risk-imports", token=staff["health_authority"]),
        ):
            sent.result()


def registered(api: ApiClient, person: Resident) -> Resident:
    """`person` after registration.

    Raises LocalCloudError.
    """
    answer = _insist(api, "/v1/registration", person.token, person.registration)
    return replace(person, person=answer["person"], payload=answer["payload"])


def checkpoint(api: ApiClient, token: str, division: str, kind: str, name: str) -> str:
    """The id of a new checkpoint; `token` is an operator's.

    Raises LocalCloudError.
    """
    body = {"division": division, "kind": kind, "name": name}
    return str(_insist(api, "/v1/checkpoints", token, body, f"seed-checkpoint-{division}")["checkpoint_id"])


def consent(api: ApiClient, person: Resident) -> None:
    """Let the sandbox itinerary provider be asked about `person`, who is registered.

    Raises LocalCloudError.
    """
    _insist(api, f"/v1/people/{person.person}/itinerary/consent", person.token, method="PUT")


def assigned(api: ApiClient, token: str, person: Resident, key: str = "seed-risk-record") -> str:
    """The risk record that makes `person` red; `token` is an officer's of a health authority.

    Raises LocalCloudError.
    """
    return str(_insist(api, "/v1/risk-records", token, _close_contact(person), key)["record"])


def lifted(api: ApiClient, token: str, record: str) -> None:
    """Lift a risk record; `token` is an officer's of the authority that made it.

    Raises LocalCloudError.
    """
    _insist(api, f"/v1/risk-records/{record}/lift", token, {"reason": "误录"})


def _beyond_brake(api: ApiClient, token: str, person: Resident) -> str:
    """A record that waits, of an officer who lifts what the brake lets pass on the way to it."""
    for number in range(_MOST_AN_HOUR + 1):
        record = _insist(api, "/v1/risk-records", token, _close_contact(person), f"seed-waiting-{number}")
        if record["state"] == "WAITING":
            return str(record["record"])
        lifted(api, token, str(record["record"]))
    raise LocalCloudError(f"No assignment had to wait, of {_MOST_AN_HOUR + 1} by one officer")


def _close_contact(person: Resident) -> dict[str, Any]:
    return {
        "document": {"type": person.document_type, "number": person.document_number},
        "category": "CLOSE_CONTACT",
        "case_reference": "CDC-2020-0417",
        "reason": "与确诊病例同乘一车",
        "review_on": day_of(utc_now()).isoformat(),
    }


def _insist(
    api: ApiClient, path: str, token: str, body: Mapping[str, Any] | None = None, key: str = "", method: str = "POST"
) -> Any:
    """Send until it is taken: a busy machine may need a second try, and every request here may be repeated."""
    send = partial(api.send, method, path, token=token, body=body, headers={"idempotency-key": key})
    answer = send()
    for _ in range(_MORE_TRIES):
        if answer.status < HTTPStatus.INTERNAL_SERVER_ERROR:
            break
        time.sleep(int(answer.headers.get("retry-after", "1")))
        answer = send()
    if answer.status >= HTTPStatus.BAD_REQUEST:
        raise LocalCloudError(f"{method} {path} refused what the seeding sent: {answer.status} {answer.body.decode()}")
    return answer.json()


def _batches(items: Iterable[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    rest = iter(items)
    while batch := list(islice(rest, _BATCH)):
        yield batch
