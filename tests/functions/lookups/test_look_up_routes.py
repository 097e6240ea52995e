"""Look-ups as staff send them, and as the person whom they are about sees them (M11)."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from shared.declarations.model import Contact, ContactKind, Isolation, IsolationKind, Stay, Symptom
from tests.acts import NAME, STATION, in_days
from tests.builders import resident_id
from tests.declaration_acts import declare
from tests.look_up_acts import Met, met
from tests.region import Answer, Region, deployed_region, resident_claims, staff_claims

PURPOSE = "MEDICAL_CARE"


@pytest.fixture
def region() -> Iterator[Region]:
    with deployed_region() as deployed:
        yield deployed


def look(
    region: Region,
    who: Met,
    what: str,
    *,
    role: str = "medic",
    purpose: str | None = PURPOSE,
    account: str = "staff-1",
    scan_id: str = "",
) -> Answer:
    return region.call(
        f"GET /v1/scans/{{scan}}/{what}",
        claims=staff_claims(role, account=account),
        path={"scan": scan_id or who.scan_id},
        query={"purpose": purpose} if purpose is not None else None,
    )


def accesses(region: Region, who: Met) -> list[dict[str, object]]:
    path = {"person": str(who.person.person_id)}
    answer = region.call("GET /v1/people/{person}/accesses", claims=resident_claims(), path=path)
    return list(answer.json["accesses"])


def test_an_identity_is_shown_in_words_and_without_a_picture(region: Region) -> None:
    answer = look(region, met(region), "identity")

    assert answer.status == 200
    assert answer.json == {
        "name": NAME,
        "document_type": "RESIDENT_ID",
        "document_number": resident_id(1),
        "phone": "138****0000",
        "confirmed": True,
    }
    assert answer.headers["cache-control"] == "no-store"


def test_an_inspector_gets_the_number_without_its_middle(region: Region) -> None:
    answer = look(region, met(region), "identity", role="inspector", purpose="IDENTITY_CHECK")

    number = resident_id(1)
    assert answer.json["document_number"] == f"{number[0]}{'*' * 13}{number[-4:]}"
    assert number not in str(answer.body)


def test_stays_contacts_and_the_rest_of_a_declaration_are_three_look_ups(region: Region) -> None:
    who = met(region)
    declare(
        region,
        who.acting,
        symptoms=(Symptom.COUGH,),
        stays=(Stay("420100", in_days(-3), in_days(-1)),),
        contacts=(Contact(ContactKind.CLUSTER, in_days(-2)),),
        isolation=Isolation(IsolationKind.HOME, in_days(-1)),
        remarks="夜里咳嗽",
    )
    at = "2020-04-07T07:46:53Z"

    stay = {"division": "420100", "from": "2020-04-04", "to": "2020-04-06", "declared_at": at}
    assert look(region, who, "travel").json == {"stays": [stay], "complete": True}
    contact = {"kind": "CLUSTER", "date": "2020-04-05", "declared_at": at}
    assert look(region, who, "contacts").json == {"contacts": [contact], "complete": True}
    assert look(region, who, "declarations").json == {
        "declarations": [
            {
                "kind": "SELF_CHECK",
                "declared_at": at,
                "temperature": 36.5,
                "symptoms": ["COUGH"],
                "isolation": {"kind": "HOME", "from": "2020-04-06", "to": None},
                "remarks": "夜里咳嗽",
            }
        ]
    }


def test_the_person_sees_what_was_looked_up_for_what_by_which_role_and_where(region: Region) -> None:
    who = met(region)
    region.clock.move(timedelta(seconds=1))
    look(region, who, "identity", role="inspector", purpose="IDENTITY_CHECK")

    looked_up, scanned = accesses(region, who)

    assert looked_up == {
        "at": "2020-04-07T07:46:54Z",
        "purpose": "IDENTITY_CHECK",
        "looked_up": "MASKED_IDENTITY",
        "roles": ["inspector"],
        "place": {
            "checkpoint_id": STATION,
            "division": "440106",
            "province": "Guangdong",
            "city": "广州市",
            "kind": "STATION",
        },
        "region": None,
        "outcome": None,
        "colour": None,
        "decided_offline": False,
    }
    assert (scanned["purpose"], scanned["looked_up"]) == ("CODE_CHECK", None)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"account": "staff-2"}, "SCAN_REQUIRED"),
        ({"scan_id": "a" * 16}, "SCAN_REQUIRED"),
        ({"role": "grid_worker"}, "FORBIDDEN"),
        ({"role": "inspector"}, "FORBIDDEN"),
        ({"role": "health_authority"}, "FORBIDDEN"),
    ],
)
def test_a_refusal_is_a_403_that_discloses_nothing(region: Region, changes: dict[str, str], code: str) -> None:
    who = met(region)
    declare(region, who.acting, remarks="夜里咳嗽")

    for what in ("identity", "travel", "contacts", "declarations"):
        answer = look(region, who, what, **changes)

        assert (answer.status, answer.json["code"]) == (403, code)
        personal = (NAME, resident_id(1), "夜里咳嗽", str(who.person.person_id))
        assert not [text for text in personal if text in str(answer.body)]
    assert len(accesses(region, who)) == 1


def test_a_quarter_of_an_hour_later_the_code_is_to_be_scanned_again(region: Region) -> None:
    who = met(region)
    region.clock.move(timedelta(minutes=15, seconds=1))

    assert (look(region, who, "identity").status, len(accesses(region, who))) == (403, 1)


@pytest.mark.parametrize("purpose", [None, "CODE_CHECK", "CURIOSITY"])
def test_a_purpose_that_is_none_is_named_as_wrong(region: Region, purpose: str | None) -> None:
    answer = look(region, met(region), "identity", purpose=purpose)

    assert (answer.status, answer.json["code"]) == (422, "INVALID_REQUEST")
    assert [each["field"] for each in answer.json["errors"]] == ["purpose"]


def test_too_many_look_ups_are_told_when_to_come_back(region: Region) -> None:
    who = met(region)
    region.look_ups._per_hour = 1
    assert look(region, who, "travel").status == 200

    answer = look(region, who, "identity")

    assert (answer.status, answer.json["code"], answer.headers["retry-after"]) == (429, "TOO_MANY_ATTEMPTS", "788")
    assert NAME not in str(answer.body)
