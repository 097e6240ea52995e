"""A region with three people in it, of each of whom everything is known that can be known of a person."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import count
from typing import Any

from shared.aws.transactions import Item, wire_item
from shared.checkpoints.model import Kind, Place
from shared.checkpoints.rules import checkpoint_id
from shared.family.model import Relation
from shared.kernel.clock import iso
from shared.kernel.ids import AccountId, PersonId
from shared.risk.model import Category
from tests.acts import ACCOUNT, applicant, assign, in_days
from tests.builders import idempotency, pdf
from tests.certificate_acts import acting_for, described, posted, told
from tests.other_regions import health
from tests.peer_region import recognise
from tests.province_acts import document
from tests.region import Region, resident_claims, staff_claims

NOBODY = PersonId("a" * 32)
"""A person who could exist and does not."""
NAMES = {1: "张小明", 2: "欧阳大山", 3: "王二"}
REMARKS = {1: "早上去过菜市场", 2: "夜里咳嗽两次", 3: "刚从外地回来"}

_keys = count()


@dataclass(frozen=True)
class Somebody:
    """A registered person with records of every kind."""

    person: PersonId
    account: AccountId
    """The person's own one."""
    marks: Mapping[str, str]
    """Texts that are this person's alone, under names of ours; an id goes by the name of its parameter in a path."""
    invitation: str
    """To an organisation of which the person is no member yet."""
    texts: frozenset[str] = frozenset()
    """The marks, and every text that is stored of this person and of nothing else."""


@dataclass(frozen=True)
class Stored:
    """All that a region has stored."""

    core: list[Item]
    vault: list[Item]
    files: list[str]


@dataclass(frozen=True)
class World:
    """`own` is the person of the account that asks; `member` is linked to them, `stranger` to nobody."""

    region: Region
    own: Somebody
    member: Somebody
    stranger: Somebody
    settled: Stored
    """What was stored when all three had settled."""

    def items_of(self, somebody: Somebody, stored: Stored) -> list[Item]:
        """What is stored of a person and of nobody else."""
        people = frozenset(each.person for each in (self.own, self.member, self.stranger))
        return _items_of(stored, somebody.person, people)

    def restore(self) -> None:
        """Put the tables and the bucket back as they were when all had settled."""
        region, now = self.region, now_stored(self.region)
        pairs = ((region.core, self.settled.core, now.core), (region.vault, self.settled.vault, now.vault))
        for table, before, after in pairs:
            for item in after:
                if item not in before:
                    key = wire_item({"pk": item["pk"], "sk": item["sk"]})
                    table.client.delete_item(TableName=table.name, Key=key)
            for item in before:
                if item not in after:
                    table.client.put_item(TableName=table.name, Item=wire_item(item))
        for file in set(now.files) - set(self.settled.files):
            region.bucket.client.delete_object(Bucket=region.bucket.name, Key=file)


def now_stored(region: Region) -> Stored:
    """What a region has stored now, in no order that depends on how it came."""
    core, vault = (sorted(region.items(table), key=_place) for table in (region.core, region.vault))
    return Stored(core, vault, sorted(region.files()))


def _place(item: Item) -> tuple[str, str]:
    return item["pk"], item["sk"]


def _items_of(stored: Stored, person: PersonId, people: frozenset[PersonId]) -> list[Item]:
    named = ((item, repr(item)) for item in stored.core)
    return [item for item, text in named if {each for each in people if each in text} == {person}]


def settled(region: Region) -> World:
    """Three people with records of every kind; what is recorded of the member, the account of `own` had recorded."""
    recognise(region)
    accounts = {number: AccountId(f"account-{number}") for number in NAMES}
    people = {number: _registered(region, number, accounts[number]) for number in NAMES}
    region.residents.add_member(ACCOUNT, applicant(2, name=NAMES[2]), Relation.PARENT)
    own = _settled(region, 1, people[1], ACCOUNT, accounts[1], Kind.STATION, Category.CLOSE_CONTACT)
    member = _settled(region, 2, people[2], ACCOUNT, accounts[2], Kind.HOSPITAL, Category.HOME_QUARANTINE)
    stranger = _settled(region, 3, people[3], accounts[3], accounts[3], Kind.AIRPORT, Category.SUSPECTED)
    stored = now_stored(region)
    known = frozenset((own.person, member.person, stranger.person))
    own, member, stranger = (_with_texts(each, stored, known) for each in (own, member, stranger))
    return World(region, own, member, stranger, stored)


def texts_in(value: object) -> Iterator[str]:
    """Every text in an item that may be somebody's own: long enough, and no word of ours, which are in capitals."""
    match value:
        case str() if len(value) >= 6 and not re.fullmatch(r"[A-Z_]+", value):
            yield value
        case list():
            for each in value:
                yield from texts_in(each)
        case dict():
            yield from texts_in(list(value.values()))


def _with_texts(somebody: Somebody, stored: Stored, people: frozenset[PersonId]) -> Somebody:
    own = _items_of(stored, somebody.person, people)
    elsewhere = set(texts_in([item for item in stored.core if item not in own]))
    return replace(somebody, texts=frozenset(somebody.marks.values()) | (set(texts_in(own)) - elsewhere))


def _registered(region: Region, number: int, account: AccountId) -> dict[str, str]:
    registered = region.residents.register(account, applicant(number, name=NAMES[number], phone=f"1380000000{number}"))
    return {
        "person": registered.person_id,
        "masked_name": registered.masked_name,
        "payload": registered.code.payload,
        "phone": f"138****000{number}",
    }


def _settled(
    region: Region,
    number: int,
    marks: dict[str, str],
    actor: AccountId,
    account: AccountId,
    kind: Kind,
    category: Category,
) -> Somebody:
    person = PersonId(marks["person"])
    region.clock.move(timedelta(minutes=7 * number))
    record = assign(
        region, number, key=f"assign-{number:04d}", category=category, reason=f"第{number}类接触", ends_on=in_days(20)
    )
    place = checkpoint_id(Place("440106", kind), f"gate{number:04d}".replace("0", "a").replace("1", "b"))
    marks |= _appealed(region, number, person, actor, record.record_id)
    marks |= {"record": record.record_id, "reason": f"第{number}类接触", "category": category.value, "place": place}
    marks |= _registered_by_staff(region, number, marks["payload"], place)
    marks |= _recorded_by_family(region, number, person, actor)
    invitation = _organisation(region, f"第{number}街道")["invitation"]
    return Somebody(person, account, marks, invitation)


def _appealed(region: Region, number: int, person: PersonId, actor: AccountId, record: str) -> dict[str, str]:
    # Decided, so that the record can be appealed against once more.
    filed, decided = {"record": record, "reason": f"第{number}次行程有误"}, f"第{number}次核对无误"
    appeal = _done(region, "POST /v1/people/{person}/appeals", filed, resident_claims(actor), person=person)["appeal"]
    colleague = staff_claims("health_authority", account="officer-2")
    outcome = {"outcome": "UPHELD", "reason": decided}
    _done(region, "POST /v1/appeals/{appeal}/decision", outcome, colleague, appeal=appeal)
    return {"appeal": appeal, "appeal_reason": filed["reason"], "decision_reason": decided}


def _registered_by_staff(region: Region, number: int, payload: str, place: str) -> dict[str, str]:
    claims = staff_claims("medic", account=f"medic-{number}")
    scan = _done(region, "POST /v1/scans", {"payload": payload, "checkpoint_id": place}, claims)["scan"]
    celsius, institution = 36.5 + number, f"第{number}人民医院"
    taken = _done(region, "POST /v1/scans/{scan}/temperatures", {"celsius": celsius}, claims, scan=scan)
    stated = {
        "institution": institution,
        "place": f"第{number}观察点",
        "observed_from": in_days(-14).isoformat(),
        "observed_to": in_days(-number).isoformat(),
        "lifts": [],
    }
    checking, found = staff_claims("grid_worker", account=f"medic-{number}"), f"第{number}次见咳嗽"
    findings = {"symptoms": ["COUGH"], "remarks": found}
    check = _done(region, "POST /v1/scans/{scan}/health-checks", findings, checking, scan=scan)
    sample = {"result": "NEGATIVE", "sampled_at": iso(region.clock()), "laboratory": f"第{number}检验所"}
    result = _done(region, "POST /v1/scans/{scan}/test-results", sample, claims, scan=scan)
    notice = _done(region, "POST /v1/scans/{scan}/release-notices", stated, claims, scan=scan)
    return {
        "temperature": taken["temperature"],
        "celsius": f'"celsius": {celsius}',
        "health_check": check["health_check"],
        "found": found,
        "test_result": result["test_result"],
        "laboratory": sample["laboratory"],
        "notice": notice["notice"],
        "number": notice["number"],
        "institution": institution,
        "observed_to": in_days(-number).isoformat(),
    }


def _recorded_by_family(region: Region, number: int, person: PersonId, actor: AccountId) -> dict[str, str]:
    claims, name = resident_claims(actor), f"第{number}工厂"
    organisation = _organisation(region, name)
    joining = {"invitation": organisation["invitation"], "number": f"NO-{number:04d}"}
    _done(region, "POST /v1/people/{person}/organisations", joining, claims, person=person)
    declaration = {
        "kind": "EMPLOYEE",
        "organisation": organisation["organisation"],
        "temperature": 36.1,
        "symptoms": [],
        "stays": [],
        "contacts": [],
        "isolation": {"kind": "NONE"},
        "remarks": REMARKS[number],
    }
    declared = _done(region, "POST /v1/people/{person}/declarations", declaration, claims, person=person)
    _done(region, "PUT /v1/people/{person}/itinerary/consent", None, claims, person=person)
    _done(region, "PUT /v1/people/{person}/provinces/consent", None, claims, person=person)
    elsewhere = f"第{number}隔离酒店"
    region.elsewhere.known[document(number)] = health(elsewhere)
    note = f"第{number}化验室"
    acting = acting_for(region, person, actor)
    certificate = region.certificates.request(acting, described(note=note), f"certificate-{number}").certificate
    posted(region, certificate, pdf(note))
    told(region, certificate)
    return {
        "organisation": organisation["organisation"],
        "organisation_name": name,
        "member_number": joining["number"],
        "declaration": declared["declaration"],
        "remarks": REMARKS[number],
        "certificate": certificate.certificate_id,
        "note": note,
        "elsewhere": elsewhere,
    }


def _organisation(region: Region, name: str) -> dict[str, Any]:
    body = {"name": name, "kind": "ENTERPRISE"}
    return _done(region, "POST /v1/organisations", body, staff_claims("org_admin", account="administrator-1"))


def _done(region: Region, key: str, body: object, claims: dict[str, str], **path: str) -> dict[str, Any]:
    headers = idempotency(f"settled-{next(_keys):04d}")
    answer = region.call(key, body=body, claims=claims, path=path, headers=headers)
    assert answer.status in {200, 201}, answer.body
    return answer.json
