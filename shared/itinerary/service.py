"""A person's itinerary of 14 days, asked of the carriers with consent, and of nobody without (M19)."""

from collections.abc import Iterable
from typing import Protocol

from shared.aws.tables import Table
from shared.consents.model import Consent, Matter
from shared.consents.store import ConsentStore
from shared.family.model import Acting
from shared.identity.rules import masked_phone
from shared.identity.store import PhoneStore
from shared.itinerary.model import Itinerary, Period, Stay
from shared.itinerary.rules import period, within
from shared.kernel.clock import Clock
from shared.kernel.errors import DomainError, ErrorCode
from shared.kernel.pii import Phone
from shared.kernel.signals import ItineraryAnswered, ItineraryConsentGiven, ItineraryConsentRevoked, Signals


class ItineraryProvider(Protocol):
    """The carriers' side: knows where phones were."""

    def stays(self, phone: Phone, days: Period) -> Iterable[Stay] | None:
        """Where `phone` was in `days`; None when the provider does not know it.

        Raises DomainError ITINERARY_PROVIDER_UNAVAILABLE, with the seconds to wait.
        """


class ItineraryService:
    """Consent, and the itinerary that it opens. What the provider says is passed on and not kept."""

    def __init__(
        self, *, core: Table, vault: Table, provider: ItineraryProvider, clock: Clock, signals: Signals
    ) -> None:
        self._consents = ConsentStore(core, Matter.ITINERARY)
        self._phones = PhoneStore(vault)
        self._provider = provider
        self._clock = clock
        self._signals = signals

    def give_consent(self, acting: Acting) -> tuple[Consent, bool]:
        """Let the carriers be asked about the subject; returns the consent that holds, and whether it is new."""
        wanted = Consent(self._clock(), acting.actor)
        held = self._consents.give(acting.subject, wanted)
        new = held is wanted
        if new:
            self._signals(ItineraryConsentGiven())
        return held, new

    def revoke_consent(self, acting: Acting) -> None:
        """Take the consent back; does nothing when there is none."""
        if self._consents.revoke(acting.subject, acting.actor, self._clock()):
            self._signals(ItineraryConsentRevoked())

    def itinerary(self, acting: Acting) -> Itinerary:
        """Where the subject's phone was in the region's last 14 days, today included.

        Raises DomainError CONSENT_MISSING, PHONE_MISSING or ITINERARY_PROVIDER_UNAVAILABLE.
        """
        if self._consents.consent(acting.subject) is None:
            raise DomainError(ErrorCode.CONSENT_MISSING)
        phone = self._phones.phone_of(acting.subject)
        if phone is None:
            raise DomainError(ErrorCode.PHONE_MISSING)
        now = self._clock()
        days = period(now)
        stays = self._provider.stays(phone, days)
        self._signals(ItineraryAnswered("UNKNOWN_PHONE" if stays is None else "FOUND"))
        return Itinerary(masked_phone(phone), days, now, None if stays is None else within(stays, days))
