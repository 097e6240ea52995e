"""An import that waits for a second officer, for the sample events that need one."""

import time
from http import HTTPStatus
from typing import Any

import urllib3

from local.client import ApiClient
from local.places import LocalCloudError
from local.state import State

_CHECKED_SECONDS = 60.0
_FILE = b"record_id,reason\nno-record-of-anybody,sample of an import\n"
"""A lift that is refused in its report: whoever tries the samples changes nobody's colour."""


def waiting_import(state: State) -> dict[str, str]:
    """The placeholder of an import whose file was read through; an event may have had it decided since.

    Raises LocalCloudError.
    """
    api, token = ApiClient(state.deployed.api_url), state.staff["health_authority"]
    announced = _asked(api, token, "POST", "", {"kind": "LIFT", "format": "CSV"})
    form, own_id = announced["upload"], announced["risk_import"]["import_id"]
    if form is not None:
        fields = [*form["fields"].items(), ("file", ("lifts.csv", _FILE))]
        urllib3.request("POST", form["url"], fields=fields, retries=False)
    deadline = time.monotonic() + _CHECKED_SECONDS
    while (stands := _asked(api, token, "GET", f"/{own_id}")["risk_import"]["state"]) == "AWAITING_FILE":
        if time.monotonic() > deadline:
            raise LocalCloudError("The import that a sample event needs was not read through")
        time.sleep(0.2)
    if stands == "REJECTED":
        raise LocalCloudError("The import that a sample event needs was rejected")
    return {"waiting_import": own_id}


def _asked(api: ApiClient, token: str, method: str, path: str, body: dict[str, str] | None = None) -> Any:
    whole = f"/v1/risk-imports{path}"
    answer = api.send(method, whole, token=token, body=body, headers={"idempotency-key": "invoke-import"})
    if answer.status not in {HTTPStatus.OK, HTTPStatus.CREATED}:
        raise LocalCloudError(f"{method} {whole} refused what a sample event needs: {answer.body.decode()}")
    return answer.json()
