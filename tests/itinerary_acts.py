"""What residents do about their itinerary, and what the carriers say of it."""

from datetime import timedelta

from shared.family.model import Acting
from shared.itinerary.model import Period, Stay
from shared.kernel.ids import AccountId, PersonId
from tests.acts import ACCOUNT, in_days
from tests.region import Region


def acting(region: Region, account: AccountId = ACCOUNT, person: PersonId | None = None) -> Acting:
    """The right of `account` to act for `person`, its own one unless told otherwise."""
    own = region.family.people(account)[0].person_id
    return region.family.acting(account, person or own)


def give_consent(region: Region, account: AccountId = ACCOUNT, person: PersonId | None = None) -> bool:
    """Consent for a person; returns whether it is new."""
    _, new = region.itineraries.give_consent(acting(region, account, person))
    return new


def revoke_consent(region: Region, account: AccountId = ACCOUNT, person: PersonId | None = None) -> None:
    region.itineraries.revoke_consent(acting(region, account, person))


def stay(division: str, first: int, last: int) -> Stay:
    """A stay whose days are counted from the day on which a test starts, which is day 0."""
    return Stay(division, Period(in_days(first), in_days(last)))


FORTNIGHT = Period(in_days(0) - timedelta(days=13), in_days(0))
"""The days that an itinerary covers on the day on which a test starts."""
