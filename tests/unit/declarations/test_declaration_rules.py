"""What a declaration may say: each group by its own table, and everything that is wrong named at once (M18)."""

import math
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.declarations.model import (
    Contact,
    ContactKind,
    Content,
    Isolation,
    IsolationKind,
    Kind,
    Membership,
    OrganisationKind,
    Stay,
    Symptom,
)
from shared.declarations.rules import (
    MOST_CONTACTS,
    MOST_STAYS,
    check,
    check_recipient,
    needs_organisation,
    tenths,
)
from shared.kernel.errors import FieldsRefused
from shared.kernel.ids import OrganisationId, PersonId
from tests.region import START

TODAY = date(2020, 4, 7)
ORGANISATION = "abcdefgh234567aa"
WELL = Content(None, (), (), (), Isolation(IsolationKind.NONE), None)


def day(number: int) -> date:
    return TODAY + timedelta(days=number)


def wrong(content: Content = WELL, kind: Kind = Kind.SELF_CHECK, organisation: str | None = None) -> set[str]:
    """The fields that are refused; none for what is accepted."""
    try:
        check(kind, organisation, content, TODAY)
    except FieldsRefused as refusal:
        return set(refusal.problems)
    return set()


@pytest.mark.parametrize(
    ("celsius", "expected"), [(30.0, 300), (30, 300), (36.5, 365), (37.3, 373), (37, 370), (44.9, 449), (45.0, 450)]
)
def test_a_temperature_is_kept_in_tenths(celsius: float, expected: int) -> None:
    assert tenths(celsius) == expected


@pytest.mark.parametrize(
    "celsius",
    [29.9, 29.95, 45.1, 45.01, 45.04, 36.55, 36.500001, 0.0, -36.5, 98.6, 365.0, 1e308, math.nan, math.inf, -math.inf],
)
def test_any_other_temperature_is_refused(celsius: float) -> None:
    with pytest.raises(FieldsRefused) as caught:
        tenths(celsius)
    assert set(caught.value.problems) == {"temperature"}


@given(st.integers(300, 450))
def test_every_tenth_of_a_degree_survives_its_way_over_the_wire(number: int) -> None:
    assert tenths(float(f"{number / 10:.1f}")) == tenths(number / 10) == number


@given(st.floats(30, 45))
def test_a_float_is_taken_exactly_when_it_is_written_with_one_decimal(celsius: float) -> None:
    try:
        taken = tenths(celsius)
    except FieldsRefused:
        assert len(repr(celsius).partition(".")[2]) > 1
    else:
        assert repr(celsius) == f"{taken / 10:.1f}"


def test_who_is_well_declares_nothing_more() -> None:
    assert wrong() == set()


@pytest.mark.parametrize(
    ("kind", "organisation", "fields"),
    [
        (Kind.SELF_CHECK, None, set()),
        (Kind.EMPLOYEE, ORGANISATION, set()),
        (Kind.MEMBER, ORGANISATION, set()),
        (Kind.SELF_CHECK, ORGANISATION, {"organisation"}),
        (Kind.EMPLOYEE, None, {"organisation"}),
        (Kind.MEMBER, None, {"organisation"}),
    ],
)
def test_two_kinds_are_made_to_an_organisation_and_one_to_none(
    kind: Kind, organisation: str | None, fields: set[str]
) -> None:
    assert wrong(kind=kind, organisation=organisation) == fields
    assert needs_organisation(kind) is (kind is not Kind.SELF_CHECK)


@pytest.mark.parametrize(
    ("kind", "to", "fits"),
    [
        (Kind.EMPLOYEE, OrganisationKind.ENTERPRISE, True),
        (Kind.MEMBER, OrganisationKind.ORGANISATION, True),
        (Kind.EMPLOYEE, OrganisationKind.ORGANISATION, False),
        (Kind.MEMBER, OrganisationKind.ENTERPRISE, False),
    ],
)
def test_employees_declare_to_enterprises_and_members_to_organisations(
    kind: Kind, to: OrganisationKind, fits: bool
) -> None:
    person = PersonId("p" * 32)
    membership = Membership(OrganisationId(ORGANISATION), "东站", to, person, "张*", None, START, person)

    if fits:
        check_recipient(kind, membership)
    else:
        with pytest.raises(FieldsRefused) as caught:
            check_recipient(kind, membership)
        assert set(caught.value.problems) == {"kind"}


@pytest.mark.parametrize("symptoms", [(), (Symptom.FEVER,), tuple(Symptom)])
def test_each_symptom_may_be_named_once(symptoms: tuple[Symptom, ...]) -> None:
    assert wrong(replace(WELL, symptoms=symptoms)) == set()


def test_a_symptom_that_is_named_twice_is_refused() -> None:
    assert wrong(replace(WELL, symptoms=(Symptom.COUGH, Symptom.FEVER, Symptom.COUGH))) == {"symptoms"}


@pytest.mark.parametrize(
    ("since", "until", "fields"),
    [
        (-14, -14, set()),
        (-14, 0, set()),
        (0, 0, set()),
        (-3, -1, set()),
        (-15, -1, {"from"}),
        (-1, 1, {"to"}),
        (1, 1, {"from", "to"}),
        (-16, -15, {"from", "to"}),
        (-1, -2, {"to"}),
        (0, -14, {"to"}),
    ],
)
def test_a_stay_lies_in_the_last_14_days_and_ends_no_sooner_than_it_begins(
    since: int, until: int, fields: set[str]
) -> None:
    content = replace(WELL, stays=(Stay("420100", day(since), day(until)),))

    assert wrong(content) == {f"stays.0.{name}" for name in fields}


@pytest.mark.parametrize("code", ["420100", "110101", "440000", "820000", "652901"])
def test_a_division_of_the_standard_is_taken(code: str) -> None:
    assert wrong(replace(WELL, stays=(Stay(code, day(-1), day(0)),))) == set()


@pytest.mark.parametrize("code", ["", "000000", "990000", "429900", "42010", "4201000", "abcdef", "４２０１００"])
def test_any_other_division_is_refused(code: str) -> None:
    assert wrong(replace(WELL, stays=(Stay(code, day(-1), day(0)),))) == {"stays.0.division"}


@pytest.mark.parametrize(("on", "fits"), [(-14, True), (-1, True), (0, True), (-15, False), (1, False)])
@pytest.mark.parametrize("kind", ContactKind)
def test_a_contact_lies_in_the_last_14_days(kind: ContactKind, on: int, fits: bool) -> None:
    assert wrong(replace(WELL, contacts=(Contact(kind, day(on)),))) == (set() if fits else {"contacts.0.date"})


def test_lists_are_bounded() -> None:
    stay, contact = Stay("420100", day(-1), day(0)), Contact(ContactKind.CLUSTER, day(-1))

    assert wrong(replace(WELL, stays=(stay,) * MOST_STAYS, contacts=(contact,) * MOST_CONTACTS)) == set()
    too_many = replace(WELL, stays=(stay,) * (MOST_STAYS + 1), contacts=(contact,) * (MOST_CONTACTS + 1))
    assert wrong(too_many) == {"stays", "contacts"}


@pytest.mark.parametrize("kind", [IsolationKind.HOME, IsolationKind.CENTRAL])
@pytest.mark.parametrize(
    ("since", "until", "fields"),
    [
        (0, None, set()),
        (-366, None, set()),
        (0, 0, set()),
        (-1, 13, set()),
        (-10, -3, set()),
        (0, 366, set()),
        (None, None, {"from"}),
        (None, 3, {"from"}),
        (1, None, {"from"}),
        (-367, None, {"from"}),
        (-1, -2, {"to"}),
        (0, 367, {"to"}),
    ],
)
def test_an_isolation_has_begun_and_may_have_an_end(
    kind: IsolationKind, since: int | None, until: int | None, fields: set[str]
) -> None:
    begun, ends = (None if number is None else day(number) for number in (since, until))

    assert wrong(replace(WELL, isolation=Isolation(kind, begun, ends))) == {f"isolation.{name}" for name in fields}


@pytest.mark.parametrize(
    ("since", "until", "fields"), [(TODAY, None, {"from"}), (None, TODAY, {"to"}), (TODAY, TODAY, {"from", "to"})]
)
def test_no_isolation_has_no_days(since: date | None, until: date | None, fields: set[str]) -> None:
    content = replace(WELL, isolation=Isolation(IsolationKind.NONE, since, until))

    assert wrong(content) == {f"isolation.{name}" for name in fields}


def test_everything_that_is_wrong_is_named_at_once() -> None:
    content = Content(
        temperature_tenths=None,
        symptoms=(Symptom.FEVER, Symptom.FEVER),
        stays=(Stay("420100", day(-1), day(0)), Stay("990000", day(-20), day(2))),
        contacts=(Contact(ContactKind.CLUSTER, day(1)), Contact(ContactKind.CLUSTER, day(0))),
        isolation=Isolation(IsolationKind.HOME),
        remarks=None,
    )

    assert wrong(content, Kind.EMPLOYEE) == {
        "organisation",
        "symptoms",
        "stays.1.division",
        "stays.1.from",
        "stays.1.to",
        "contacts.0.date",
        "isolation.from",
    }


@given(st.dates(), st.dates())
def test_a_stay_is_taken_exactly_when_its_days_are_in_order_and_in_the_window(since: date, until: date) -> None:
    fits = day(-14) <= since <= until <= TODAY

    assert (wrong(replace(WELL, stays=(Stay("420100", since, until),))) == set()) is fits


@given(st.integers(-20, 5), st.integers(-20, 5))
def test_near_the_window_too(since: int, until: int) -> None:
    fits = -14 <= since <= until <= 0

    assert (wrong(replace(WELL, stays=(Stay("420100", day(since), day(until)),))) == set()) is fits


def test_a_refusal_repeats_no_value() -> None:
    with pytest.raises(FieldsRefused) as caught:
        check(Kind.MEMBER, None, replace(WELL, stays=(Stay("998877", day(-33), day(9)),)), TODAY)

    assert not [
        text for text in ("998877", day(-33).isoformat(), day(9).isoformat()) if text in repr(caught.value.facts)
    ]
