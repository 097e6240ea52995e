"""Builds of the status lists by the very builder that the schedule calls, over a table and a bucket in memory."""

import math
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

import cbor2

from bench.in_memory import BucketClient, CoreClient, LocalKey
from bench.reds import START, Reds
from bench.world import ISSUER, KEY_ID, PREFIX, TABLE
from shared.aws.buckets import Bucket
from shared.aws.tables import Table
from shared.codes.store import CodeStore
from shared.codes.token import load_keys
from shared.statuslist.bits import compressed, status_at
from shared.statuslist.cwt import list_from_cwt
from shared.statuslist.jwt import contents_from_jwt
from shared.statuslist.model import BITS, LISTS, PLACES, CodeStatus, Contents, StatusList
from shared.statuslist.rules import PERIOD
from shared.statuslist.service import StatusListBuilder
from shared.statuslist.store import StatusListFiles

FORMS = ("cwt", "jwt")


@dataclass(frozen=True, slots=True)
class Build:
    """One build: its processor time, and the bytes of what it put, by number of the list."""

    seconds: float
    sizes: Mapping[str, Mapping[int, int]]
    """By form, `cwt` or `jwt`."""
    contents: int
    changes: int
    """How many codes have another colour than after the build before."""
    delta: int
    """The bytes that would say the same as the changed lists to somebody who has those before."""


class ListRegion:
    """A region of which only the lists are there."""

    def __init__(self, red: int) -> None:
        self.reds = Reds(red)
        self.now = START
        self._before: frozenset[int] = frozenset()
        self._bucket = BucketClient()
        self.key = LocalKey()
        """The key that signs codes and lists."""
        self.keys = load_keys(())
        """The issuer's keys as a gate has them; none before the first build."""
        self.files = StatusListFiles(Bucket(cast("Any", self._bucket), "lists"))

    def build(self, after: timedelta = PERIOD) -> Build:
        """Let time pass, and build."""
        self.now += after
        core = CoreClient(self.reds)
        table = Table(cast("Any", core), TABLE)
        builder = StatusListBuilder(
            core=table,
            files=self.files,
            key=self.key,
            issuer=ISSUER,
            key_id=KEY_ID,
            prefix=PREFIX,
            clock=lambda: self.now,
            signals=lambda _: None,
        )
        old = set(self._bucket.files)
        started = time.process_time()
        builder.build()
        seconds = time.process_time() - started - core.seconds
        self.keys = load_keys(CodeStore(table).issuer_keys())
        new = {key: len(content) for key, content in self._bucket.files.items() if key not in old}
        sizes = {form: {_number(key): size for key, size in new.items() if key.endswith(form)} for form in FORMS}
        changed = self._before ^ (red := self.reds.places(self.now))
        self._before = red
        return Build(seconds, sizes, len(self.contents_text()), len(changed), self._delta(changed, red))

    def bytes_since(self, editions: Sequence[datetime]) -> int:
        """The bytes that a gate with these editions fetches: the lists that are others, as CWTs, and the contents."""
        present = enumerate(self.contents().lists)
        new = ((number, at) for number, at in present if at != editions[number])
        return len(self.contents_text()) + sum(len(self._edition(number, at)) for number, at in new)

    def delta_since(self, at: datetime) -> int:
        """The bytes that would say the same to a gate that has the lists of an earlier instant."""
        red = self.reds.places(self.now)
        return self._delta(self.reds.places(at) ^ red, red)

    def contents_text(self) -> bytes:
        """The signed contents that are published.

        Raises ValueError before the first build.
        """
        published = self.files.published()
        if published is None:
            raise ValueError("nothing is built")
        return published.contents

    def contents(self) -> Contents:
        """What a gate reads first."""
        return contents_from_jwt(self.contents_text(), self.keys)

    def lists(self) -> Sequence[StatusList]:
        """All lists as a gate reads them, verified."""
        editions = self.contents().lists
        return [list_from_cwt(self._edition(number, at), self.keys) for number, at in enumerate(editions)]

    def wrong(self) -> int:
        """In how many places the lists say something else than the generated codes are."""
        red = self.reds.places(self.now)
        lists = self.lists()
        right = sum(status_at(lists[place // PLACES].packed, place % PLACES, BITS) == CodeStatus.RED for place in red)
        # RED has one bit of two, so that the bits are as many as the codes.
        bits = sum(int.from_bytes(each.packed, "little").bit_count() for each in lists)
        return len(red) - right + abs(bits - right)

    def _edition(self, number: int, at: datetime) -> bytes:
        return self.files.edition(number, at, "cwt") or b""

    def _delta(self, changed: frozenset[int], red: frozenset[int]) -> int:
        """The bytes of signed steps from each changed place to the next, with the new status, compressed."""
        steps, before = [], 0
        for place in sorted(changed):
            steps.append((place - before) << BITS | (CodeStatus.RED if place in red else CodeStatus.GREEN))
            before = place
        return len(compressed(cbor2.dumps(steps))) + self._envelope()

    def _envelope(self) -> int:
        """What a signed list has beside its places."""
        number, at = 0, self.contents().lists[0]
        text = self._edition(number, at)
        return len(text) - len(compressed(list_from_cwt(text, self.keys).packed))


def entropy_bound(red: int) -> float:
    """The fewest bytes that can say which `red` places of all lists are red, when all choices are as likely."""
    places = LISTS * PLACES
    choices = math.lgamma(places + 1) - math.lgamma(red + 1) - math.lgamma(places - red + 1)
    return choices / math.log(2) / 8


def _number(key: str) -> int:
    return int(key.split("/")[1])
