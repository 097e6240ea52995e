"""Bodies to models: pydantic's findings become one refusal that names every wrong field and repeats no value.

Kept apart from the edge, so that the scan path loads pydantic only for a request that is wrong.
"""

import json
import re
from datetime import date, datetime
from typing import Annotated, TypeVar

from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, StringConstraints, ValidationError

from shared.kernel.errors import DomainError, ErrorCode, FieldsRefused

M = TypeVar("M", bound=BaseModel)


_PROSE = r"^[\p{L}\p{Mn}\p{Mc}\p{N}\p{P}\p{Zs}+=±≤≥°℃]*$"

Prose = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200, pattern=_PROSE)]
"""A line of text for people: letters, digits and punctuation of any script, and the signs that a temperature is written
with; no control characters, no pictures."""

LongProse = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1000, pattern=_PROSE)]
"""The same, for a paragraph."""

Reference = Annotated[str, StringConstraints(pattern=r"^[\p{Han}A-Za-z0-9()（）〔〕\[\]./_-]{1,64}$")]
"""An authority's own number of a case."""

_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


def _day(value: object) -> object:
    return date.fromisoformat(value) if isinstance(value, str) and _DAY.fullmatch(value) else value


Day = Annotated[date, BeforeValidator(_day)]
"""RFC 3339's full-date and nothing else: left to itself, pydantic also takes text like "1586245613" for seconds since
1970."""


_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,6})?(?:Z|[+-]\d\d:\d\d)", re.ASCII)


def _instant(value: object) -> object:
    return datetime.fromisoformat(value) if isinstance(value, str) and _INSTANT.fullmatch(value) else value


Instant = Annotated[AwareDatetime, BeforeValidator(_instant)]
"""RFC 3339's date-time and nothing else, as `Day`."""


class Wire(BaseModel):
    """A body on the wire: no field it does not know, no type but the one it names."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, hide_input_in_errors=True)


def parse(model: type[M], body: bytes) -> M:
    """Read `body` as JSON of `model`.

    Raises DomainError INVALID_JSON, or FieldsRefused that names every wrong field.
    """
    try:
        parsed = model.model_validate_json(body)
        json.loads(body, object_pairs_hook=named_once)
        return parsed
    except ValidationError as error:
        found = error.errors(include_url=False, include_context=False, include_input=False)
    if any(each["type"] == "json_invalid" for each in found):
        raise DomainError(ErrorCode.INVALID_JSON)
    # A field the model does not know is reported by its place, since its name is the sender's own text.
    raise FieldsRefused({_place(each["loc"], each["type"]): each["msg"] for each in found})


def named_once(members: list[tuple[str, object]]) -> dict[str, object]:
    """An object of JSON; raises FieldsRefused where it names a member twice."""
    # RFC 7493 (I-JSON): which of two members with one name counts is anybody's guess, and an act must not be one.
    named = dict(members)
    if len(named) < len(members):
        raise FieldsRefused({"body": "names a field twice"})
    return named


def _place(location: tuple[int | str, ...], kind: str) -> str:
    if kind == "extra_forbidden":
        location = (*location[:-1], "unknown field")
    return ".".join(str(part) for part in location) or "body"
