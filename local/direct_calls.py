"""Calls of deployed functions that no route leads to, as an operator or a schedule makes them."""

import json
from collections.abc import Mapping
from typing import Any

from local.cloud import Deployed
from local.places import LocalCloudError


def called(deployed: Deployed, function: str, event: Mapping[str, Any]) -> str | None:
    """Have the function of the folder `functions/<function>` take `event`; what its fault says, or None.

    Raises LocalCloudError when it is not deployed.
    """
    found = described(deployed, function)
    answer = deployed.client("lambda").invoke(FunctionName=found["FunctionName"], Payload=json.dumps(event).encode())
    told = json.loads(answer["Payload"].read() or b"null")
    return str(told["errorMessage"]) if "FunctionError" in answer else None


def described(deployed: Deployed, function: str) -> Mapping[str, Any]:
    """What Lambda says of the function of that folder.

    Raises LocalCloudError when it is not deployed.
    """
    for page in deployed.client("lambda").get_paginator("list_functions").paginate():
        for each in page["Functions"]:
            if each.get("Description") == f"functions/{function}":
                return dict(each)
    raise LocalCloudError(f"functions/{function} is not deployed")
