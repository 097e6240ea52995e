"""What staff register about a seeded resident through a scan, for the sample events that need it."""

import time
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from local.accounts import claims
from local.client import ApiClient
from local.places import LocalCloudError
from local.state import State
from shared.kernel.clock import day_of, utc_now
from shared.kernel.ids import derived_id

_WINDOW_SECONDS = 600
"""Within it the same scan serves; a scan serves for 15 minutes."""


def through_scan(state: State, payload: str) -> dict[str, str]:
    """The placeholders of a medic's scan of `payload`, and of a temperature and a notice that were registered with it.

    Raises LocalCloudError.
    """
    token, today = state.staff["medic"], day_of(utc_now()).isoformat()
    api = ApiClient(state.deployed.api_url)
    # An event may have replaced the code since; then it takes another scan.
    key = derived_id("invoke", str(int(time.time()) // _WINDOW_SECONDS), payload)
    scan = _post(api, "/v1/scans", token, key, {"payload": payload, "checkpoint_id": state.checkpoint})["scan"]
    release = {
        "institution": "区人民医院",
        "place": "集中医学观察点3号楼",
        "observed_from": today,
        "observed_to": today,
        "lifts": [],
    }
    temperature = _post(api, f"/v1/scans/{scan}/temperatures", token, key, {"celsius": 36.5})
    notice = _post(api, f"/v1/scans/{scan}/release-notices", token, key, release)
    return {
        "officer": str(claims(token)["sub"]),
        "scan": scan,
        "temperature": temperature["temperature"],
        "notice": notice["notice"],
        "notice_digits": notice["payload"].rpartition("/")[2],
    }


def _post(api: ApiClient, path: str, token: str, key: str, body: Mapping[str, object]) -> Any:
    answer = api.send("POST", path, token=token, body=body, headers={"idempotency-key": key})
    if answer.status not in {HTTPStatus.OK, HTTPStatus.CREATED}:
        raise LocalCloudError(f"POST {path} refused what a sample event needs: {answer.status} {answer.body.decode()}")
    return answer.json()
