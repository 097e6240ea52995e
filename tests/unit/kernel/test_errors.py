"""Refusals: a stable name, facts that may be shown, and everything that is wrong at once."""

from collections.abc import Callable

import pytest

from shared.kernel.errors import DomainError, ErrorCode, FieldsRefused, refuse_together


def refusing(error: Exception) -> Callable[[], None]:
    def check() -> None:
        raise error

    return check


def test_a_refusal_is_its_name() -> None:
    refusal = DomainError(ErrorCode.NOT_FOUND)

    assert str(refusal) == "NOT_FOUND"
    assert (refusal.facts, refusal.retry_after) == ({}, None)


@pytest.mark.parametrize("code", ErrorCode)
def test_a_name_is_spelled_as_clients_see_it(code: ErrorCode) -> None:
    assert code.value == code.name == str(code)


def test_fields_are_facts_in_the_order_in_which_they_were_found() -> None:
    refusal = FieldsRefused({"name": "is missing", "document.number": "is wrong"})

    assert refusal.code is ErrorCode.INVALID_REQUEST
    assert refusal.facts == {
        "errors": [
            {"field": "name", "problem": "is missing"},
            {"field": "document.number", "problem": "is wrong"},
        ]
    }


def test_nothing_wrong_is_no_refusal() -> None:
    ran: list[int] = []

    refuse_together()
    refuse_together(lambda: ran.append(1), lambda: ran.append(2))

    assert ran == [1, 2]


def test_one_refusal_keeps_its_own_code() -> None:
    only = FieldsRefused({"document.number": "is wrong"}, ErrorCode.INVALID_DOCUMENT_NUMBER)

    with pytest.raises(FieldsRefused) as caught:
        refuse_together(lambda: None, refusing(only), lambda: None)

    assert caught.value is only


def test_several_refusals_become_one_that_names_every_field() -> None:
    with pytest.raises(FieldsRefused) as caught:
        refuse_together(
            refusing(FieldsRefused({"document.number": "is wrong"}, ErrorCode.INVALID_DOCUMENT_NUMBER)),
            refusing(FieldsRefused({"name": "is short", "phone": "is wrong"})),
            refusing(FieldsRefused({"face": "is no image"})),
        )

    assert caught.value.code is ErrorCode.INVALID_REQUEST
    assert list(caught.value.problems) == ["document.number", "name", "phone", "face"]


@pytest.mark.parametrize("error", [DomainError(ErrorCode.UNSUPPORTED_DOCUMENT), ValueError("a fault of ours")], ids=str)
def test_a_refusal_that_names_no_field_is_passed_on_as_it_is(error: Exception) -> None:
    with pytest.raises(type(error)) as caught:
        refuse_together(refusing(FieldsRefused({"name": "is short"})), refusing(error))

    assert caught.value is error
