"""Certificates over HTTP: announced, posted straight to the bucket, checked when its event comes, downloaded (M20)."""

import time
from itertools import count
from typing import Any

import pytest
import urllib3

from local.client import Answer, ApiClient
from local.seed import resident
from local.state import Resident, State
from tests.builders import pdf

pytestmark = pytest.mark.journey

_KEYS = (f"certificate-{number:04}" for number in count())
# The first event starts the function that checks uploads.
_CHECKED_SECONDS = 60.0
_LIMIT = 10 * 1024 * 1024


@pytest.fixture(scope="module")
def http() -> urllib3.PoolManager:
    """Reaches the bucket as a browser does: with what the form and the link say, and nothing else."""
    return urllib3.PoolManager(retries=False, timeout=60.0)


@pytest.fixture(scope="module")
def owner(api: ApiClient, state: State) -> tuple[Resident, str]:
    """A resident and their person id."""
    person = resident(state.deployed, "journey-certificates", 110)
    registered = api.send("POST", "/v1/registration", token=person.token, body=person.registration)
    assert registered.status == 201, registered.body
    return person, registered.json()["person"]


def test_a_proper_file_is_confirmed_and_can_be_downloaded(
    api: ApiClient, http: urllib3.PoolManager, owner: tuple[Resident, str]
) -> None:
    certificate, form = _announced(api, owner)
    content = pdf("journey")
    assert certificate["state"] == "AWAITING_UPLOAD"

    assert _posted(http, form, content).status == 204
    checked = _checked(api, owner, certificate["certificate"])
    link = _get(api, owner, f"/{certificate['certificate']}/file")
    file = http.request("GET", link.json()["url"])

    assert (checked["state"], checked["size"], checked["rejection"]) == ("CONFIRMED", len(content), None)
    assert file.data == content
    assert file.headers["content-type"] == "application/pdf"
    assert file.headers["content-disposition"].startswith("attachment")
    listed = _get(api, owner, "").json()["certificates"]
    assert checked in listed


def test_a_renamed_program_is_rejected_with_the_reason(
    api: ApiClient, http: urllib3.PoolManager, owner: tuple[Resident, str]
) -> None:
    certificate, form = _announced(api, owner)

    assert _posted(http, form, b"MZ\x90\x00" + bytes(500), name="certificate.pdf").status == 204
    checked = _checked(api, owner, certificate["certificate"])
    link = _get(api, owner, f"/{certificate['certificate']}/file")

    assert (checked["state"], checked["rejection"]["code"]) == ("REJECTED", "WRONG_CONTENT")
    assert (link.status, link.json()["code"]) == (409, "CERTIFICATE_NOT_READY")


def test_the_bucket_refuses_what_the_form_is_not_for(
    api: ApiClient, http: urllib3.PoolManager, owner: tuple[Resident, str]
) -> None:
    certificate, form = _announced(api, owner)

    too_large = _posted(http, form, pdf() + bytes(_LIMIT))
    elsewhere = _posted(http, form, pdf(), key="certificates/elsewhere")
    of_another_type = _posted(http, form, pdf(), **{"Content-Type": "text/html"})
    with_more_fields = _posted(http, form, pdf(), **{"x-amz-meta-note": "more"})

    assert (too_large.status, b"EntityTooLarge" in too_large.data) == (400, True)
    assert [each.status for each in (elsewhere, of_another_type, with_more_fields)] == [403, 403, 403]
    assert _one(api, owner, certificate["certificate"])["state"] == "AWAITING_UPLOAD"


def test_what_is_posted_after_the_confirmation_changes_nothing(
    api: ApiClient, http: urllib3.PoolManager, state: State, owner: tuple[Resident, str]
) -> None:
    certificate, form = _announced(api, owner)
    first, second = pdf("first"), pdf("second")
    assert _posted(http, form, first).status == 204
    checked = _checked(api, owner, certificate["certificate"])

    assert _posted(http, form, second).status == 204
    _until(lambda: not _uploads(state, certificate["certificate"]))
    link = _get(api, owner, f"/{certificate['certificate']}/file").json()["url"]

    assert http.request("GET", link).data == first
    assert _one(api, owner, certificate["certificate"]) == checked


def _announced(api: ApiClient, owner: tuple[Resident, str]) -> tuple[dict[str, Any], dict[str, Any]]:
    person, person_id = owner
    answer = api.send(
        "POST",
        f"/v1/people/{person_id}/certificates",
        token=person.token,
        body={"kind": "NUCLEIC_ACID_TEST", "media_type": "application/pdf"},
        headers={"idempotency-key": next(_KEYS)},
    )
    assert answer.status == 201, answer.body
    return answer.json()["certificate"], answer.json()["upload"]


def _posted(
    http: urllib3.PoolManager, form: dict[str, Any], content: bytes, name: str = "scan.pdf", **changes: str
) -> urllib3.BaseHTTPResponse:
    """The form as a browser posts it: its fields, and the file last."""
    fields = [*(form["fields"] | changes).items(), ("file", (name, content))]
    return http.request("POST", form["url"], fields=fields)


def _checked(api: ApiClient, owner: tuple[Resident, str], certificate: str) -> dict[str, Any]:
    """The certificate once its upload was checked."""
    _until(lambda: _one(api, owner, certificate)["state"] != "AWAITING_UPLOAD")
    return _one(api, owner, certificate)


def _until(holds: Any) -> None:
    deadline = time.monotonic() + _CHECKED_SECONDS
    while not holds():
        assert time.monotonic() < deadline, "no event of the bucket was handled"
        time.sleep(0.2)


def _uploads(state: State, certificate: str) -> list[str]:
    bucket = state.deployed.outputs["CertificatesBucketName"]
    answer = state.deployed.client("s3").list_objects_v2(Bucket=bucket, Prefix="uploads/")
    return [each["Key"] for each in answer.get("Contents", []) if each["Key"].endswith(certificate)]


def _one(api: ApiClient, owner: tuple[Resident, str], certificate: str) -> dict[str, Any]:
    answer = _get(api, owner, f"/{certificate}")
    assert answer.status == 200, answer.body
    found: dict[str, Any] = answer.json()
    return found


def _get(api: ApiClient, owner: tuple[Resident, str], path: str) -> Answer:
    person, person_id = owner
    return api.send("GET", f"/v1/people/{person_id}/certificates{path}", token=person.token)
