"""The routes of the itinerary: consent first, then the places of 14 days, as JSON and as a card (M19)."""

import json
from collections.abc import Iterator

import pytest

from functions.itinerary.wire import ItineraryBody
from shared.itinerary.model import Period
from shared.kernel.errors import DomainError, ErrorCode
from shared.kernel.ids import AccountId
from shared.kernel.pii import Phone
from tests.acts import PHONE, add_member, register
from tests.itinerary_acts import give_consent, stay
from tests.region import Answer, Region, deployed_region, resident_claims

ITINERARY = "/v1/people/{person}/itinerary"


@pytest.fixture
def region() -> Iterator[Region]:
    with deployed_region() as deployed:
        register(deployed)
        yield deployed


def send(
    region: Region, method: str, path: str = "", *, person: str = "", account: str = "account-1", language: str = "en"
) -> Answer:
    own = person or region.family.people(AccountId(account))[0].person_id
    return region.call(
        f"{method} {ITINERARY}{path}",
        claims=resident_claims(account),
        path={"person": own},
        headers={"accept-language": language},
    )


def test_consent_opens_and_its_end_closes(region: Region) -> None:
    assert (send(region, "GET").status, send(region, "GET").json["code"]) == (403, "CONSENT_MISSING")
    assert send(region, "GET", "/card.svg").status == 403

    assert send(region, "PUT", "/consent").status == 201
    again = send(region, "PUT", "/consent")
    assert (again.status, again.json) == (200, {"given_at": "2020-04-07T07:46:53Z"})
    assert (send(region, "GET").status, send(region, "GET", "/card.svg").status) == (200, 200)

    assert [send(region, "DELETE", "/consent").status for _ in range(2)] == [204, 204]
    assert (send(region, "GET").status, send(region, "GET", "/card.svg").status) == (403, 403)


def test_an_itinerary_has_its_days_its_masked_phone_and_its_places_by_name(region: Region) -> None:
    give_consent(region)
    region.carriers.said = (stay("110105", -3, -1), stay("440106", -20, 0), stay("371200", -2, -2))

    answer = send(region, "GET", language="zh-CN")

    assert answer.json == {
        "from": "2020-03-25",
        "to": "2020-04-07",
        "as_of": "2020-04-07T07:46:53Z",
        "phone": "138****0000",
        "phone_known": True,
        "places": [
            {"division": "440106", "province": "广东省", "city": "广州市", "from": "2020-03-25", "to": "2020-04-07"},
            {"division": "110105", "province": "北京市", "city": None, "from": "2020-04-04", "to": "2020-04-06"},
            {"division": "371200", "province": "山东省", "city": "莱芜市", "from": "2020-04-05", "to": "2020-04-05"},
        ],
    }
    ItineraryBody.model_validate_json(answer.body)
    assert answer.headers["cache-control"] == "no-store"


def test_names_are_in_the_language_of_the_reader(region: Region) -> None:
    give_consent(region)
    region.carriers.said = (stay("440100", 0, 0),)

    assert [send(region, "GET", language=each).json["places"][0]["province"] for each in ("en", "zh-CN")] == [
        "Guangdong",
        "广东省",
    ]
    assert "Guangdong" in str(send(region, "GET", "/card.svg").body)
    assert "广东省广州市" in str(send(region, "GET", "/card.svg", language="zh-CN").body)


def test_the_card_is_an_svg_without_the_whole_phone(region: Region) -> None:
    give_consent(region)

    answer = send(region, "GET", "/card.svg")

    assert answer.headers["content-type"] == "image/svg+xml"
    assert str(answer.body).startswith("<svg")
    assert "138****0000" in str(answer.body)
    assert PHONE not in str(answer.body) + json.dumps(send(region, "GET").json)


def test_a_phone_that_the_carriers_do_not_know_is_said_to_be_unknown(region: Region) -> None:
    give_consent(region)
    region.carriers.said = None

    answer = send(region, "GET")

    assert (answer.status, answer.json["phone_known"], answer.json["places"]) == (200, False, [])


def test_a_member_without_a_phone_gets_a_conflict_that_says_so(region: Region) -> None:
    member = add_member(region).link.member

    assert send(region, "PUT", "/consent", person=member).status == 201
    answer = send(region, "GET", person=member)

    assert (answer.status, answer.json["code"]) == (409, "PHONE_MISSING")


@pytest.mark.parametrize(
    ("method", "path"), [("PUT", "/consent"), ("DELETE", "/consent"), ("GET", ""), ("GET", "/card.svg")]
)
def test_a_person_without_a_link_is_not_found_the_same_as_one_who_does_not_exist(
    region: Region, method: str, path: str
) -> None:
    stranger = register(region, 5, AccountId("account-5")).person_id

    answers = [send(region, method, path, person=person) for person in (stranger, "a" * 32)]

    assert {answer.status for answer in answers} == {404}
    assert answers[0].json == answers[1].json
    assert region.carriers.asked == []
    assert not [item for item in region.items() if item["sk"] == "ITINERARY_CONSENT"]


def test_a_provider_that_is_away_gives_503_with_the_time_to_wait(
    region: Region, monkeypatch: pytest.MonkeyPatch
) -> None:
    give_consent(region)

    def away(_phone: Phone, _days: Period) -> None:
        raise DomainError(ErrorCode.ITINERARY_PROVIDER_UNAVAILABLE, retry_after=7)

    monkeypatch.setattr(region.carriers, "stays", away)
    answer = send(region, "GET")

    assert (answer.status, answer.json["code"]) == (503, "ITINERARY_PROVIDER_UNAVAILABLE")
    assert answer.headers["retry-after"] == "7"


def test_only_the_phone_is_read_from_the_vault(region: Region) -> None:
    give_consent(region)
    read: list[dict[str, object]] = []

    def note(params: dict[str, object], **_: object) -> None:
        if params["TableName"] == region.vault.name:
            read.append(params)

    events = region.vault.client.meta.events
    events.register("provide-client-params.dynamodb.*", note)
    try:
        send(region, "GET")
    finally:
        events.unregister("provide-client-params.dynamodb.*", note)

    assert [each["ProjectionExpression"] for each in read] == ["phone"]
