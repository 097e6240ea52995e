"""A certificate of a seeded resident, for the sample events that need one."""

import time
from http import HTTPStatus
from typing import Any

import urllib3

from local.client import ApiClient
from local.places import LocalCloudError
from local.state import Resident, State

_CHECKED_SECONDS = 60.0
_FILE = b"%PDF-1.7\nstartxref\n0\n%%EOF\n"


def certificate(state: State, resident: Resident) -> dict[str, str]:
    """The placeholder of a confirmed certificate of `resident`; handed in when there is none.

    Raises LocalCloudError.
    """
    api = ApiClient(state.deployed.api_url)
    announced = _asked(api, resident, "POST", "", {"kind": "OTHER", "media_type": "application/pdf"})
    form, own_id = announced["upload"], announced["certificate"]["certificate"]
    if announced["certificate"]["state"] == "AWAITING_UPLOAD" and form is not None:
        fields = [*form["fields"].items(), ("file", ("certificate.pdf", _FILE))]
        urllib3.request("POST", form["url"], fields=fields, retries=False)
    deadline = time.monotonic() + _CHECKED_SECONDS
    while _asked(api, resident, "GET", f"/{own_id}")["state"] != "CONFIRMED":
        if time.monotonic() > deadline:
            raise LocalCloudError("The certificate that a sample event needs was not confirmed")
        time.sleep(0.2)
    return {"certificate": own_id}


def _asked(api: ApiClient, resident: Resident, method: str, path: str, body: dict[str, str] | None = None) -> Any:
    whole = f"/v1/people/{resident.person}/certificates{path}"
    answer = api.send(method, whole, token=resident.token, body=body, headers={"idempotency-key": "invoke-certificate"})
    if answer.status not in {HTTPStatus.OK, HTTPStatus.CREATED}:
        raise LocalCloudError(f"{method} {whole} refused what a sample event needs: {answer.body.decode()}")
    return answer.json()
