"""A thousand random sequences of family acts and offline registrations, compared with a small model after every act.

Sequences that begin alike share their beginnings: what an act made of the tables is remembered, and put back, in place
of doing it again. So every act is done, and everything that must hold is looked at, once for each different past.
"""

import pickle
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from moto.core.models import DEFAULT_ACCOUNT_ID
from moto.dynamodb.models import dynamodb_backends

from shared.aws.transactions import Item, plain_item
from shared.family.model import Relation
from shared.identity import rules
from shared.identity.rules import document
from shared.identity.service import PersonIds
from shared.kernel.clock import end_of
from shared.kernel.errors import DomainError, ErrorCode
from shared.kernel.ids import AccountId
from shared.registration.service import RegistrationService
from tests.acts import NAME, applicant, register_offline
from tests.builders import resident_id
from tests.region import START, Region

SEQUENCES = 1000
LIMIT = 2
MAJORITY = date(2020, 4, 9)
BIRTHDAYS = {1: date(1980, 2, 29), 2: date(1950, 5, 1), 3: date(2002, 4, 9), 4: date(1981, 1, 1)}
CHILD = 3
PEOPLE, ACCOUNTS = sorted(BIRTHDAYS), ("account-1", "account-2")
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Model:
    """What the acts so far come to."""

    now: datetime = START
    accounts: tuple[tuple[str, int], ...] = ()
    """Accounts with their people."""
    people: frozenset[int] = frozenset()
    """Those with a code."""
    unconfirmed: frozenset[int] = frozenset()
    """Those of them whom staff registered and no register has confirmed."""
    links: frozenset[tuple[int, int, datetime | None]] = frozenset()
    """Guardian, member, end; also those that ended."""

    def own(self, account: str) -> int | None:
        return dict(self.accounts).get(account)

    def holding(self) -> set[tuple[int, int]]:
        return {(guardian, member) for guardian, member, end in self.links if end is None or self.now < end}

    def rights(self) -> object:
        """All that decides who may act for whom."""
        return self.accounts, frozenset(self.holding()), frozenset(link[:2] for link in self.links)

    def confirmed(self, person: int) -> "Model":
        return replace(self, people=self.people | {person}, unconfirmed=self.unconfirmed - {person})

    def members(self, guardian: int) -> set[int]:
        return {member for each, member in self.holding() if each == guardian}


@dataclass(frozen=True)
class Register:
    account: str
    person: int

    def after(self, model: Model) -> tuple[Model, ErrorCode | bool]:
        owner = {person: account for account, person in model.accounts}.get(self.person)
        if owner == self.account:
            return model, False
        if owner is not None:
            return model, ErrorCode.PERSON_HAS_OTHER_ACCOUNT
        if model.own(self.account) is not None:
            return model, ErrorCode.ACCOUNT_HAS_OTHER_PERSON
        accounts = (*model.accounts, (self.account, self.person))
        return replace(model.confirmed(self.person), accounts=accounts), True


@dataclass(frozen=True)
class Add:
    account: str
    person: int

    def after(self, model: Model) -> tuple[Model, ErrorCode | bool]:
        own = model.own(self.account)
        if own is None:
            return model, ErrorCode.NOT_REGISTERED
        if own == self.person:
            return model, ErrorCode.MEMBER_IS_SELF
        if self.person in model.members(own):
            return model, False
        if len(model.members(own)) >= LIMIT:
            return model, ErrorCode.TOO_MANY_MEMBERS
        majority = end_of(MAJORITY - DAY)
        link = (own, self.person, majority if self.person == CHILD and model.now < majority else None)
        others = {each for each in model.links if each[:2] != link[:2]}
        return replace(model.confirmed(self.person), links=frozenset({link, *others})), True


@dataclass(frozen=True)
class WriteDown:
    """A grid worker registers somebody from papers, under a name that the register will correct."""

    person: int

    def after(self, model: Model) -> tuple[Model, ErrorCode | bool]:
        if self.person in model.unconfirmed:
            return model, False
        if self.person in model.people:
            return model, ErrorCode.ALREADY_REGISTERED
        unconfirmed = model.unconfirmed | {self.person}
        return replace(model, people=model.people | {self.person}, unconfirmed=unconfirmed), True


@dataclass(frozen=True)
class Remove:
    account: str
    person: int

    def after(self, model: Model) -> tuple[Model, ErrorCode | bool]:
        own = model.own(self.account)
        if own is None:
            return model, ErrorCode.NOT_REGISTERED
        removed = model.holding() & {(own, self.person), (self.person, own)}
        if not removed:
            return model, ErrorCode.NOT_FOUND
        return replace(model, links=frozenset(link for link in model.links if link[:2] not in removed)), True


@dataclass(frozen=True)
class Wait:
    by: timedelta

    def after(self, model: Model) -> tuple[Model, ErrorCode | bool]:
        return replace(model, now=model.now + self.by), True


Act = Register | Add | Remove | WriteDown | Wait

REGISTRATIONS = [
    *(Register("account-1", 1), Register("account-2", 2)),
    # The child may grow up before account 2 is anybody's; account 1 may claim what is another's.
    *(Register("account-2", CHILD), Register("account-1", 2)),
]
ACTS = st.one_of(
    st.sampled_from(REGISTRATIONS),
    st.builds(Add, st.sampled_from(ACCOUNTS), st.sampled_from(PEOPLE)),
    st.builds(Add, st.sampled_from(ACCOUNTS), st.sampled_from(PEOPLE)),
    st.builds(Remove, st.sampled_from(ACCOUNTS), st.sampled_from(PEOPLE)),
    st.builds(WriteDown, st.sampled_from(PEOPLE)),
    st.sampled_from([Wait(DAY), Wait(2 * DAY)]),
)
FIRST, SECOND = REGISTRATIONS[:2]
OPENINGS: list[tuple[Act, ...]] = [
    (),
    (FIRST,),
    (FIRST, SECOND),
    (FIRST, Add("account-1", CHILD), Add("account-1", 4)),
    (FIRST, Add("account-1", 2), SECOND, Add("account-2", 1)),
]
SEQUENCE = st.tuples(st.sampled_from(OPENINGS), st.lists(ACTS, min_size=1, max_size=6)).map(
    lambda parts: (*parts[0], *parts[1])
)


@dataclass
class World:
    """A region whose pasts are remembered, with keys of its own process, since moto's take as long as a table."""

    region: Region
    pasts: dict[tuple[Act, ...], tuple[Model, bytes]] = field(default_factory=dict)
    looked_at: set[object] = field(default_factory=set)
    outcomes: set[ErrorCode | bool] = field(default_factory=set)

    def __post_init__(self) -> None:
        key = ec.generate_private_key(ec.SECP256R1())
        self.region.issuer.key = _LocalKey(key)
        self.residents = RegistrationService(
            core=self.region.core,
            vault=self.region.vault,
            register=self.region.register,
            person_ids=PersonIds(cache(self.region.person_ids._keyed_hash)),
            issuer=self.region.issuer,
            most_members=LIMIT,
            clock=self.region.clock,
            signals=self.region.signals.append,
        )
        self.ids = {person: self.region.person_ids.of(_document(person)) for person in PEOPLE}
        self.people: dict[str, int] = {person_id: person for person, person_id in self.ids.items()}
        self.pasts[()] = (Model(), self._tables())

    def run(self, sequence: tuple[Act, ...]) -> None:
        """Do what of `sequence` has not been done, after what has been."""
        known = next(length for length in range(len(sequence), -1, -1) if sequence[:length] in self.pasts)
        model, tables = self.pasts[sequence[:known]]
        if known < len(sequence):
            self._put_back(tables)
        for length in range(known + 1, len(sequence) + 1):
            model = self._do(sequence[length - 1], model)
            self.pasts[sequence[:length]] = (model, self._tables())

    def _do(self, act: Act, before: Model) -> Model:
        after, expected = act.after(before)
        self.region.clock.now = after.now
        try:
            answer: ErrorCode | bool = self._really(act)
        except DomainError as refusal:
            answer = refusal.code
        assert answer == expected, act
        self.outcomes.add(answer)
        self._look_at_the_tables(after)
        if after.rights() not in self.looked_at:
            self.looked_at.add(after.rights())
            self._look_at_the_rights(after)
        return after

    def _really(self, act: Act) -> bool:
        match act:
            case Register(account, person):
                entered = applicant(person, document_number=_number(person))
                return self.residents.register(AccountId(account), entered).new
            case Add(account, person):
                entered = applicant(person, document_number=_number(person), phone="")
                relation = Relation.CHILD if person == CHILD else Relation.OTHER
                return self.residents.add_member(AccountId(account), entered, relation).new
            case WriteDown(person):
                number = _number(person)
                return register_offline(self.region, document_number=number, name="章晓茗").new
            case Remove(account, person):
                self.region.family.remove(AccountId(account), self.ids[person])
        return True

    def _look_at_the_tables(self, model: Model) -> None:
        """Both halves of every link or neither, no more than may be, and one code for each person and for no other."""
        items = self._items()
        halves = {kind: _by_people(items, kind) for kind in ("MEMBER", "GUARDIAN")}
        assert halves["MEMBER"] == halves["GUARDIAN"]
        linked = {(self.people[guardian], self.people[member]) for guardian, member in halves["MEMBER"]}
        assert linked == {link[:2] for link in model.links}
        holding = model.holding()
        assert all(sum(guardian == each for each, _ in holding) <= LIMIT for guardian in PEOPLE)
        people = [item for item in items if item["sk"] == "PERSON"]
        assert {self.people[item["pk"].removeprefix("PERSON#")] for item in people} == model.people
        assert sorted(item["code_id"] for item in people) == sorted(
            item["code_id"] for item in items if item["sk"] == "CODE"
        )
        self._look_at_the_marks(model, people, [item for item in items if item["sk"] == "CODE"])

    def _look_at_the_marks(self, model: Model, people: list[Item], codes: list[Item]) -> None:
        """Person, code and vault agree on who is unconfirmed, under the name that goes with it; no account has them."""
        identities = self._items("vault")
        persons = {item["pk"]: item for item in people}
        by_person = (persons, {f"PERSON#{item['person_id']}": item for item in codes})
        for identity in identities:
            person = self.people[identity["pk"].removeprefix("PERSON#")]
            carriers = (identity, *(each[identity["pk"]] for each in by_person))
            assert [each.get("unconfirmed", False) for each in carriers] == [person in model.unconfirmed] * 3
            assert identity["name"] == ("章晓茗" if person in model.unconfirmed else NAME)
            assert {each[identity["pk"]]["masked_name"] for each in by_person} == {masked(identity["name"])}
        assert len(identities) == len(model.people)
        assert not model.unconfirmed & {*dict(model.accounts).values(), *(member for _, member, _ in model.links)}

    def _look_at_the_rights(self, model: Model) -> None:
        """Nobody acts for anybody but themselves and those to whom a link leads that holds."""
        for account in ACCOUNTS:
            own = model.own(account)
            may = {own, *model.members(own)} if own else set()
            assert self._may_act_for(account) == may
            shown = self.region.family.people(AccountId(account))
            assert [self.people[entry.person_id] for entry in shown[:1]] == ([own] if own else [])
            assert {self.people[entry.person_id] for entry in shown} == may
            if own:
                family = self.region.family.family(AccountId(account))
                assert {self.people[link.member] for link in family.members} == may - {own}
                guardians = {guardian for guardian, member in model.holding() if member == own}
                assert {self.people[link.guardian] for link in family.guardians} == guardians

    def _may_act_for(self, account: str) -> set[int]:
        allowed = set()
        for person, person_id in self.ids.items():
            try:
                acting = self.region.family.acting(AccountId(account), person_id)
            except DomainError as refusal:
                if refusal.code is not ErrorCode.NOT_FOUND:
                    raise
            else:
                assert acting.subject == person_id
                allowed.add(person)
        return allowed

    def _items(self, table: str = "core") -> list[Item]:
        rows = self._stored()[table].values()
        return [plain_item(item.to_json()["Attributes"]) for row in rows for item in row.values()]

    def _tables(self) -> bytes:
        return pickle.dumps(self._stored())

    def _put_back(self, tables: bytes) -> None:
        for name, items in pickle.loads(tables).items():
            self._backend().tables[name].items = items

    def _stored(self) -> dict[str, Any]:
        return {name: self._backend().tables[name].items for name in (self.region.core.name, self.region.vault.name)}

    def _backend(self) -> Any:
        return dynamodb_backends[DEFAULT_ACCOUNT_ID][self.region.core.client.meta.region_name]


@dataclass(frozen=True)
class _LocalKey:
    key: ec.EllipticCurvePrivateKey

    def sign(self, message: bytes) -> bytes:
        return self.key.sign(message, ec.ECDSA(SHA256()))

    def public_key(self) -> bytes:
        return self.key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def _number(person: int) -> str:
    return resident_id(person, BIRTHDAYS[person])


def _document(person: int) -> Any:
    return document("RESIDENT_ID", _number(person), START.date())


def masked(name: str) -> str:
    return rules.masked_name(rules.name(name))


def _by_people(items: Iterable[Item], kind: str) -> dict[tuple[str, str], Item]:
    """The halves of one kind by guardian and member, with all that they say but their keys."""
    beside, names = ("guardian", "member") if kind == "MEMBER" else ("member", "guardian")
    return {
        (item["guardian"], item["member"]): {name: each for name, each in item.items() if name not in {"pk", "sk"}}
        for item in items
        if item["sk"].startswith(f"{kind}#")
        and (item["pk"], item["sk"]) == (f"PERSON#{item[beside]}", f"{kind}#{item[names]}")
    }


def test_a_thousand_sequences_of_family_acts_end_as_the_model_says(region: Region) -> None:
    world, sequences = World(region), 0

    @settings(
        max_examples=SEQUENCES,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=[HealthCheck.too_slow],
    )
    @given(SEQUENCE)
    def run(sequence: tuple[Act, ...]) -> None:
        nonlocal sequences
        sequences += 1
        world.run(sequence)

    # A thread begins with an empty stack, which spares moto's hottest loop what test_colour_machine.py tells of.
    with ThreadPoolExecutor(1) as thread:
        thread.submit(run).result()
    assert sequences >= SEQUENCES
    assert world.outcomes == {
        *(True, False),
        *(ErrorCode.NOT_REGISTERED, ErrorCode.MEMBER_IS_SELF, ErrorCode.TOO_MANY_MEMBERS, ErrorCode.NOT_FOUND),
        *(ErrorCode.PERSON_HAS_OTHER_ACCOUNT, ErrorCode.ACCOUNT_HAS_OTHER_PERSON, ErrorCode.ALREADY_REGISTERED),
    }
