"""Functions are found by their folder, among those of the region that is meant."""

from types import SimpleNamespace
from typing import Any, cast

import pytest

from local.cloud import Deployed
from local.direct_calls import described
from local.places import LocalCloudError

_FUNCTIONS = (
    ("yuekang-guangdong-api-scansFunctionB8B9C10B", "scans"),
    ("yuekang-hubei-api-scansFunctionB8B9C10B", "scans"),
    ("yuekang-hubei-api-peersFunction1F2E3D4C", "peers"),
    ("yuekang-guangdong-sandbox-sandboxregisterFunction", "sandbox_register"),
)


def _deployed(region: str) -> Deployed:
    listed = [{"FunctionName": name, "Description": f"functions/{folder}"} for name, folder in _FUNCTIONS]
    # A page holds few of them.
    pages: Any = SimpleNamespace(paginate=lambda: [{"Functions": listed[:2]}, {"Functions": listed[2:]}])
    client = SimpleNamespace(get_paginator=lambda _: pages)
    return cast("Deployed", SimpleNamespace(region=region, client=lambda _: client))


@pytest.mark.parametrize("region", ["guangdong", "hubei"])
def test_a_function_is_that_of_the_region(region: str) -> None:
    assert described(_deployed(region), "scans")["FunctionName"].startswith(f"yuekang-{region}-")


def test_what_only_another_region_has_is_not_deployed() -> None:
    assert described(_deployed("hubei"), "peers")
    with pytest.raises(LocalCloudError, match="functions/peers is not deployed"):
        described(_deployed("guangdong"), "peers")


def test_both_regions_have_the_sandbox_systems() -> None:
    found = [described(_deployed(region), "sandbox_register") for region in ("guangdong", "hubei")]
    assert found[0] == found[1]
