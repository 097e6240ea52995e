"""The itinerary opens with consent, asks about the subject's phone only, and keeps nothing (M19)."""

from datetime import UTC, datetime, timedelta

import pytest

from shared.aws import keys
from shared.itinerary.model import Period
from shared.kernel.errors import DomainError, ErrorCode
from shared.kernel.ids import AccountId
from shared.kernel.pii import Phone
from shared.kernel.signals import ItineraryAnswered, ItineraryConsentGiven, ItineraryConsentRevoked
from shared.registration.service import Applicant
from tests.acts import ACCOUNT, PHONE, add_member, applicant, in_days, refused, register
from tests.itinerary_acts import FORTNIGHT, acting, give_consent, revoke_consent, stay
from tests.region import START, Region

OTHER = AccountId("account-2")


def consent_items(region: Region) -> list[dict[str, object]]:
    return [item for item in region.items() if item["sk"] == "ITINERARY_CONSENT"]


def test_without_consent_nobody_is_asked(region: Region) -> None:
    register(region)

    with refused(ErrorCode.CONSENT_MISSING):
        region.itineraries.itinerary(acting(region))
    assert region.carriers.asked == []


def test_with_consent_the_carriers_are_asked_about_the_last_14_days_of_this_phone(region: Region) -> None:
    register(region)
    region.carriers.said = (stay("440100", -13, 0),)

    assert give_consent(region)
    found = region.itineraries.itinerary(acting(region))

    assert region.carriers.asked == [(Phone(f"+86{PHONE}"), FORTNIGHT)]
    assert (found.masked_phone, found.days, found.as_of) == ("138****0000", FORTNIGHT, START)
    assert found.stays == (stay("440100", -13, 0),)


def test_the_days_change_at_the_regions_midnight(region: Region) -> None:
    register(region)
    give_consent(region)
    region.carriers.said = (stay("440100", -20, 20),)
    midnight = datetime(2020, 4, 7, 16, tzinfo=UTC)

    region.clock.now = midnight - timedelta(microseconds=1)
    before = region.itineraries.itinerary(acting(region))
    region.clock.now = midnight
    after = region.itineraries.itinerary(acting(region))

    assert before.days == FORTNIGHT
    assert after.days == Period(in_days(-12), in_days(1))
    assert before.stays == (stay("440100", -13, 0),)
    assert after.stays == (stay("440100", -12, 1),)


def test_what_the_carriers_say_of_other_days_is_cut_and_dropped(region: Region) -> None:
    register(region)
    give_consent(region)
    region.carriers.said = (stay("440300", 0, 3), stay("420100", -40, -14), stay("440100", -15, -13))

    assert region.itineraries.itinerary(acting(region)).stays == (stay("440100", -13, -13), stay("440300", 0, 0))


def test_a_phone_that_the_carriers_do_not_know_is_told_apart_from_one_that_was_nowhere(region: Region) -> None:
    register(region)
    give_consent(region)

    region.carriers.said = ()
    nowhere = region.itineraries.itinerary(acting(region))
    region.carriers.said = None
    unknown = region.itineraries.itinerary(acting(region))

    assert (nowhere.stays, unknown.stays) == ((), None)
    assert region.signals[-2:] == [ItineraryAnswered("FOUND"), ItineraryAnswered("UNKNOWN_PHONE")]


def test_consent_is_recorded_with_when_and_by_whom_and_once(region: Region) -> None:
    own = register(region).person_id

    assert give_consent(region)
    region.clock.move(timedelta(hours=1))
    assert not give_consent(region)

    key = keys.itinerary_consent(own)
    assert consent_items(region) == [key | {"given_at": "2020-04-07T07:46:53Z", "given_by": own}]
    assert region.signals.count(ItineraryConsentGiven()) == 1


def test_consent_taken_back_closes_the_itinerary_at_once_and_is_recorded_with_when_and_by_whom(region: Region) -> None:
    own = register(region).person_id
    give_consent(region)
    region.clock.move(timedelta(hours=1))

    revoke_consent(region)

    with refused(ErrorCode.CONSENT_MISSING):
        region.itineraries.itinerary(acting(region))
    (item,) = consent_items(region)
    assert (item["revoked_at"], item["revoked_by"]) == ("2020-04-07T08:46:53Z", own)
    assert region.carriers.asked == []


def test_taking_back_what_was_never_given_or_was_taken_back_changes_nothing(region: Region) -> None:
    register(region)
    revoke_consent(region)
    assert consent_items(region) == []

    give_consent(region)
    revoke_consent(region)
    taken_back = consent_items(region)
    region.clock.move(timedelta(hours=1))
    revoke_consent(region)

    assert consent_items(region) == taken_back
    assert region.signals.count(ItineraryConsentRevoked()) == 1


@pytest.mark.parametrize("later", [timedelta(0), timedelta(days=1), timedelta(seconds=-5)])
def test_consent_can_be_given_again_after_it_was_taken_back(region: Region, later: timedelta) -> None:
    """Also by a Lambda whose clock is a little behind that of the one that took it back."""
    register(region)
    give_consent(region)
    revoke_consent(region)
    region.clock.move(later)

    assert give_consent(region)

    (item,) = consent_items(region)
    assert "revoked_at" not in item
    region.itineraries.itinerary(acting(region))


def test_a_member_without_a_phone_has_no_itinerary_and_the_guardians_phone_is_not_taken_instead(region: Region) -> None:
    """M3, M5."""
    own = register(region).person_id
    member = add_member(region).link.member
    give_consent(region, person=member)

    with refused(ErrorCode.PHONE_MISSING):
        region.itineraries.itinerary(acting(region, person=member))

    assert region.carriers.asked == []
    (item,) = consent_items(region)
    assert (item["pk"], item["given_by"]) == (f"PERSON#{member}", own)


def test_a_consent_for_oneself_opens_no_members_itinerary_and_the_other_way_round(region: Region) -> None:
    """M5."""
    register(region)
    member = add_member(region).link.member
    region.residents.register(OTHER, _applicant_of_the_member())
    give_consent(region)

    with refused(ErrorCode.CONSENT_MISSING):
        region.itineraries.itinerary(acting(region, person=member))
    with refused(ErrorCode.CONSENT_MISSING):
        region.itineraries.itinerary(acting(region, OTHER))
    assert region.carriers.asked == []


def test_a_member_with_a_phone_of_their_own_is_asked_about_by_that_phone(region: Region) -> None:
    """M5."""
    register(region)
    member = add_member(region).link.member
    region.residents.register(OTHER, _applicant_of_the_member())
    give_consent(region, person=member)

    region.itineraries.itinerary(acting(region, person=member))

    assert [phone for phone, _ in region.carriers.asked] == [Phone("+8613900000002")]


def test_the_member_can_take_back_what_the_guardian_consented_to(region: Region) -> None:
    register(region)
    member = add_member(region).link.member
    give_consent(region, person=member)
    region.residents.register(OTHER, _applicant_of_the_member())

    revoke_consent(region, OTHER)

    with refused(ErrorCode.CONSENT_MISSING):
        region.itineraries.itinerary(acting(region, person=member))
    (item,) = consent_items(region)
    assert item["revoked_by"] == member


def test_nothing_of_an_itinerary_is_stored(region: Region) -> None:
    register(region)
    give_consent(region)
    region.carriers.said = (stay("420100", -3, -1),)
    before = (region.items(), region.items(region.vault))

    region.itineraries.itinerary(acting(region))

    assert (region.items(), region.items(region.vault)) == before


def test_a_provider_that_does_not_answer_is_passed_on_with_the_time_to_wait(
    region: Region, monkeypatch: pytest.MonkeyPatch
) -> None:
    register(region)
    give_consent(region)

    def away(_phone: Phone, _days: Period) -> None:
        raise DomainError(ErrorCode.ITINERARY_PROVIDER_UNAVAILABLE, retry_after=7)

    monkeypatch.setattr(region.carriers, "stays", away)
    with refused(ErrorCode.ITINERARY_PROVIDER_UNAVAILABLE) as caught:
        region.itineraries.itinerary(acting(region, ACCOUNT))
    assert caught.value.retry_after == 7


def _applicant_of_the_member() -> Applicant:
    return applicant(2, phone="13900000002")
