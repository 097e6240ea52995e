"""The API document: `python -m infra.openapi` writes docs/openapi.json, `--check` says whether it is stale.

Everything in it comes from the functions' route tables and wire models, so there is nothing to keep in step by hand.
The sandbox systems are other systems, and not in it.
"""

import json
import re
import sys
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from http import HTTPStatus
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

from infra.openapi_schemas import (
    ACCEPT_LANGUAGE,
    PROBLEM,
    QUERY_PARAMETERS,
    RETRY_AFTER,
    Json,
    Schemas,
    model_schemas,
)
from shared.aws.http import WITHOUT_TOKENS, Audience, Route
from shared.aws.problems import PROBLEMS
from shared.kernel.errors import ErrorCode

if TYPE_CHECKING:
    from pydantic import BaseModel
    from pydantic.json_schema import JsonSchemaMode

ROOT = Path(__file__).parent.parent
DOCUMENT = ROOT / "docs" / "openapi.json"
OTHER_SYSTEMS = frozenset({"sandbox_itinerary", "sandbox_register"})

_STATUSES_THAT_PASS = frozenset({429, 503})

_ABOUT = """\
One long-lived, signed health code a person; its colour is looked up when it is scanned.

Refusals are problem+json (RFC 9457) with a stable `code`; `Accept-Language: en` gives their words in English, \
anything else in Chinese. Instants are UTC, days are the region's. Residents and staff have separate token issuers; \
other regions have no tokens and sign what they ask. \
A token that is missing or does not verify, a rate above the region's limit, and an address that is no route are \
turned away by API Gateway itself, with `{"message": ...}` and status 401, 429 or 404."""

_TOKENS = {
    Audience.RESIDENT: "A token of the residents' issuer.",
    Audience.STAFF: "A token of the staff issuer; its group claim holds the roles, named at each route as `x-roles`.",
}


@dataclass(frozen=True, slots=True)
class ApiFunction:
    """One function with routes: its name, what it is for, and its modules."""

    name: str
    app: ModuleType
    wire: ModuleType | None

    @property
    def routes(self) -> Sequence[Route]:
        routes: Sequence[Route] = self.app.ROUTES
        return routes

    @property
    def depends_on_resources(self) -> bool:
        """Whether a resource of its own can be busy or away."""
        return bool(fields(self.app.Settings))

    def model(self, name: str) -> "type[BaseModel]":
        """The wire model that a route names."""
        model: type[BaseModel] = getattr(self.wire, name)
        return model


def api_functions() -> list[ApiFunction]:
    """The functions of this API, by name: every folder of functions/ with an app, less other systems' stand-ins."""
    folders = sorted(app.parent for app in (ROOT / "functions").glob("*/app.py"))
    return [
        ApiFunction(
            folder.name,
            import_module(f"functions.{folder.name}.app"),
            import_module(f"functions.{folder.name}.wire") if (folder / "wire.py").exists() else None,
        )
        for folder in folders
        if folder.name not in OTHER_SYSTEMS
    ]


def document(functions: Sequence[ApiFunction]) -> Json:
    """The OpenAPI 3.1 document of `functions`."""
    schemas, models = _models(functions)
    paths: dict[str, Json] = {}
    for function, route in sorted(_all_routes(functions), key=lambda pair: (pair[1].path, pair[1].method)):
        paths.setdefault(route.path, {})[route.method.lower()] = _operation(function, route, schemas)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Yuekang",
            "version": project["version"],
            "description": _ABOUT,
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "tags": [{"name": each.name, "description": _first_line(each.app)} for each in functions if each.routes],
        "paths": paths,
        "components": {
            "parameters": {"AcceptLanguage": ACCEPT_LANGUAGE},
            "schemas": dict(sorted((models | {"Problem": PROBLEM}).items())),
            "securitySchemes": {
                audience.value: {"type": "http", "scheme": "bearer", "bearerFormat": "JWT", "description": text}
                for audience, text in _TOKENS.items()
            },
        },
    }


def text(content: Json) -> str:
    """The document as the file holds it."""
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def codes_of(function: ApiFunction, route: Route) -> list[ErrorCode]:
    """Every refusal that the route can answer with: its own, and those of the edge."""
    codes = {*route.errors, ErrorCode.INTERNAL}
    if route.audience is not Audience.ANYONE:
        codes.add(ErrorCode.UNAUTHENTICATED)
    if route.audience is Audience.STAFF:
        codes.add(ErrorCode.FORBIDDEN)
    if route.body is not None:
        codes |= {
            ErrorCode.INVALID_JSON,
            ErrorCode.INVALID_REQUEST,
            ErrorCode.BODY_TOO_LARGE,
            ErrorCode.UNSUPPORTED_MEDIA_TYPE,
        }
    if route.idempotency_key:
        codes.add(ErrorCode.INVALID_IDEMPOTENCY_KEY)
    if function.depends_on_resources:
        codes |= {ErrorCode.BUSY, ErrorCode.UNAVAILABLE}
    return sorted(codes)


def _models(functions: Sequence[ApiFunction]) -> tuple[Schemas, Json]:
    wanted: list[tuple[type[BaseModel], JsonSchemaMode]] = []
    for function, route in _all_routes(functions):
        if route.body is not None:
            wanted.append((function.model(route.body), "validation"))
        if route.answer is not None:
            wanted.append((function.model(route.answer), "serialization"))
    return model_schemas(wanted)


def _all_routes(functions: Sequence[ApiFunction]) -> Iterator[tuple[ApiFunction, Route]]:
    return ((function, route) for function in functions for route in function.routes)


def _operation(function: ApiFunction, route: Route, schemas: Schemas) -> Json:
    operation: Json = {
        "operationId": _operation_id(route),
        "tags": [function.name],
        "summary": route.summary,
        "x-serves": route.serves.split(),
    }
    if route.roles:
        operation["x-roles"] = sorted(route.roles)
    operation["security"] = [] if route.audience in WITHOUT_TOKENS else [{route.audience.value: []}]
    operation["parameters"] = list(_parameters(route))
    if route.body is not None:
        operation["requestBody"] = {
            "required": True,
            "description": f"At most {route.body_limit} bytes.",
            "content": {"application/json": {"schema": schemas[function.model(route.body), "validation"]}},
        }
    answer = {_bare(route.media_type): _answer(function, route, schemas)}
    refusals = _refusals(codes_of(function, route))
    empty = route.status == HTTPStatus.NO_CONTENT
    done: Json = {str(route.status): {"description": "Done."} | ({} if empty else {"content": answer})}
    if route.repeated is not None:
        done[str(route.repeated)] = {"description": "Had been done before; the same answer.", "content": answer}
    if route.waiting is not None:
        done[str(route.waiting)] = {"description": "Waits for somebody else; the same answer.", "content": answer}
    if route.elsewhere:
        done["307"] = _ELSEWHERE
    operation["responses"] = done | refusals
    return operation


_ELSEWHERE: Json = {
    "description": "The answer is at the address that Location names, for some minutes; no token is sent there.",
    "headers": {"Location": {"required": True, "schema": {"type": "string", "format": "uri"}}},
}


def _operation_id(route: Route) -> str:
    words = re.findall(r"[A-Za-z0-9]+", route.path)
    return "_".join([route.method.lower(), *words]).lower()


def _parameters(route: Route) -> Iterator[Json]:
    for name in re.findall(r"{(\w+)}", route.path):
        yield {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
    for name in route.query:
        yield {"name": name, "in": "query"} | QUERY_PARAMETERS[name]
    if route.idempotency_key:
        yield {
            "name": "Idempotency-Key",
            "in": "header",
            "required": True,
            "description": "New for each act, the same for each retry of it.",
            "schema": {"type": "string", "pattern": "^[A-Za-z0-9_-]{8,64}$"},
        }
    yield {"$ref": "#/components/parameters/AcceptLanguage"}


def _answer(function: ApiFunction, route: Route, schemas: Schemas) -> Json:
    if route.answer is not None:
        return {"schema": schemas[function.model(route.answer), "serialization"]}
    # OpenAPI 3.1 describes binary content by its media type alone.
    binary = route.media_type == "image/png"
    return {} if binary else {"schema": {"type": "string"}}


def _refusals(codes: Sequence[ErrorCode]) -> dict[str, Json]:
    refusals: dict[str, Json] = {}
    for status in sorted({PROBLEMS[code].status for code in codes}):
        these = [code for code in codes if PROBLEMS[code].status == status]
        refusal: Json = {
            "description": " / ".join(PROBLEMS[code].title_en for code in these) + ".",
            "content": {
                "application/problem+json": {
                    "schema": {
                        "allOf": [{"$ref": "#/components/schemas/Problem"}],
                        "properties": {"status": {"const": status}, "code": {"enum": [code.value for code in these]}},
                    }
                }
            },
        }
        if status in _STATUSES_THAT_PASS:
            refusal["headers"] = {"Retry-After": RETRY_AFTER}
        refusals[str(status)] = refusal
    return refusals


def _bare(media_type: str) -> str:
    return media_type.partition(";")[0]


def _first_line(module: ModuleType) -> str:
    return (module.__doc__ or "").strip().splitlines()[0]


def main(arguments: Sequence[str], path: Path = DOCUMENT) -> int:
    """Write the document to `path`, or with `--check` compare it; returns the exit status."""
    if list(arguments) not in ([], ["--check"]):
        print("usage: python -m infra.openapi [--check]", file=sys.stderr)
        return 2
    wanted = text(document(api_functions()))
    found = path.read_text(encoding="utf-8") if path.exists() else None
    if not arguments:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(wanted, encoding="utf-8")
        return 0
    if found == wanted:
        return 0
    state = "is stale" if found is not None else "is missing"
    print(f"{path.name} {state}: run `python -m infra.openapi` and commit the result", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
