"""Declarations and organisations over the wire: what residents send, and what administrators get (M5, M18)."""

import csv
import io
from collections.abc import Iterator
from typing import Any

import pytest

from shared.family.model import Acting
from shared.kernel.ids import AccountId
from tests.acts import ACCOUNT, in_days
from tests.builders import idempotency
from tests.declaration_acts import relative, resident
from tests.region import Answer, Region, deployed_region, resident_claims, staff_claims

DECLARATIONS = "/v1/people/{person}/declarations"
JOINED = "/v1/people/{person}/organisations"
DAY = "GET /v1/organisations/{organisation}/declarations"
ADMINISTRATOR = staff_claims("org_admin", account="administrator-1")
COLLEAGUE = staff_claims("org_admin", account="administrator-2")


@pytest.fixture
def region() -> Iterator[Region]:
    with deployed_region() as deployed:
        yield deployed


def body(**changes: Any) -> dict[str, Any]:
    """A self-check in which every group says something."""
    valid: dict[str, Any] = {
        "kind": "SELF_CHECK",
        "temperature": 37.3,
        "symptoms": ["FEVER", "COUGH"],
        "stays": [{"division": "420100", "from": str(in_days(-14)), "to": str(in_days(-13))}],
        "contacts": [{"kind": "CONFIRMED_CASE", "date": str(in_days(-3))}],
        "isolation": {"kind": "HOME", "from": str(in_days(-1)), "to": str(in_days(13))},
        "remarks": "已向社区报备",
    }
    return valid | changes


def stay(**changes: Any) -> dict[str, Any]:
    """The change to one stay that is other than a valid one."""
    return {"stays": [{"division": "420100", "from": "2020-04-02", "to": "2020-04-02"} | changes]}


def inside_a_stay(*names: str) -> set[str]:
    return {f"stays.0.{name}" for name in names}


def sent(region: Region, who: Acting, content: Any, key: str = "declare-0001", account: str = ACCOUNT) -> Answer:
    return region.call(
        f"POST {DECLARATIONS}",
        body=content,
        claims=resident_claims(account),
        path={"person": who.subject},
        headers=idempotency(key),
    )


def got(region: Region, key: str, who: Acting, account: str = ACCOUNT, **path: str) -> Answer:
    return region.call(key, claims=resident_claims(account), path={"person": who.subject} | path)


def organisation(region: Region, kind: str = "ENTERPRISE", key: str = "create-0001") -> dict[str, Any]:
    answer = region.call(
        "POST /v1/organisations",
        body={"name": "东站物业", "kind": kind},
        claims=ADMINISTRATOR,
        headers=idempotency(key),
    )
    assert answer.status == 201
    return answer.json


def joined(region: Region, who: Acting, invitation: str, **number: str) -> Answer:
    return region.call(
        f"POST {JOINED}",
        body={"invitation": invitation} | number,
        claims=resident_claims(),
        path={"person": who.subject},
    )


def shown(region: Region, made: dict[str, Any], claims: dict[str, str] = ADMINISTRATOR, **query: str) -> Answer:
    return region.call(DAY, claims=claims, path={"organisation": made["organisation"]}, query=query)


def sheet(region: Region, made: dict[str, Any], **headers: str) -> Answer:
    return region.call(f"{DAY}.csv", claims=ADMINISTRATOR, path={"organisation": made["organisation"]}, headers=headers)


def test_a_declaration_is_answered_listed_and_found_as_it_was_sent(region: Region) -> None:
    daughter = resident(region)

    made = sent(region, daughter, body())

    assert made.status == 201
    assert made.json == body() | {
        "declaration": made.json["declaration"],
        "organisation": None,
        "organisation_name": None,
        "declared_by": "SELF",
        "declared_at": "2020-04-07T07:46:53Z",
    }
    found = got(region, f"GET {DECLARATIONS}/{{declaration}}", daughter, declaration=made.json["declaration"])
    assert found.json == made.json
    assert got(region, f"GET {DECLARATIONS}", daughter).json == {"declarations": [made.json], "cursor": None}


def test_a_retry_is_answered_as_a_repetition(region: Region) -> None:
    daughter = resident(region)
    first = sent(region, daughter, body())

    again = sent(region, daughter, body())

    assert (first.status, again.status) == (201, 200)
    assert again.json == first.json
    assert sent(region, daughter, body(temperature=36.5)).json["code"] == "IDEMPOTENCY_KEY_REUSED"


def test_what_may_be_left_out_is_null(region: Region) -> None:
    daughter = resident(region)
    least = {"kind": "SELF_CHECK", "symptoms": [], "stays": [], "contacts": [], "isolation": {"kind": "NONE"}}

    made = sent(region, daughter, least).json

    assert (made["temperature"], made["remarks"]) == (None, None)
    assert made["isolation"] == {"kind": "NONE", "from": None, "to": None}


@pytest.mark.parametrize(
    ("change", "fields"),
    [
        ({"temperature": 36.55}, {"temperature"}),
        ({"temperature": 29.9}, {"temperature"}),
        ({"temperature": "36.5"}, {"temperature"}),
        ({"symptoms": ["FEVER", "SADNESS"]}, {"symptoms.1"}),
        ({"symptoms": ["FEVER", "FEVER"]}, {"symptoms"}),
        ({"symptoms": [["FEVER"]]}, {"symptoms.0"}),
        (stay(division="42010", **{"from": "2020-4-1", "to": 20200401}), inside_a_stay("division", "from", "to")),
        (
            stay(division="990000", **{"from": "2020-03-01", "to": "2020-04-08"}),
            inside_a_stay("division", "from", "to"),
        ),
        (stay(to="2020-04-01"), inside_a_stay("to")),
        (stay(why=1), inside_a_stay("unknown field")),
        ({"stays": [{"division": "420100", "from": "2020-04-02"}]}, inside_a_stay("to")),
        ({"stays": [{"division": "420100", "since": "2020-04-02"}]}, inside_a_stay("from", "to", "unknown field")),
        ({"contacts": [{"kind": "FRIEND", "date": "2020-04-02"}]}, {"contacts.0.kind"}),
        ({"contacts": [{"kind": "CLUSTER", "date": "2020-04-02"}, {"kind": "CLUSTER"}]}, {"contacts.1.date"}),
        ({"contacts": [{"kind": "CLUSTER", "date": "2020-03-23"}]}, {"contacts.0.date"}),
        ({"isolation": {"kind": "HOME"}}, {"isolation.from"}),
        ({"isolation": {"kind": "NONE", "to": "2020-04-07"}}, {"isolation.to"}),
        ({"organisation": "a" * 16}, {"organisation"}),
        ({"kind": "MEMBER"}, {"organisation"}),
        ({"kind": "GUEST", "remarks": "\n"}, {"kind", "remarks"}),
    ],
)
def test_every_wrong_field_is_named_by_its_place(region: Region, change: dict[str, Any], fields: set[str]) -> None:
    daughter = resident(region)
    before = region.items()

    answer = sent(region, daughter, body(**change))

    assert (answer.status, {each["field"] for each in answer.json["errors"]}) == (422, fields)
    assert region.items() == before


def test_a_declaration_for_a_relative_names_nobody_else(region: Region) -> None:
    daughter, father = resident(region), relative(region)

    made = sent(region, father, body())

    assert (made.status, made.json["declared_by"]) == (201, "FAMILY")
    assert daughter.subject not in str(made.body)
    assert daughter.subject not in str(got(region, f"GET {DECLARATIONS}", father).body)
    assert got(region, f"GET {DECLARATIONS}", daughter).json["declarations"] == []


def test_an_unlinked_person_is_not_found_on_any_of_the_routes(region: Region) -> None:
    stranger = resident(region)
    resident(region, 5, AccountId("account-5"))
    made = organisation(region)

    answers = [
        sent(region, stranger, body(), account="account-5"),
        got(region, f"GET {DECLARATIONS}", stranger, "account-5"),
        got(region, f"GET {DECLARATIONS}/{{declaration}}", stranger, "account-5", declaration="a" * 16),
        got(region, f"GET {JOINED}", stranger, "account-5"),
        got(region, f"DELETE {JOINED}/{{organisation}}", stranger, "account-5", organisation=made["organisation"]),
        region.call(
            f"POST {JOINED}",
            body={"invitation": made["invitation"]},
            claims=resident_claims("account-5"),
            path={"person": stranger.subject},
        ),
    ]

    assert {(answer.status, answer.json["code"]) for answer in answers} == {(404, "NOT_FOUND")}


def test_there_is_no_route_that_changes_a_declaration_or_takes_it_back(region: Region) -> None:
    methods = {key.split()[0] for key in region.routes if key.split()[1].startswith(DECLARATIONS)}

    assert methods == {"GET", "POST"}
    assert not [key for key in region.routes if key.startswith("POST") and f"{DECLARATIONS}/" in key]


def test_joining_declaring_seeing_and_leaving(region: Region) -> None:
    daughter, made = resident(region), organisation(region)

    first = joined(region, daughter, made["invitation"].upper(), number="A-1024")
    assert first.status == 201
    assert first.json == {
        "organisation": made["organisation"],
        "name": "东站物业",
        "kind": "ENTERPRISE",
        "number": "A-1024",
        "joined_at": "2020-04-07T07:46:53Z",
    }
    assert joined(region, daughter, made["invitation"]).status == 200
    assert got(region, f"GET {JOINED}", daughter).json == {"organisations": [first.json]}

    declared = sent(region, daughter, body(kind="EMPLOYEE", organisation=made["organisation"])).json
    assert (declared["organisation"], declared["organisation_name"]) == (made["organisation"], "东站物业")
    page = shown(region, made).json
    (line,) = page["members"]
    groups = ("declared_at", "temperature", "symptoms", "stays", "contacts", "isolation", "remarks")
    assert (page["date"], page["cursor"]) == ("2020-04-07", None)
    assert line == {
        "member": line["member"],
        "masked_name": "张*明",
        "number": "A-1024",
        "left": False,
        "declared": True,
        "declaration": {name: declared[name] for name in groups},
    }

    left = got(region, f"DELETE {JOINED}/{{organisation}}", daughter, organisation=made["organisation"])
    assert (left.status, left.body) == (204, "")
    assert shown(region, made).json["members"] == [line | {"left": True}]
    refusal = sent(region, daughter, body(kind="EMPLOYEE", organisation=made["organisation"]), "declare-0002")
    assert (refusal.status, refusal.json["code"]) == (409, "NOT_A_MEMBER")


def test_an_administrator_learns_no_persons_id_and_no_other_persons_act(region: Region) -> None:
    daughter, father, made = resident(region), relative(region), organisation(region)
    joined(region, father, made["invitation"])
    sent(region, father, body(kind="EMPLOYEE", organisation=made["organisation"]))

    for answer in (shown(region, made), sheet(region, made)):
        assert father.subject not in str(answer.body)
        assert daughter.subject not in str(answer.body)
        assert "declared_by" not in str(answer.body)


def test_another_administrator_finds_nothing(region: Region) -> None:
    made = organisation(region)
    path = {"organisation": made["organisation"]}

    answers = [
        shown(region, made, COLLEAGUE),
        region.call(f"{DAY}.csv", claims=COLLEAGUE, path=path),
        region.call("POST /v1/organisations/{organisation}/invitation", claims=COLLEAGUE, path=path),
    ]

    assert {(answer.status, answer.json["code"]) for answer in answers} == {(404, "NOT_FOUND")}
    assert region.call("GET /v1/organisations", claims=COLLEAGUE).json == {"organisations": [], "cursor": None}
    assert region.call("GET /v1/organisations", claims=ADMINISTRATOR).json["organisations"] == [made]


def test_a_code_that_was_replaced_is_refused(region: Region) -> None:
    daughter, made = resident(region), organisation(region)
    path = {"organisation": made["organisation"]}

    renewed = region.call("POST /v1/organisations/{organisation}/invitation", claims=ADMINISTRATOR, path=path).json

    refusal = joined(region, daughter, made["invitation"])
    assert (refusal.status, refusal.json["code"]) == (422, "INVALID_INVITATION")
    assert joined(region, daughter, renewed["invitation"]).status == 201
    assert renewed == made | {"invitation": renewed["invitation"]}


def test_a_sheet_is_a_file_that_a_spreadsheet_opens_safely(region: Region) -> None:
    daughter, made = resident(region), organisation(region)
    joined(region, daughter, made["invitation"], number="-1")
    content = body(kind="EMPLOYEE", organisation=made["organisation"], remarks="=HYPERLINK(1)")
    assert sent(region, daughter, content).status == 201

    plain, small = sheet(region, made), sheet(region, made, **{"accept-encoding": "gzip, br"})

    assert plain.headers["content-type"] == "text/csv; charset=utf-8"
    assert plain.headers["content-disposition"] == 'attachment; filename="declarations-2020-04-07.csv"'
    assert "content-encoding" not in plain.headers
    assert small.headers["content-encoding"] == "gzip"
    assert isinstance(plain.body, str)
    _, row = csv.reader(io.StringIO(plain.body.removeprefix("\ufeff"), newline=""))
    assert (row[2], row[-1]) == ("'-1", "'=HYPERLINK(1)")
    assert (row[4], row[6]) == ("yes", "37.3")
    assert sheet(region, made, **{"accept-language": "zh-CN"}).body.startswith("\ufeff成员标识")  # type: ignore[arg-type]  # text


@pytest.mark.parametrize("date", ["2020-04-08", "20200407", "", "today"])
def test_a_day_ahead_or_no_day_is_refused(region: Region, date: str) -> None:
    made = organisation(region)

    for answer in (
        shown(region, made, date=date),
        region.call(
            f"{DAY}.csv", claims=ADMINISTRATOR, path={"organisation": made["organisation"]}, query={"date": date}
        ),
    ):
        assert (answer.status, [each["field"] for each in answer.json["errors"]]) == (422, ["date"])
