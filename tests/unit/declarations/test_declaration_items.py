"""Whatever may be declared is read from its item as it was written, and shown by the names of the wire."""

from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from shared.aws.transactions import plain_item, wire_item
from shared.declarations.model import Contact, ContactKind, Content, Isolation, IsolationKind, Stay, Symptom
from shared.declarations.showing import shown
from shared.declarations.store import _content_item, content_from

DAYS = st.dates(date(2019, 1, 1), date(2030, 12, 31))
CONTENTS: st.SearchStrategy[Content] = st.builds(
    Content,
    temperature_tenths=st.none() | st.integers(300, 450),
    symptoms=st.lists(st.sampled_from(Symptom), unique=True).map(tuple),
    stays=st.lists(st.builds(Stay, st.just("420100"), DAYS, DAYS), max_size=3).map(tuple),
    contacts=st.lists(st.builds(Contact, st.sampled_from(ContactKind), DAYS), max_size=3).map(tuple),
    isolation=st.builds(Isolation, st.sampled_from(IsolationKind), st.none() | DAYS, st.none() | DAYS),
    remarks=st.none() | st.text(min_size=1, max_size=20),
)


@given(CONTENTS)
def test_what_was_declared_is_read_as_it_was_written(content: Content) -> None:
    assert content_from(plain_item(wire_item(_content_item(content)))) == content


@given(CONTENTS)
def test_no_item_holds_a_fraction(content: Content) -> None:
    assert not list(_floats(_content_item(content)))


@given(CONTENTS)
def test_what_is_shown_is_what_was_declared(content: Content) -> None:
    told = shown(content)

    assert told["temperature"] == (content.temperature_tenths / 10 if content.temperature_tenths else None)
    assert (told["symptoms"], told["remarks"]) == (list(content.symptoms), content.remarks)
    assert told["stays"] == [
        {"division": each.division, "from": str(each.since), "to": str(each.until)} for each in content.stays
    ]
    assert told["contacts"] == [{"kind": each.kind, "date": str(each.on)} for each in content.contacts]


def _floats(value: Any) -> Any:
    if isinstance(value, float):
        yield value
    for each in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _floats(each)


def test_a_declaration_that_is_printed_tells_nothing() -> None:
    content = Content(399, (Symptom.FEVER,), (), (), Isolation(IsolationKind.CENTRAL), "我发烧了")

    assert repr(content) == "Content()"
