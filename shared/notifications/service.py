"""Telling residents that there is news: kept as a list first, then sent, each at most once."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Protocol

from shared.aws.tables import Table
from shared.family.rules import holding
from shared.family.store import FamilyStore
from shared.kernel.clock import Clock
from shared.kernel.ids import AccountId, PersonId
from shared.kernel.paging import Cursors, Page, PageRequest, page_of
from shared.kernel.signals import NotificationLost, NotificationMade, NotificationSent, Signals
from shared.notifications import rules
from shared.notifications.model import Delivery, Notification, Written
from shared.notifications.store import NotificationStore
from shared.risk.store import RiskStore


@dataclass(frozen=True, slots=True)
class Delays:
    """How long deliveries wait: each for a time of its own, whatever it is about."""

    longest: int
    """Seconds."""
    random_below: Callable[[int], int]
    """`secrets.randbelow` in production, a seeded generator in tests."""

    def draw(self) -> int:
        """From 0 to the longest, each as likely as another."""
        return self.random_below(self.longest + 1)


class Deliveries(Protocol):
    """Where deliveries wait."""

    def send(self, body: dict[str, str], delay: int) -> None:
        """Hand out `body` after `delay` seconds; maybe more than once."""


class Bus(Protocol):
    """Where messages go."""

    def put(self, detail: str) -> bool:
        """Send `detail`; returns False when the bus says that it did not take it.

        Whatever it raises, it may have been taken.
        """


class SendingRefusedError(Exception):
    """The bus did not take a message; it is to be tried again."""


class NotificationService:
    """The notifications of an account."""

    def __init__(self, *, core: Table, cursors: Cursors) -> None:
        self._store = NotificationStore(core)
        self._cursors = cursors

    def page(self, account: AccountId, request: PageRequest) -> Page[Notification]:
        """A part of the account's notifications, newest first.

        Raises DomainError INVALID_CURSOR.
        """
        return page_of(
            self._cursors,
            f"notifications/{account}",
            request,
            lambda limit, after: self._store.page(account, limit, after),
        )


class NotificationMaking:
    """Makes notifications of what was written."""

    def __init__(
        self,
        *,
        core: Table,
        retention: timedelta,
        deliveries: Deliveries,
        delays: Delays,
        clock: Clock,
        signals: Signals,
    ) -> None:
        self._store = NotificationStore(core)
        self._people = RiskStore(core)
        self._links = FamilyStore(core)
        self._retention = retention
        self._deliveries = deliveries
        self._delays = delays
        self._clock = clock
        self._signals = signals

    def tell(self, written: Written | None) -> None:
        """Keep a notification for everybody whom a write concerns, and put its delivery in the queue.

        The same write again keeps nothing more, and its deliveries once more: whoever delivers sends none twice.
        """
        kind = rules.kind_of(written) if written else None
        if written is None or kind is None:
            return
        for recipient in self._recipients(written.person_id):
            made = rules.notification_of(written, kind, recipient)
            new = self._store.add(made, self._retention)
            self._deliveries.send(asdict(Delivery(recipient, made.entry_id)), self._delays.draw())
            if new:
                self._signals(NotificationMade(kind.value))

    def _recipients(self, person_id: PersonId) -> list[AccountId]:
        guardians = holding(self._links.guardians(person_id), self._clock())
        people = (person_id, *(link.guardian for link in guardians))
        accounts = (self._people.person(each).account_id for each in people)
        return sorted({account for account in accounts if account is not None})


class NotificationSending:
    """Sends what waited, each at most once."""

    def __init__(self, *, core: Table, bus: Bus, clock: Clock, signals: Signals) -> None:
        self._store = NotificationStore(core)
        self._bus = bus
        self._clock = clock
        self._signals = signals

    def send(self, delivery: Delivery) -> None:
        """Send the message of a delivery, unless it was sent before.

        It is marked as sent first: when nobody can say whether the bus took it, it is lost and not sent again. Raises
        SendingRefusedError when the bus said that it did not take it, and may be tried again then.
        """
        now, message = self._clock(), rules.message(delivery)
        if not self._store.claim(delivery, now):
            return
        try:
            taken = self._bus.put(message)
        except Exception as fault:  # noqa: BLE001  (whatever it was, it may have been sent)
            self._signals(NotificationLost(type(fault).__name__))
            return
        if not taken:
            self._store.give_back(delivery, now)
            raise SendingRefusedError
        self._signals(NotificationSent())
