"""Appeals of the seeded red resident, for the sample events that need them."""

from collections.abc import Mapping
from datetime import timedelta
from http import HTTPStatus
from typing import Any

from local.client import ApiClient
from local.places import LocalCloudError
from local.state import Resident, State
from shared.kernel.clock import day_of, utc_now


def appeals(state: State, red: Resident) -> dict[str, str]:
    """The placeholders of two records of `red`, an appeal against one of them, and nothing against the other.

    Raises LocalCloudError.
    """
    today = day_of(utc_now())
    api = ApiClient(state.deployed.api_url)
    records = [
        _post(
            api,
            "/v1/risk-records",
            state.staff["health_authority"],
            f"invoke-appeal-{today.isoformat()}-{number}",
            {
                "document": {"type": red.document_type, "number": red.document_number},
                "category": "CLOSE_CONTACT",
                "case_reference": f"CDC-2020-042{number}",
                "reason": "与确诊病例同乘一车",
                "ends_on": (today + timedelta(days=14)).isoformat(),
            },
        )["record"]
        for number in range(2)
    ]
    body = {"record": records[0], "reason": "当日未乘坐该车次，有乘车记录为证。"}
    path = f"/v1/people/{red.person}/appeals"
    filed = _post(api, path, red.token, f"invoke-appeal-{today.isoformat()}", body)
    return {
        "appellant": red.account,
        "appellant_person": red.person,
        "appellant_record": str(records[1]),
        "appeal": str(filed["appeal"]),
    }


def _post(api: ApiClient, path: str, token: str, key: str, body: Mapping[str, object]) -> Any:
    answer = api.send("POST", path, token=token, body=body, headers={"idempotency-key": key})
    if answer.status not in {HTTPStatus.OK, HTTPStatus.CREATED}:
        raise LocalCloudError(f"POST {path} refused what a sample event needs: {answer.status} {answer.body.decode()}")
    return answer.json()
