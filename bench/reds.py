"""Codes that are red, generated: whose they are does not matter, only where they stand in the lists and how long."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from bench.world import ISSUER, PREFIX, TABLE
from shared.aws.table_specs import LISTS as LISTS_INDEX
from shared.codes.model import Code, status_index
from shared.codes.store import issue_writes
from shared.kernel.clock import iso
from shared.kernel.ids import Authority, CodeId, PersonId, RecordId
from shared.risk.model import Category, Hold
from shared.statuslist.model import LISTS, PLACES

START = datetime(2026, 1, 5, 8, tzinfo=UTC)
"""When the first lists are built."""
STAY = timedelta(days=14)
"""How long each code is red: an assumption, and the one that says how many change in an hour."""
_SEED = 20260105


@dataclass(frozen=True, slots=True)
class Red:
    """One code, red from an instant until before another."""

    code_id: CodeId
    starts_at: datetime
    ends_at: datetime


class Reds:
    """`number` codes that are red at every instant of the hour from `START`, at places that a fixed seed draws.

    Every 14 days / `number` one of them turns green, and another one red.
    """

    def __init__(self, number: int) -> None:
        self.number = number
        self._step = STAY / number
        turning = timedelta(hours=1) // self._step + 1
        # A place is taken once; as many again wait for a wave.
        random = Random(_SEED)  # noqa: S311  # the same lists in every run
        places = random.sample(range(LISTS * PLACES), 2 * number + turning)
        ids = [CodeId(f"{place:07x}{random.getrandbits(68):017x}") for place in places]
        self._waiting = ids[number + turning :]
        first = START - STAY
        # Stored instants are of whole seconds.
        starts = [(first + self._step * (step + 1)).replace(microsecond=0) for step in range(number + turning)]
        self._listed = [
            Red(code_id, at, at + STAY) for code_id, at in zip(ids[: number + turning], starts, strict=True)
        ]

    def wave(self, at: datetime) -> None:
        """Let as many codes again turn red at once."""
        self._listed += [Red(code_id, at, at + STAY) for code_id in self._waiting]
        self._waiting = []

    def places(self, at: datetime) -> frozenset[int]:
        """Where the codes that are red at an instant stand in the lists, found without the rules that are measured."""
        return frozenset(status_index(red.code_id) for red in self._listed if red.starts_at <= at < red.ends_at)

    def under(self, first_digit: str) -> list[Red]:
        """All of them whose ids begin with a digit, in the order of their ids, those that are green by now as well."""
        return sorted((red for red in self._listed if red.code_id[0] == first_digit), key=lambda red: red.code_id)


def items(reds: list[Red]) -> Iterator[dict[str, Any]]:
    """The items of codes as DynamoDB answers them, with all that is stored of a code."""
    template = _template()
    hold = template["holds"]["L"][0]["M"]
    for red in reds:
        held = hold | {"starts_at": {"S": iso(red.starts_at)}, "ends_at": {"S": iso(red.ends_at)}}
        own = {"S": red.code_id}
        yield template | {"code_id": own, LISTS_INDEX.sort_key: own, "holds": {"L": [{"M": held}]}}


def _template() -> dict[str, Any]:
    hold = Hold(
        record_id=RecordId(f"{'b' * 32}-{'c' * 16}"),
        category=Category.CLOSE_CONTACT,
        authority=Authority("440106"),
        reason="Close contact of a confirmed case",
        starts_at=START,
        ends_at=START + STAY,
        review_on=None,
    )
    payload = f"{PREFIX}{'1' * 200}"
    code = Code(ISSUER, CodeId("0" * 24), PersonId("b" * 32), payload, "*小明", START, None, (hold,))
    item: dict[str, Any] = issue_writes(TABLE, code)[1].arguments["Item"]
    return item
