"""The API document is generated, valid, complete and not stale."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from infra import openapi
from infra.functions import API_FUNCTIONS
from shared.aws.http import WITHOUT_TOKENS, Route
from shared.aws.problems import PROBLEMS
from shared.kernel.errors import ErrorCode

FUNCTIONS = openapi.api_functions()
DOCUMENT = openapi.document(FUNCTIONS)
ROUTES = [(function, route) for function in FUNCTIONS for route in function.routes]


def operation(route: Route) -> dict[str, Any]:
    found: dict[str, Any] = DOCUMENT["paths"][route.path][route.method.lower()]
    return found


def patterns(schema: object) -> Iterator[str]:
    if isinstance(schema, dict):
        yield from (each for name, each in schema.items() if name == "pattern" and isinstance(each, str))
        schema = list(schema.values())
    if isinstance(schema, list):
        for each in schema:
            yield from patterns(each)


def test_the_document_is_valid_openapi() -> None:
    OpenAPIV31SpecValidator(DOCUMENT).validate()


def test_the_committed_document_is_not_stale() -> None:
    assert openapi.main(["--check"]) == 0, "run `python -m infra.openapi`"


def test_the_document_holds_the_routes_of_every_function_and_no_others() -> None:
    documented = {f"{method.upper()} {path}" for path, methods in DOCUMENT["paths"].items() for method in methods}

    assert documented == {route.key for _, route in ROUTES}
    assert {tag["name"] for tag in DOCUMENT["tags"]} == {function.name for function, _ in ROUTES}


def test_the_document_describes_what_is_deployed() -> None:
    assert [function.name for function in FUNCTIONS if function.routes] == sorted(spec.name for spec in API_FUNCTIONS)


def test_the_sandbox_register_is_another_system() -> None:
    assert "sandbox_register" not in {function.name for function in FUNCTIONS}
    assert "/v1/verifications" not in DOCUMENT["paths"]


@pytest.mark.parametrize(("function", "route"), ROUTES, ids=lambda each: getattr(each, "key", ""))
def test_a_route_says_who_may_call_it_and_what_it_answers(function: openapi.ApiFunction, route: Route) -> None:
    found = operation(route)

    assert found["security"] == ([] if route.audience in WITHOUT_TOKENS else [{route.audience.value: []}])
    assert set(found.get("x-roles", [])) == set(route.roles)
    assert found["x-serves"]
    assert all(re.fullmatch(r"M([1-9]|1\d|2[0-4])", fact) for fact in found["x-serves"])
    assert str(route.status) in found["responses"]
    assert ("requestBody" in found) == (route.body is not None)
    for code in openapi.codes_of(function, route):
        content = found["responses"][str(PROBLEMS[code].status)]["content"]
        assert code in content["application/problem+json"]["schema"]["properties"]["code"]["enum"]


@pytest.mark.parametrize(("function", "route"), ROUTES, ids=lambda each: getattr(each, "key", ""))
def test_a_route_names_every_parameter_it_takes(function: openapi.ApiFunction, route: Route) -> None:
    named = {(each.get("in"), each.get("name")) for each in operation(route)["parameters"]}

    assert {name for place, name in named if place == "path"} == set(re.findall(r"{(\w+)}", route.path))
    assert {name for place, name in named if place == "query"} == set(route.query)
    assert (("header", "Idempotency-Key") in named) == route.idempotency_key


def test_the_edge_gives_each_kind_of_route_its_refusals() -> None:
    public = next(function for function in FUNCTIONS if function.name == "public")
    scans = next(function for function in FUNCTIONS if function.name == "scans")
    bare = replace(public.routes[0], errors=())
    staffed = replace(scans.routes[0], errors=(), body=None, idempotency_key=False)

    assert set(openapi.codes_of(public, bare)) == {ErrorCode.INTERNAL}
    assert set(openapi.codes_of(scans, staffed)) == {
        ErrorCode.INTERNAL,
        ErrorCode.UNAUTHENTICATED,
        ErrorCode.FORBIDDEN,
        ErrorCode.BUSY,
        ErrorCode.UNAVAILABLE,
    }
    assert set(openapi.codes_of(public, replace(bare, body="Body", idempotency_key=True))) == {
        ErrorCode.INTERNAL,
        ErrorCode.INVALID_JSON,
        ErrorCode.INVALID_REQUEST,
        ErrorCode.BODY_TOO_LARGE,
        ErrorCode.UNSUPPORTED_MEDIA_TYPE,
        ErrorCode.INVALID_IDEMPOTENCY_KEY,
    }


def test_a_refusal_that_passes_by_itself_says_when() -> None:
    for path in DOCUMENT["paths"].values():
        for found in path.values():
            for status, answer in found["responses"].items():
                named = {"429": {"Retry-After"}, "503": {"Retry-After"}, "307": {"Location"}}
                assert set(answer.get("headers", {})) == named.get(status, set())


def test_patterns_are_spelt_as_every_reader_of_json_schema_understands_them() -> None:
    found = list(patterns(DOCUMENT["components"]))

    assert found
    for pattern in found:
        re.compile(pattern)


def test_every_run_writes_the_same_document() -> None:
    script = "from infra import openapi; print(openapi.text(openapi.document(openapi.api_functions())), end='')"
    again = subprocess.run(
        [sys.executable, "-c", script],
        cwd=openapi.ROOT,
        env=os.environ | {"PYTHONHASHSEED": "7"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )

    assert again.stdout == openapi.text(DOCUMENT)


def test_a_stale_document_is_refused_with_the_command_that_renews_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "openapi.json"
    stale = json.loads(openapi.text(DOCUMENT))
    stale["paths"].popitem()
    path.write_text(openapi.text(stale), encoding="utf-8")

    assert openapi.main(["--check"], path) == 1
    assert "openapi.json is stale: run `python -m infra.openapi`" in capsys.readouterr().err
    assert openapi.main([], path) == 0
    assert openapi.main(["--check"], path) == 0


def test_a_missing_document_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert openapi.main(["--check"], tmp_path / "openapi.json") == 1
    assert "is missing" in capsys.readouterr().err


def test_an_option_that_does_not_exist_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "openapi.json"

    assert openapi.main(["--chekc"], path) == 2
    assert "usage" in capsys.readouterr().err
    assert not path.exists()
