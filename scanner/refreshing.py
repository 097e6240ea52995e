"""Keeping the kit fresh: the trust list, then what changed of each issuer's lists; no verdict ever waits for it."""

import json
from dataclasses import dataclass
from datetime import timedelta

from scanner.api import Answer, Api, Refused, Unanswered
from scanner.kit import Kit
from scanner.pause import Pause, Uniform
from shared.jws.compact import unbase64
from shared.jws.signature import NotGenuine
from shared.kernel.clock import Clock
from shared.statuslist.cwt import LIST
from shared.statuslist.rules import PERIOD
from shared.trust.model import TrustList

_TRUST_LIST = "/v1/trust-list"
_STATUS_LISTS = "/v1/status-lists"
_TRUST_LIMIT, _CONTENTS_LIMIT, _LIST_LIMIT = 2_097_152, 65_536, 524_288
_SECONDS = 10.0
_TRIES = 3
# What an issuer's lists may say of when to ask again is taken within these.
_SHORTEST, _LONGEST = timedelta(minutes=1), timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Refreshed:
    """What a refresh found."""

    problems: tuple[str, ...]
    """What is not fresh, and why; empty when everything is."""
    is_own_fresh: bool
    """Whether the trust list and the region's own lists are; those of other regions may be late."""
    again_seconds: float
    """After how many seconds to ask again, as the lists themselves say."""
    retry_after: float = 0.0
    """After how many seconds the region wants to be asked again that did not answer."""


class Refresher:
    """Brings the kit up to date, from the region's API alone: it hands out other regions' lists too."""

    def __init__(self, kit: Kit, api: Api, clock: Clock, pause: Pause, uniform: Uniform) -> None:
        self._kit = kit
        self._api = api
        self._clock = clock
        self._pause = pause
        self._uniform = uniform
        # Tags are kept in memory only: with one on the disk beside a damaged kit, nothing would come again.
        self._trust_tag = ""
        self._tags: dict[int, str] = {}
        self._periods: dict[int, float] = {}

    def round(self) -> float:
        """Refresh, and say after how many seconds to do so again."""
        done = self.refresh()
        if not done.is_own_fresh:
            return min(self._pause.after_failure(done.retry_after), _LONGEST.total_seconds())
        self._pause.answered()
        # A little early, so that devices that were started together drift apart, and none is later than it may be.
        return self._uniform(0.9, 1.0) * done.again_seconds

    def refresh(self) -> Refreshed:
        """Ask for everything once, the region's own first; never raises for what the other side does.

        Raises OSError when the disk does not take it.
        """
        problems: list[str] = []
        retry_after = 0.0
        is_own_fresh = False
        try:
            self._refresh_trust_list(problems)
            for issuer in self._issuers()[:1]:
                self._refresh_lists(issuer, problems)
            is_own_fresh = not problems
            for issuer in self._issuers()[1:]:
                self._refresh_peer(issuer, problems)
        except Unanswered as unanswered:
            # Nobody is there, so that there is no use in asking for the rest.
            problems.append(str(unanswered))
            retry_after = unanswered.retry_after
        again = min((self._periods[each] for each in self._issuers() if each in self._periods), default=0.0)
        return Refreshed(tuple(problems), is_own_fresh, again or PERIOD.total_seconds(), retry_after)

    def _refresh_peer(self, issuer: int, problems: list[str]) -> None:
        try:
            self._refresh_lists(issuer, problems)
        except Unanswered as unanswered:
            # The region may have no lists of this peer yet, and have those of the next.
            problems.append(f"status lists of {issuer}: {unanswered}")

    def _refresh_trust_list(self, problems: list[str]) -> None:
        try:
            answer = self._api.get(_TRUST_LIST, limit=_TRUST_LIMIT, seconds=_SECONDS, tag=self._trust_tag)
            if not (answer.is_known and self._trust_tag):
                self._kit.take_trust_list(answer.content, self._clock())
                self._trust_tag = answer.tag
        except (NotGenuine, Refused) as problem:
            problems.append(f"trust list: {problem}")

    def _refresh_lists(self, issuer: int, problems: list[str]) -> None:
        query = "" if self._own() == issuer else f"?issuer={issuer}"
        for tries_left in reversed(range(_TRIES)):
            try:
                self._take_lists(issuer, query)
            except NotGenuine as problem:
                # The lists may have been built again while they were fetched; that is over with the next try.
                if not tries_left:
                    problems.append(f"status lists of {issuer}: {problem}")
            except Refused as problem:
                problems.append(f"status lists of {issuer}: {problem}")
                return
            else:
                return

    def _take_lists(self, issuer: int, query: str) -> None:
        held = self._kit.knowledge.holdings.get(issuer)
        tag = self._tags.get(issuer, "") if held and not held.missing else ""
        contents = self._api.get(_STATUS_LISTS + query, limit=_CONTENTS_LIMIT, seconds=_SECONDS, tag=tag)
        if contents.is_known and tag:
            return
        numbers = self._kit.to_fetch(issuer, contents.content, self._clock())
        lists = {number: self._list(f"{_STATUS_LISTS}/{number}{query}").content for number in numbers}
        self._kit.take_lists(issuer, contents.content, lists, self._clock())
        self._tags[issuer] = contents.tag
        self._periods[issuer] = _time_to_live(contents.content)

    def _list(self, path: str) -> Answer:
        # A region may hand its lists out by a CDN; what comes from there is verified like everything else.
        return self._api.get(path, limit=_LIST_LIMIT, seconds=_SECONDS, accept=LIST, elsewhere=True)

    def _issuers(self) -> tuple[int, ...]:
        """All issuers of the trust list, the region itself first."""
        trust_list = self._trust_list()
        own = self._own()
        return (
            tuple(sorted((each.issuer for each in trust_list.issuers), key=lambda issuer: issuer != own))
            if trust_list
            else ()
        )

    def _own(self) -> int | None:
        return trust_list.issuer if (trust_list := self._trust_list()) else None

    def _trust_list(self) -> TrustList | None:
        return self._kit.knowledge.trust_list


def _time_to_live(contents: bytes) -> float:
    """The seconds after which contents that were found genuine want to be asked for again."""
    said = json.loads(unbase64(contents.split(b".")[1])).get("ttl")
    seconds = float(said) if isinstance(said, int) else PERIOD.total_seconds()
    return max(_SHORTEST.total_seconds(), min(seconds, _LONGEST.total_seconds()))
