"""Every field that any route takes, found by walking the routes and their models, and what is wrong for it."""

import json
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from types import NoneType
from typing import Any, cast, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from infra.openapi import api_functions
from tests.functions.edge.refusals import MARK
from tests.functions.samples import Event, Values, filled

Json = Any
WRONG_TYPES: dict[str, Json] = {
    "null": None,
    "number": 987654321987,
    "fraction": 98765.4321,
    "boolean": True,
    "list": [MARK],
    "object": {MARK: MARK},
}
# Every text holds the mark where it can, so that a repetition of it shows.
TEXTS = {
    "empty": "",
    "blank": " \u3000",
    "control characters": f"{MARK}\x07\x1b[31m",
    "a line break inside": f"{MARK}\n{MARK}",
    "nul": f"{MARK}\x00{MARK}",
    "full-width digits": f"{MARK}１２３４５６",
    "only full-width digits": "１３８００００００００",
    "digits": "1586217600",
    "emoji": f"{MARK}😀🧑‍⚕️",
    "sql": f"{MARK}' OR 1=1 --",
    "sql of letters and punctuation": f"{MARK}'); DROP TABLE core; --",
    "temperature": f"{MARK} 体温≥37.3℃",
    "keycap": f"{MARK}1\ufe0f\u20e3",
    "key separator": f"{MARK}#PERSON#{MARK}",
    "right-to-left marks": f"{MARK}\u202e{MARK}\u200f",
    "zero width": f"{MARK}\u200b",
    "markup": f"<script>{MARK}</script>",
    "template": f"${{{MARK}}}{{{{7*7}}}}",
    "path": f"../../{MARK}",
    "format": f"%s%n{{0}}{MARK}",
    "noncharacter": f"{MARK}\uffff",
    "private use": f"{MARK}\ue000",
}
TOO_LONG = 5000


@dataclass(frozen=True)
class Field:
    """One field of one route's body, by its dotted path."""

    key: str
    path: str
    info: FieldInfo

    def __str__(self) -> str:
        return f"{self.key} {self.path}"

    @property
    def may_be_null(self) -> bool:
        return NoneType in get_args(self.info.annotation)

    @property
    def is_text(self) -> bool:
        return not self.is_list and not self.is_object

    @property
    def is_list(self) -> bool:
        return _is_list(self.info)

    @property
    def is_object(self) -> bool:
        return _model_of(self.info) is not None

    @property
    def too_long(self) -> str:
        """One character more than the field may have, or so many that none may."""
        limits = [getattr(each, "max_length", None) for each in self.info.metadata]
        longest = min((limit for limit in limits if limit is not None), default=TOO_LONG)
        return (MARK * (longest // len(MARK) + 1))[: longest + 1]


def body_fields(key: str) -> list[Field]:
    """Every field of the body of route `key`, outer ones before the ones in them."""
    return [Field(key, path, info) for path, info in _walk(MODELS[key])]


def _walk(model: type[BaseModel], prefix: str = "") -> Iterator[tuple[str, FieldInfo]]:
    for name, info in model.model_fields.items():
        path = prefix + (info.alias or name)
        yield path, info
        inner = _model_of(info)
        if inner is not None:
            yield from _walk(inner, f"{path}.")


def _is_list(info: FieldInfo) -> bool:
    return any(get_origin(annotation) is list for annotation in (info.annotation, *get_args(info.annotation)))


def _model_of(info: FieldInfo) -> type[BaseModel] | None:
    """The model of an object; what stands in a list is refused by its place, and that is for the route's own tests."""
    if _is_list(info):
        return None
    for annotation in (info.annotation, *get_args(info.annotation)):
        if isinstance(annotation, type) and issubclass(annotation, BaseModel):
            return annotation
    return None


MODELS: dict[str, type[BaseModel]] = {
    route.key: function.model(route.body)
    for function in api_functions()
    for route in function.routes
    if route.body is not None
}
"""The model of every body."""
FIELDS = [field for key in MODELS for field in body_fields(key)]


def valid_body(key: str, values: Values) -> dict[str, Json]:
    """The body of the route's sample."""
    return cast("dict[str, Json]", json.loads(filled(key, values)["body"]))


def with_value(body: dict[str, Json], path: str, value: Json) -> dict[str, Json]:
    """The body with another value at `path`."""
    changed = deepcopy(body)
    *outer, name = path.split(".")
    place = changed
    for step in outer:
        place = place[step]
    place[name] = value
    return changed


def without(body: dict[str, Json], path: str) -> dict[str, Json]:
    """The body without the field at `path`."""
    changed = with_value(body, path, None)
    *outer, name = path.split(".")
    place = changed
    for step in outer:
        place = place[step]
    del place[name]
    return changed


def carrying(key: str, values: Values, body: Json) -> Event:
    """The route's sample with another body: text as it is, anything else as JSON."""
    text = body if isinstance(body, str) else json.dumps(body, ensure_ascii=False)
    return filled(key, values) | {"body": text}
