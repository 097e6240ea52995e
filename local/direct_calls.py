"""Calls of deployed functions that no route leads to, as an operator or a schedule makes them."""

import json
from collections.abc import Iterator, Mapping
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
    for found in _functions(deployed):
        if found.get("Description") == f"functions/{function}":
            return found
    raise LocalCloudError(f"functions/{function} is not deployed")


def _functions(deployed: Deployed) -> Iterator[Mapping[str, Any]]:
    """The functions of this region and of the sandbox, and none of another region's that runs beside it."""
    for page in deployed.client("lambda").get_paginator("list_functions").paginate():
        for each in page["Functions"]:
            name = str(each["FunctionName"])
            if name.startswith(f"yuekang-{deployed.region}-") or "-sandbox-" in name:
                yield each
