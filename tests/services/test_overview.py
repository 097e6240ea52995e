"""The health overview: the colour of now, the newest of every list, and nothing invented (M5, M17, M21)."""

from datetime import timedelta

import pytest

from shared.certificates.model import Rejection
from shared.certificates.store import CertificateStore
from shared.declarations.model import Membership, OrganisationKind, Symptom
from shared.family.model import Relation
from shared.kernel.ids import OrganisationId, PersonId
from shared.kernel.roles import StaffRole
from shared.overview.model import Overview, Province
from shared.registration.service import Registered
from shared.risk.model import Category, Colour
from tests.acts import ACCOUNT, applicant, assign, officer, register, scan, staff
from tests.aws_calls import listed
from tests.health_records import KEPT, certified, declared, measured, released, requested
from tests.region import START, Answer, Region, resident_claims
from tests.scan_acts import check

ROUTE = "GET /v1/people/{person}/health"


@pytest.fixture
def person(region: Region) -> Registered:
    return register(region)


def overview(region: Region, person_id: PersonId) -> Overview:
    return region.overviews.overview(region.family.acting(ACCOUNT, person_id))


def answer(region: Region, person_id: PersonId, language: str = "en") -> Answer:
    found = region.call(
        ROUTE, claims=resident_claims(), path={"person": person_id}, headers={"accept-language": language}
    )
    assert found.status == 200
    return found


def test_of_whom_nothing_was_recorded_there_is_a_green_colour_and_nothing_else(
    region: Region, person: Registered
) -> None:
    path = f"/v1/people/{person.person_id}"

    assert answer(region, person.person_id).json == {
        "person": person.person_id,
        "colour": "GREEN",
        "as_of": "2020-04-07T07:46:53Z",
        "reasons": [],
        "code": f"{path}/code",
        "temperature": {"newest": None, "all": f"{path}/temperatures"},
        "health_check": {"newest": None, "all": f"{path}/health-checks"},
        "declaration": {"newest": None, "all": f"{path}/declarations"},
        "certificates": {"newest": [], "all": f"{path}/certificates"},
        "release_notices": {"newest": [], "all": f"{path}/release-notices"},
        "provinces": [
            {"issuer": 41, "name": "Henan", "address": "https://henan.example/health"},
            {"issuer": 42, "name": "Hubei", "address": "https://hubei.example/health"},
        ],
        "accesses": f"{path}/accesses",
    }


def test_a_member_without_an_account_has_an_overview_too(region: Region, person: Registered) -> None:
    member = region.residents.add_member(ACCOUNT, applicant(2), Relation.PARENT).link.member
    measured(region, member, 368)
    measured(region, person.person_id, 391)

    found = overview(region, member)

    assert (found.person_id, found.status.colour) == (member, Colour.GREEN)
    assert found.temperature is not None
    assert found.temperature.tenths == 368


@pytest.mark.parametrize("category", Category)
def test_a_red_overview_gives_every_reason_with_the_path_of_its_guide(
    region: Region, person: Registered, category: Category
) -> None:
    record = assign(region, category=category)
    path = {"person": str(person.person_id)}

    found = answer(region, person.person_id).json

    assert found["colour"] == "RED"
    assert [reason["record"] for reason in found["reasons"]] == [record.record_id]
    # What the code's own view says, word for word.
    code = region.call("GET /v1/people/{person}/code", claims=resident_claims(), path=path).json
    assert {name: found[name] for name in ("colour", "as_of", "reasons")} == {
        name: code[name] for name in ("colour", "as_of", "reasons")
    }
    guide = region.call("GET /v1/release-guides/{category}", path={"category": category.value})
    assert guide.status == 200
    assert found["reasons"][0]["guide"] == f"/v1/release-guides/{guide.json['category']}"


def test_the_colour_is_that_of_now(region: Region, person: Registered) -> None:
    record = assign(region)
    assert overview(region, person.person_id).status.colour is Colour.RED

    region.risk.lift(officer(), record.record_id, "期满")
    assert overview(region, person.person_id).status.colour is Colour.GREEN

    assign(region, key="assign-0002")
    region.clock.move(timedelta(days=30))
    assert overview(region, person.person_id).status.colour is Colour.GREEN


@pytest.mark.parametrize(("tenths", "celsius", "fever"), [(372, 37.2, False), (373, 37.3, True), (400, 40.0, True)])
def test_the_newest_temperature_counts_and_fever_is_marked(
    region: Region, person: Registered, tenths: int, celsius: float, fever: bool
) -> None:
    measured(region, person.person_id, 415)
    region.clock.move(timedelta(seconds=1))
    newest = measured(region, person.person_id, tenths)

    assert answer(region, person.person_id).json["temperature"]["newest"] == {
        "temperature": newest.entry_id,
        "celsius": celsius,
        "fever": fever,
        "measured_at": "2020-04-07T07:46:54Z",
    }


def test_the_newest_health_check_is_shown_as_in_its_list(region: Region, person: Registered) -> None:
    worker = staff(StaffRole.GRID_WORKER)
    for number, symptom in enumerate(("COUGH", "FATIGUE")):
        scanned = scan(region, person.code.payload, actor=worker, key=f"scan-{number:04}").scan_id
        check(region, scanned, symptoms=(Symptom(symptom),), tenths=None)
        region.clock.move(timedelta(seconds=1))

    newest = answer(region, person.person_id).json["health_check"]["newest"]

    path = {"person": str(person.person_id)}
    listed_first = region.call("GET /v1/people/{person}/health-checks", claims=resident_claims(), path=path).json
    assert newest["symptoms"] == ["FATIGUE"]
    assert newest == listed_first["health_checks"][0]


def test_the_last_declaration_is_named_with_whom_it_was_made_to(region: Region, person: Registered) -> None:
    enterprise = Membership(
        organisation_id=OrganisationId("o" * 16),
        organisation_name="东方工厂",
        organisation_kind=OrganisationKind.ENTERPRISE,
        person_id=person.person_id,
        masked_name=person.masked_name,
        number="0017",
        joined_at=START,
        joined_by=person.person_id,
    )
    self_check = declared(region, person.person_id)
    assert answer(region, person.person_id).json["declaration"]["newest"] == {
        "declaration": self_check.entry_id,
        "kind": "SELF_CHECK",
        "declared_at": "2020-04-07T07:46:53Z",
        "organisation": None,
    }

    region.clock.move(timedelta(days=1))
    to_enterprise = declared(region, person.person_id, to=enterprise)

    assert answer(region, person.person_id).json["declaration"]["newest"] == {
        "declaration": to_enterprise.entry_id,
        "kind": "EMPLOYEE",
        "declared_at": "2020-04-08T07:46:53Z",
        "organisation": "东方工厂",
    }


def test_the_three_newest_certificates_are_shown_newest_first(region: Region, person: Registered) -> None:
    made = []
    for _ in range(5):
        made.append(certified(region, person.person_id).certificate_id)
        region.clock.move(timedelta(hours=1))

    shown = answer(region, person.person_id).json["certificates"]["newest"]

    assert [each["certificate"] for each in shown] == made[:1:-1]
    assert shown[0] == {
        "certificate": made[-1],
        "kind": "NUCLEIC_ACID_TEST",
        "media_type": "application/pdf",
        "issued_on": "2020-04-07",
        "requested_at": "2020-04-07T11:46:53Z",
    }


def test_a_certificate_without_a_good_file_is_not_shown_and_hides_none_that_has_one(
    region: Region, person: Registered
) -> None:
    good = certified(region, person.person_id)
    for number in range(4):
        region.clock.move(timedelta(seconds=1))
        waiting = requested(region, person.person_id)
        if number % 2:
            CertificateStore(region.core).reject(waiting, Rejection.EMPTY, region.clock())

    assert [each.certificate_id for each in overview(region, person.person_id).certificates] == [good.certificate_id]


def test_the_three_newest_release_notices_are_shown_newest_first(region: Region, person: Registered) -> None:
    for number in range(5):
        released(region, person.person_id, f"第{number}医院")
        region.clock.move(timedelta(days=1))

    shown = answer(region, person.person_id).json["release_notices"]["newest"]

    assert [each["institution"] for each in shown] == ["第4医院", "第3医院", "第2医院"]
    assert {name: shown[0][name] for name in ("observed_from", "observed_to", "issued_at")} == {
        "observed_from": "2020-03-28",
        "observed_to": "2020-04-11",
        "issued_at": "2020-04-11T07:46:53Z",
    }


def test_a_release_notice_whose_time_is_over_is_not_shown(region: Region, person: Registered) -> None:
    released(region, person.person_id, "旧医院")
    region.clock.move(KEPT - timedelta(days=1))
    kept = released(region, person.person_id, "新医院")
    region.clock.move(timedelta(days=1))

    assert overview(region, person.person_id).release_notices == (kept,)


@pytest.mark.parametrize(("language", "names"), [("zh-CN", ["河南省", "湖北省"]), ("en", ["Henan", "Hubei"])])
def test_other_provinces_are_named_in_the_readers_language(
    region: Region, person: Registered, language: str, names: list[str]
) -> None:
    shown = answer(region, person.person_id, language).json["provinces"]

    assert [each["name"] for each in shown] == names
    assert [Province(each["issuer"], each["address"]) for each in shown] == list(
        overview(region, person.person_id).provinces
    )


def test_an_overview_reads_each_list_once_and_writes_nothing(region: Region, person: Registered) -> None:
    for number in range(5):
        measured(region, person.person_id, 360 + number)
        certified(region, person.person_id, f"{number}")
    before = region.items()

    with listed(region) as calls:
        answer(region, person.person_id)

    assert [call.operation for call in calls] == ["GetItem", "GetItem", *["Query"] * 5]
    assert region.items() == before
