"""The schemas of the API document: those of the wire models, and those that every route shares."""

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import JsonSchemaMode, models_json_schema

Json = dict[str, Any]
Schemas = Mapping[Any, Json]
"""The schema of each wire model, by the model and whether it is read (`validation`) or written (`serialization`)."""

QUERY_PARAMETERS: dict[str, Json] = {
    "cursor": {
        "description": "The `cursor` of the page before; absent for the first page.",
        "schema": {"type": "string"},
    },
    "date": {
        "description": "A day of the region that is not ahead; today when absent.",
        "schema": {"type": "string", "format": "date"},
    },
    "escalated": {
        "description": "`true` for the appeals of all authorities whose deadline is over; `false` when absent.",
        "schema": {"type": "boolean", "default": False},
    },
    "issuer": {
        "description": "The number of the region whose codes are meant, as codes have it; this one when absent.",
        "schema": {"type": "integer", "minimum": 0, "maximum": 255},
    },
    "limit": {
        "description": "At most this many entries a page.",
        "schema": {"type": "integer", "minimum": 1, "maximum": 100},
    },
    "purpose": {
        "description": "What a look-up is for; the person sees it. Not every role has every purpose for everything.",
        "required": True,
        "schema": {
            "type": "string",
            "enum": ["IDENTITY_CHECK", "HEALTH_CHECK", "MEDICAL_CARE", "EPIDEMIC_INVESTIGATION"],
        },
    },
    "state": {
        "description": "Where the records stand; none but those that wait are listed, so it has to be given.",
        "required": True,
        "schema": {"const": "waiting"},
    },
}

ACCEPT_LANGUAGE: Json = {
    "name": "Accept-Language",
    "in": "header",
    "description": "The language of the words in the answer.",
    "schema": {"type": "string", "default": "zh-CN", "examples": ["zh-CN", "en"]},
}

RETRY_AFTER: Json = {"description": "Seconds to wait before trying again.", "schema": {"type": "integer"}}
PROBLEM: Json = {
    "type": "object",
    "description": "A refusal (RFC 9457).",
    "required": ["type", "title", "status", "detail", "code", "request_id"],
    "properties": {
        "type": {"type": "string", "format": "uri", "examples": ["urn:yuekang:problem:invalid-request"]},
        "title": {"type": "string", "description": "What is wrong, for people."},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "What to do next, for people."},
        "code": {"type": "string", "description": "What is wrong, for programs; a code never changes its meaning."},
        "request_id": {"type": "string"},
        "errors": {
            "type": "array",
            "description": "Every wrong field of the body; its value is never repeated.",
            "items": {
                "type": "object",
                "required": ["field", "problem"],
                "properties": {"field": {"type": "string"}, "problem": {"type": "string"}},
            },
        },
    },
}


def model_schemas(wanted: Sequence[tuple[type[BaseModel], JsonSchemaMode]]) -> tuple[Schemas, Json]:
    """A reference for each of the wanted models, and the definitions that the references point to."""
    references, definitions = models_json_schema(wanted, ref_template="#/components/schemas/{model}")
    return references, _portable(definitions.get("$defs", {}))


def _portable(schema: Any) -> Any:
    """The schema with patterns in Unicode properties set aside: regular expressions spell those in too many ways.

    The service checks them all the same; `x-unicode-pattern` tells readers what it checks.
    """
    if isinstance(schema, list):
        return [_portable(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    return {
        "x-unicode-pattern" if name == "pattern" and "\\p{" in str(each) else name: _portable(each)
        for name, each in schema.items()
    }
