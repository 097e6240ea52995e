"""Organisations that a seeded resident declares to, for the sample events that need them."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from local.accounts import claims
from local.client import ApiClient
from local.places import LocalCloudError
from local.state import Resident, State
from shared.kernel.clock import day_of, utc_now

_WELL = {"kind": "SELF_CHECK", "symptoms": [], "stays": [], "contacts": [], "isolation": {"kind": "NONE"}}


def organisations(state: State, resident: Resident) -> dict[str, str]:
    """The placeholders of three organisations, of two of which `resident` is a member, and of a declaration.

    What is there already stays. Raises LocalCloudError.
    """
    api, token = ApiClient(state.deployed.api_url), state.staff["org_admin"]
    own = f"/v1/people/{resident.person}"
    employer, other, inviting = (
        _post(
            api,
            "/v1/organisations",
            token,
            {"name": f"东站物业第{number}公司", "kind": "ENTERPRISE"},
            f"invoke-organisation-{number}",
        )
        for number in range(1, 4)
    )
    for each in (employer, other):
        _post(api, f"{own}/organisations", resident.token, {"invitation": each["invitation"]})
    declared = _post(api, f"{own}/declarations", resident.token, _WELL, "invoke-declaration")
    return {
        "administrator": str(claims(token)["sub"]),
        "organisation": employer["organisation"],
        "other_organisation": other["organisation"],
        "invitation": inviting["invitation"],
        "declaration": declared["declaration"],
        "today": day_of(utc_now()).isoformat(),
    }


def _post(api: ApiClient, path: str, token: str, body: Mapping[str, Any], key: str = "") -> Any:
    answer = api.send("POST", path, token=token, body=body, headers={"idempotency-key": key})
    if answer.status not in {HTTPStatus.OK, HTTPStatus.CREATED}:
        raise LocalCloudError(f"POST {path} refused what a sample event needs: {answer.status} {answer.body.decode()}")
    return answer.json()
