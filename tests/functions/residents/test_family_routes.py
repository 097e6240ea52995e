"""The family's routes: what they answer, and what each refusal advises (M4, M6)."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from infra.openapi import api_functions, document
from shared.aws.problems import PROBLEMS
from shared.kernel.errors import ErrorCode
from shared.kernel.ids import AccountId
from tests.acts import add_member, register
from tests.builders import member, registration, resident_id
from tests.region import FAMILY_LIMIT, Answer, Region, deployed_region, resident_claims

LINK = ["relation", "linked_at", "ends_at", "person", "masked_name"]
STARTED = "2020-04-07T07:46:53Z"
REGISTER_SAYS = [
    ErrorCode.IDENTITY_NOT_ON_FILE,
    ErrorCode.NAME_OR_DOCUMENT_MISMATCH,
    ErrorCode.FACE_MISMATCH,
    ErrorCode.IDENTITY_REGISTER_UNAVAILABLE,
]


@pytest.fixture
def region() -> Iterator[Region]:
    with deployed_region() as region:
        yield region


def add(region: Region, account: str = "account-1", language: str = "en", **changes: object) -> Answer:
    return region.call(
        "POST /v1/family",
        body=member(**changes),
        claims=resident_claims(account),
        headers={"accept-language": language},
    )


def family(region: Region, account: str = "account-1") -> Answer:
    return region.call("GET /v1/family", claims=resident_claims(account))


def remove(region: Region, person: str, account: str = "account-1") -> Answer:
    return region.call("DELETE /v1/family/{person}", path={"person": person}, claims=resident_claims(account))


def test_a_new_link_is_answered_with_201_and_the_same_one_again_with_200(region: Region) -> None:
    register(region)

    first, again = add(region), add(region)

    assert (first.status, again.status) == (201, 200)
    assert first.json == again.json
    assert list(first.json) == LINK
    person = first.json["person"]
    assert first.json == {
        "person": person,
        "masked_name": "张*明",
        "relation": "PARENT",
        "linked_at": STARTED,
        "ends_at": None,
    }
    path = {"person": person}
    assert region.call("GET /v1/people/{person}/code", path=path, claims=resident_claims()).status == 200


def test_a_link_to_a_minor_says_when_it_ends(region: Region) -> None:
    register(region)
    born = resident_id(2, date(2010, 6, 1))

    answer = add(region, document={"type": "RESIDENT_ID", "number": born}, relation="CHILD")

    assert answer.json["ends_at"] == "2028-05-31T16:00:00Z"


def test_both_people_of_a_link_see_the_other_one_of_it(region: Region) -> None:
    guardian = register(region).person_id
    link = add(region, relation="GRANDPARENT", name="李四").json
    taken = region.call(
        "POST /v1/registration",
        body=registration(document={"type": "RESIDENT_ID", "number": resident_id(2)}, name="李四"),
        claims=resident_claims("account-2"),
    )

    assert (taken.status, taken.json["person"]) == (201, link["person"])
    assert family(region).json == {"members": [link], "guardians": []}
    assert family(region, "account-2").json == {
        "members": [],
        "guardians": [link | {"person": guardian, "masked_name": "张*明"}],
    }
    me = region.call("GET /v1/me", claims=resident_claims()).json["people"]
    assert me == [
        {"person": guardian, "masked_name": "张*明", "relation": "SELF"},
        {"person": link["person"], "masked_name": "李*", "relation": "GRANDPARENT"},
    ]


@pytest.mark.parametrize("by", ["account-1", "account-2"])
def test_a_removal_is_answered_with_nothing_and_the_link_is_gone(region: Region, by: str) -> None:
    people = {"account-1": register(region).person_id, "account-2": add_member(region).link.member}
    region.call(
        "POST /v1/registration",
        body=registration(document={"type": "RESIDENT_ID", "number": resident_id(2)}),
        claims=resident_claims("account-2"),
    )
    other = people["account-2" if by == "account-1" else "account-1"]

    answer = remove(region, other, by)

    assert (answer.status, answer.body) == (204, "")
    assert answer.headers == {"cache-control": "no-store", "x-content-type-options": "nosniff"}
    assert family(region).json == family(region, "account-2").json == {"members": [], "guardians": []}
    shown = region.call(
        "GET /v1/people/{person}/code", path={"person": people["account-2"]}, claims=resident_claims("account-1")
    )
    assert (shown.status, shown.json["code"]) == (404, "NOT_FOUND")
    assert remove(region, other, by).json["code"] == "NOT_FOUND"


def test_a_stranger_and_nobody_are_refused_alike(region: Region) -> None:
    register(region)
    stranger = register(region, 5, AccountId("account-5")).person_id

    answers = [remove(region, person) for person in (stranger, "a" * 32, "x")]

    assert {answer.status for answer in answers} == {404}
    assert len({str(answer.body) for answer in answers}) == 1


@pytest.mark.parametrize("language", ["zh-CN", "en"])
@pytest.mark.parametrize("says", REGISTER_SAYS)
def test_what_the_register_says_of_a_member_comes_with_its_advice(
    region: Region, says: ErrorCode, language: str
) -> None:
    register(region)
    region.register.refusal = says

    answer = add(region, language=language)

    words = PROBLEMS[says]
    told = (words.title_en, words.advice_en) if language == "en" else (words.title_zh, words.advice_zh)
    assert (answer.status, answer.json["code"]) == (words.status, says.value)
    assert (answer.json["title"], answer.json["detail"]) == told
    assert all(told)


@pytest.mark.parametrize("says", [ErrorCode.IDENTITY_NOT_ON_FILE, ErrorCode.NAME_OR_DOCUMENT_MISMATCH])
def test_who_is_not_found_or_told_apart_by_the_register_is_sent_to_register_offline(
    region: Region, says: ErrorCode
) -> None:
    register(region)
    region.register.refusal = says

    assert "线下" in add(region, language="zh-CN").json["detail"]


def test_who_is_not_registered_is_told_to_register_first(region: Region) -> None:
    for answer in (add(region), family(region), remove(region, "a" * 32)):
        assert (answer.status, answer.json["code"]) == (409, "NOT_REGISTERED")
        assert answer.json["detail"] == PROBLEMS[ErrorCode.NOT_REGISTERED].advice_en


def test_oneself_is_no_member(region: Region) -> None:
    register(region)

    answer = add(region, document={"type": "RESIDENT_ID", "number": resident_id()})

    assert (answer.status, answer.json["code"]) == (422, "MEMBER_IS_SELF")


def test_a_full_family_is_told_its_limit(region: Region) -> None:
    register(region)
    for serial in range(2, FAMILY_LIMIT + 2):
        region.clock.move(timedelta(minutes=30))
        add_member(region, serial)

    answer = add(region, document={"type": "RESIDENT_ID", "number": resident_id(99)})

    assert (answer.status, answer.json["code"], answer.json["limit"]) == (409, "TOO_MANY_MEMBERS", FAMILY_LIMIT)


def test_the_api_document_promises_no_content_after_a_removal() -> None:
    removal = document(api_functions())["paths"]["/v1/family/{person}"]["delete"]["responses"]

    assert removal["204"] == {"description": "Done."}
    assert {"401", "404", "409", "503"} <= set(removal)
