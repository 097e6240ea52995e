"""Other regions are asked with consent, about the subject only, all at once; nothing of an answer is kept (M21)."""

import threading
import time
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

import pytest

from shared.federation.model import About, Reason
from shared.health_questions.rules import summary_of
from shared.kernel.errors import DomainError, ErrorCode
from shared.kernel.federation_signals import ProvinceAsked, ProvincesConsentGiven, ProvincesConsentRevoked
from shared.kernel.ids import AccountId
from shared.provinces.model import Row
from shared.provinces.service import MOST_AN_HOUR, ProvinceService
from shared.trust.model import EncryptionKey
from shared.trust.store import TrustStore
from tests.acts import ACCOUNT, add_member, refused, register
from tests.builders import resident_id
from tests.itinerary_acts import acting
from tests.other_regions import health, other_region, recognise
from tests.province_acts import HENAN, HUBEI, SICHUAN, consent, document, recognised, revoke
from tests.region import START, Region

OTHER = AccountId("account-2")


def rows(region: Region, account: AccountId = ACCOUNT) -> tuple[Row, ...]:
    return region.provinces.summaries(acting(region, account))


def consent_items(region: Region) -> list[dict[str, object]]:
    return [item for item in region.items() if item["sk"] == "PROVINCES_CONSENT"]


def with_ask(region: Region, ask: Callable[[int, str, About], Mapping[str, Any]], seconds: float) -> ProvinceService:
    return ProvinceService(
        core=region.core,
        vault=region.vault,
        issuer=44,
        ask=ask,
        random_bytes=lambda count: b"\x01" * count,
        clock=region.clock,
        signals=region.signals.append,
        budget_seconds=seconds,
    )


def test_without_consent_nothing_is_sent(region: Region) -> None:
    register(region)
    recognised(region, HUBEI)

    with refused(ErrorCode.CONSENT_MISSING):
        rows(region)
    with refused(ErrorCode.CONSENT_MISSING):
        region.provinces.detail(acting(region), "42")
    assert region.elsewhere.sent == []


def test_with_consent_every_region_is_asked_about_this_person(region: Region) -> None:
    register(region)
    recognised(region, SICHUAN, HUBEI)
    region.elsewhere.known[document()] = health()

    assert consent(region)
    found = rows(region)

    assert found == (Row(HUBEI, None, summary_of(health())), Row(SICHUAN, None, summary_of(health())))
    assert sorted(region.elsewhere.asked, key=str) == [
        (HUBEI, "health-summary", document()),
        (SICHUAN, "health-summary", document()),
    ]
    assert region.signals.count(ProvinceAsked("42", "health-summary", "KNOWN")) == 1


def test_a_region_that_does_not_know_the_person_says_so(region: Region) -> None:
    register(region)
    recognised(region, HUBEI)
    consent(region)

    assert rows(region) == (Row(HUBEI, None, None),)
    assert region.provinces.detail(acting(region), "42").detail is None
    assert region.signals[-1] == ProvinceAsked("42", "health-detail", "UNKNOWN")


def test_where_no_region_is_recognised_there_is_nothing_to_see(region: Region) -> None:
    register(region)
    consent(region)

    assert rows(region) == ()


@pytest.mark.parametrize("reason", Reason)
def test_a_region_that_says_nothing_that_counts_has_the_reason_beside_it(region: Region, reason: Reason) -> None:
    register(region)
    recognised(region, HENAN, HUBEI)
    region.elsewhere.known[document()] = health()
    region.elsewhere.failing[HENAN] = reason
    consent(region)

    assert rows(region) == (Row(HENAN, reason.value, None), Row(HUBEI, None, summary_of(health())))
    assert region.signals.count(ProvinceAsked("41", "health-summary", reason.value)) == 1
    with pytest.raises(DomainError) as refusal:
        region.provinces.detail(acting(region), "41")
    assert (refusal.value.code, refusal.value.facts) == (ErrorCode.PROVINCE_UNAVAILABLE, {"reason": reason.value})


@pytest.mark.parametrize("said", [{}, {"known": "no"}, {"known": True, "colour": "BLUE"}])
def test_an_answer_that_cannot_be_read_is_none(region: Region, said: dict[str, object]) -> None:
    register(region)
    recognised(region, HUBEI)
    region.elsewhere.said[HUBEI] = said
    consent(region)

    assert rows(region) == (Row(HUBEI, "NOT_READABLE", None),)
    with refused(ErrorCode.PROVINCE_UNAVAILABLE):
        region.provinces.detail(acting(region), "42")


def test_a_region_whose_key_is_missing_or_none_is_not_asked(region: Region) -> None:
    register(region)
    without = other_region(HENAN, START, encryption_keys=())
    garbage = other_region(HUBEI, START, encryption_keys=(EncryptionKey("42.e1", b"none"),))
    recognise(TrustStore(region.core), without, garbage)
    consent(region)

    assert rows(region) == (Row(HENAN, "NO_KEY", None), Row(HUBEI, "NOT_READABLE", None))
    assert region.elsewhere.asked == []


def test_who_is_no_peer_any_more_is_not_asked(region: Region) -> None:
    register(region)
    recognised(region, HUBEI)
    consent(region)
    region.clock.move(timedelta(days=1))

    assert rows(region) == ()
    with refused(ErrorCode.NOT_FOUND):
        region.provinces.detail(acting(region), "42")
    assert region.elsewhere.sent == []


@pytest.mark.parametrize("issuer", ["51", "0", "042", "4-2", "1000", "hubei", "４２"])
def test_a_region_that_is_not_recognised_is_not_found(region: Region, issuer: str) -> None:
    register(region)
    recognised(region, HUBEI)
    consent(region)

    with refused(ErrorCode.NOT_FOUND):
        region.provinces.detail(acting(region), issuer)
    assert region.elsewhere.sent == []


def test_a_region_in_detail(region: Region) -> None:
    register(region)
    recognised(region, HUBEI, SICHUAN)
    region.elsewhere.known[document()] = health()
    consent(region)

    seen = region.provinces.detail(acting(region), "42")

    assert (seen.issuer, seen.detail) == (HUBEI, health())
    assert region.elsewhere.asked == [(HUBEI, "health-detail", document())]


def test_a_member_is_asked_for_with_a_consent_of_their_own(region: Region) -> None:
    register(region)
    member = add_member(region, 2).link.member
    recognised(region, HUBEI)
    region.elsewhere.known[document(2)] = health("武昌")
    consent(region)

    with refused(ErrorCode.CONSENT_MISSING):
        region.provinces.summaries(acting(region, person=member))
    consent(region, person=member)

    assert region.provinces.summaries(acting(region, person=member)) == (Row(HUBEI, None, summary_of(health("武昌"))),)
    assert [asked for _, _, asked in region.elsewhere.asked] == [document(2)]


def test_consent_is_kept_with_who_gave_it_and_given_once(region: Region) -> None:
    own = register(region).person_id

    assert (consent(region), consent(region)) == (True, False)
    assert consent_items(region) == [
        {"pk": f"PERSON#{own}", "sk": "PROVINCES_CONSENT", "given_at": "2020-04-07T07:46:53Z", "given_by": own}
    ]
    assert region.signals.count(ProvincesConsentGiven()) == 1


def test_a_consent_that_was_taken_back_opens_nothing_until_it_is_given_again(region: Region) -> None:
    register(region)
    recognised(region, HUBEI)
    consent(region)
    revoke(region)
    revoke(region)

    with refused(ErrorCode.CONSENT_MISSING):
        rows(region)
    assert region.elsewhere.sent == []
    assert region.signals.count(ProvincesConsentRevoked()) == 1
    assert consent(region)
    assert len(rows(region)) == 1


def test_a_consent_to_ask_the_carriers_is_none_to_ask_regions(region: Region) -> None:
    register(region)
    region.itineraries.give_consent(acting(region))

    with refused(ErrorCode.CONSENT_MISSING):
        rows(region)


def test_nothing_of_an_answer_is_stored_and_the_number_is_nowhere(region: Region) -> None:
    register(region)
    recognised(region, HUBEI)
    region.elsewhere.known[document()] = health()
    consent(region)
    rows(region)
    before = (region.items(), region.items(region.vault))

    region.provinces.detail(acting(region), "42")

    def apart_from_counts(items: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [item for item in items if "looks" not in item]

    assert apart_from_counts(region.items()) == apart_from_counts(before[0])
    assert region.items(region.vault) == before[1]
    told = f"{region.signals} {region.elsewhere.sent} {region.items()}"
    assert resident_id() not in told
    assert "武汉" not in told


def test_a_region_that_does_not_answer_delays_nobody_and_is_named(region: Region) -> None:
    register(region)
    recognised(region, HENAN, HUBEI, SICHUAN)
    consent(region)
    over = threading.Event()

    def ask(issuer: int, question: str, about: About) -> Mapping[str, Any]:
        if issuer == HENAN:
            over.wait(30)
        return region.elsewhere.ask(issuer, question, about)

    started = time.monotonic()
    try:
        found = with_ask(region, ask, 0.5).summaries(acting(region))
    finally:
        over.set()

    assert time.monotonic() - started < 5
    assert [(row.issuer, row.silence) for row in found] == [(HENAN, "TOO_SLOW"), (HUBEI, None), (SICHUAN, None)]


def test_all_are_asked_at_the_same_time(region: Region) -> None:
    register(region)
    recognised(region, HENAN, HUBEI, SICHUAN)
    consent(region)
    all_there = threading.Barrier(3, timeout=10)

    def ask(issuer: int, question: str, about: About) -> Mapping[str, Any]:
        all_there.wait()
        return {"known": False}

    assert [row.silence for row in with_ask(region, ask, 20).summaries(acting(region))] == [None, None, None]


def test_who_is_not_in_the_vault_is_asked_about_nowhere(region: Region) -> None:
    own = register(region).person_id
    recognised(region, HUBEI)
    consent(region)
    key = {"pk": {"S": f"PERSON#{own}"}, "sk": {"S": "IDENTITY"}}
    region.vault.client.delete_item(TableName=region.vault.name, Key=key)

    with refused(ErrorCode.NOT_FOUND):
        rows(region)
    assert region.elsewhere.sent == []


def test_an_account_looks_so_often_an_hour_and_no_oftener_and_others_do_not_wait_for_it(region: Region) -> None:
    register(region)
    register(region, 5, OTHER)
    recognised(region, HUBEI)
    consent(region)
    consent(region, OTHER)
    for _ in range(MOST_AN_HOUR - 1):
        rows(region)
    region.provinces.detail(acting(region), "42")
    sent = len(region.elsewhere.sent)

    for look in (lambda: rows(region), lambda: region.provinces.detail(acting(region), "42")):
        with pytest.raises(DomainError) as refusal:
            look()
        assert (refusal.value.code, refusal.value.retry_after) == (ErrorCode.TOO_MANY_ATTEMPTS, 788)
    assert len(region.elsewhere.sent) == sent
    rows(region, OTHER)
    region.clock.move(timedelta(seconds=788))
    rows(region)
