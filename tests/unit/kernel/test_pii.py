"""Personal data refuses every way of being shown but one."""

import copy
import json
import logging
import pickle
import traceback
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pprint import pformat
from string import Template
from typing import Any

import pytest

from shared.kernel.pii import DocumentNumber, Face, Name, Personal, Phone

TEXT = "440000198002290012"
DATA: list[Personal[Any]] = [Name(TEXT), DocumentNumber(TEXT), Phone(TEXT), Face(TEXT.encode())]
each = pytest.mark.parametrize("datum", DATA, ids=lambda datum: type(datum).__name__)

SHOWN: dict[str, Callable[[Any], str]] = {
    "str": str,
    "repr": repr,
    "ascii": ascii,
    "percent s": lambda datum: "%s" % (datum,),  # noqa: UP031
    "percent r": lambda datum: "%r" % (datum,),  # noqa: UP031
    "f-string": lambda datum: f"{datum}",
    "f-string with a conversion": lambda datum: f"{datum!r} {datum!s} {datum!a}",
    "f-string with a width": lambda datum: f"{datum:>40} {datum:s}",
    "f-string for debugging": lambda datum: f"{datum=}",
    "format": lambda datum: format(datum, "x") + "{0} {0!r}".format(datum),  # noqa: UP032
    "template": lambda datum: Template("$datum").substitute(datum=datum),
    "in a list": lambda datum: str([datum]),
    "in a dict": lambda datum: str({datum: datum}),
    "in a tuple": lambda datum: repr((datum,)),
    "pprint": pformat,
    "in an error": lambda datum: str(ValueError(datum)) + repr(ValueError(datum)),
    "in a traceback": lambda datum: "".join(traceback.format_exception(ValueError(datum))),
    "json with str": lambda datum: json.dumps({"datum": datum}, default=str),
    "json with repr": lambda datum: json.dumps([datum], default=repr),
}
TAKEN_AWAY: dict[str, Callable[[Any], object]] = {
    "json": json.dumps,
    "json in a list": lambda datum: json.dumps([{"datum": datum}]),
    "pickle": pickle.dumps,
    "copy": copy.copy,
    "deepcopy": copy.deepcopy,
    "deepcopy in a list": lambda datum: copy.deepcopy([datum]),
    "join": " ".join,
    "concatenation": lambda datum: "x" + datum,
    "bytes": bytes,
    "iteration": list,
    "length": len,
    "index": lambda datum: datum[0],
    "order": lambda datum: sorted([datum, datum.__class__(datum.reveal() * 2)]),
    "number": int,
}


@each
@pytest.mark.parametrize("shown", SHOWN.values(), ids=SHOWN)
def test_what_is_shown_is_the_class(datum: Personal[Any], shown: Callable[[Any], str]) -> None:
    text = shown(datum)

    assert TEXT not in text
    assert type(datum).__name__ in text


@each
@pytest.mark.parametrize("taken", TAKEN_AWAY.values(), ids=TAKEN_AWAY)
def test_what_would_take_it_away_is_an_error_without_it(datum: Personal[Any], taken: Callable[[Any], object]) -> None:
    with pytest.raises(TypeError) as caught:
        taken(datum)

    assert TEXT not in "".join(traceback.format_exception(caught.value))


@each
def test_reveal_is_the_one_way_to_it(datum: Personal[Any]) -> None:
    assert datum.reveal() in {TEXT, TEXT.encode()}


@each
def test_a_log_line_holds_the_class(datum: Personal[Any], caplog: pytest.LogCaptureFixture) -> None:
    logger = logging.getLogger("test")

    logger.error("registering %s %r", datum, datum, extra={"datum": datum})
    logger.error("registering %s", {"datum": datum})
    logger.error("registering", exc_info=ValueError(datum))

    assert TEXT not in caplog.text
    assert type(datum).__name__ in caplog.text


@each
def test_a_dataclass_around_it_gives_nothing_away(datum: Personal[Any]) -> None:
    @dataclass(frozen=True)
    class Holder:
        datum: Personal[Any]

    assert TEXT not in repr(Holder(datum))
    with pytest.raises(TypeError, match="is personal data and is not serialised"):
        asdict(Holder(datum))


@each
def test_it_compares_by_value_and_by_class(datum: Personal[Any]) -> None:
    same = type(datum)(datum.reveal())

    assert same == datum
    assert hash(same) == hash(datum)
    assert datum != datum.reveal()
    assert type(datum)(datum.reveal() * 2) != datum
    assert [other for other in DATA if other == datum] == [datum]
