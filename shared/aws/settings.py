"""Settings from the environment: one frozen dataclass per function, no defaults, read once at start."""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any, TypeVar

S = TypeVar("S")


class SettingsError(Exception):
    """Names every environment variable that is missing or unreadable."""


def load(settings: type[S], environment: Mapping[str, str]) -> S:
    """Fill the dataclass `settings` from `environment`; field `core_table` is read from `CORE_TABLE`.

    Fields are `str` or `int`. Raises SettingsError that names every variable at fault.
    """
    values: dict[str, Any] = {}
    faults: list[str] = []
    for field in fields(settings):  # type: ignore[arg-type]  # a dataclass, which no type can ask for
        text = environment.get(field.name.upper(), "")
        try:
            values[field.name] = int(text) if field.type is int else text
        except ValueError:
            text = ""
        if not text:
            faults.append(field.name.upper())
    if faults:
        raise SettingsError(f"set these environment variables: {', '.join(faults)}")
    return settings(**values)


def variables(settings: type[Any]) -> frozenset[str]:
    """The names of the environment variables that `settings` reads."""
    return frozenset(field.name.upper() for field in fields(settings))
