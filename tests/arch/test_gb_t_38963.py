"""The map of the national standard names all seven services, and routes that exist."""

import re
from pathlib import Path

import pytest

from infra.functions import API_FUNCTIONS

PAGE = (Path(__file__).parents[2] / "docs" / "gb-t-38963.md").read_text(encoding="utf-8")
ROUTES = {route.key for function in API_FUNCTIONS for route in function.routes}
SERVICES = (
    "用户健康信息申报",
    "用户行程申报",
    "用户健康信息查询",
    "健康码调用申请",
    "健康码制码请求",
    "健康码验码请求",
    "用户健康信息纠错",
)


def _routes(text: str) -> set[str]:
    return set(re.findall(r"`((?:GET|POST|PUT|PATCH|DELETE) /[^`]*)`", text))


@pytest.mark.parametrize("service", SERVICES)
def test_each_service_has_one_row_with_a_route(service: str) -> None:
    (row,) = [line for line in PAGE.splitlines() if line.startswith("|") and service in line]
    assert _routes(row)


def test_every_route_on_the_page_exists() -> None:
    assert _routes(PAGE) - ROUTES == set()
