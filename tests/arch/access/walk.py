"""What the walks through the routes have in common: a region, and the record of what each case led to."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from shared.aws.transactions import Item
from tests.arch.access.recorded import Call, Case, Key, recorded
from tests.region import Answer, Region, resident_claims


@dataclass
class Journey:
    """What each case led to."""

    calls: dict[Case, list[Call]] = field(default_factory=dict)
    aside: list[Call] = field(default_factory=list)
    """What was done for the sake of its items only."""
    on_file: dict[Key, Item] = field(default_factory=dict)
    """Items that no route writes."""

    def every_call(self) -> Iterator[Call]:
        for calls in self.calls.values():
            yield from calls

    def every_item(self) -> Iterator[tuple[Key, Item]]:
        """Each state in which an item was left."""
        yield from self.on_file.items()
        for call in (*self.every_call(), *self.aside):
            yield from ((key, item) for key, item in call.after.items() if item)


@dataclass
class Walk:
    """One region with its people, on the way through the routes."""

    region: Region
    journey: Journey

    def case(self, route: str, case: str, send: Callable[[], Answer]) -> Answer:
        """Do one case of a route and keep what it led to."""
        with recorded(self.region.core, self.region.bucket) as calls:
            answer = send()
        # One route has no other answer than a refusal.
        assert answer.status < 300 or answer.status == self.region.routes[route].status, f"{route}: {answer.body!r}"
        self.keep(route, case, calls)
        return answer

    def keep(self, route: str, case: str, calls: list[Call]) -> None:
        """Remember what a case led to."""
        assert (route, case) not in self.journey.calls, f"{route} has two cases {case!r}"
        self.journey.calls[route, case] = calls

    def call(self, route: str, case: str = "", **request: Any) -> Answer:
        """`Region.call`, kept."""
        return self.case(route, case, partial(self.region.call, route, **request))

    def aside(self, route: str, **request: Any) -> Answer:
        """`Region.call` for what it leaves behind: another variety of its items, and none of the calls."""
        with recorded(self.region.core, self.region.bucket) as calls:
            answer = self.region.call(route, **request)
        assert answer.status < 300, f"{route}: {answer.body!r}"
        self.journey.aside += calls
        return answer

    def second_page(self, route: str, **request: Any) -> None:
        """A page of a list that has more entries than one, after the first page of one."""
        cursor = self.region.call(route, query={"limit": "1"}, **request).json["cursor"]
        self.call(route, "a page after the first", query={"limit": "1", "cursor": cursor}, **request)

    def person(self, account: str) -> str:
        """The id of an account's own person."""
        people = self.region.call("GET /v1/me", claims=resident_claims(account)).json["people"]
        return str(people[0]["person"])

    def payload(self, account: str) -> str:
        """The present code of an account's own person."""
        claims, path = resident_claims(account), {"person": self.person(account)}
        return str(self.region.call("GET /v1/people/{person}/code", claims=claims, path=path).json["payload"])

    def own(self, account: str) -> dict[str, Any]:
        """What every request of an account about its own person has in common."""
        return {"claims": resident_claims(account), "path": {"person": self.person(account)}}
