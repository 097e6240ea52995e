"""The build of the status lists, called as its schedule calls it."""

from typing import Any

from local.cloud import Deployed
from local.places import LocalCloudError


def build_status_lists(deployed: Deployed) -> None:
    """Have the deployed function build the lists now.

    Raises LocalCloudError when it fails.
    """
    client: Any = deployed.client("lambda")
    pages = client.get_paginator("list_functions").paginate()
    [name] = [
        each["FunctionName"]
        for page in pages
        for each in page["Functions"]
        if each.get("Description") == "functions/status_list_builds"
    ]
    answer = client.invoke(FunctionName=name, Payload=b"{}")
    if "FunctionError" in answer:
        raise LocalCloudError(f"the status lists were not built: {answer['Payload'].read().decode()}")
