"""A resident's code: seen by its own account alone, replaced for good (M7, M12, M13)."""

from datetime import timedelta

import pytest

from shared.aws.kms import KmsSigningKey
from shared.codes.model import IssuerKey, Outcome
from shared.codes.store import CodeStore
from shared.kernel.errors import ErrorCode
from shared.kernel.ids import AccountId, PersonId
from shared.kernel.signals import CodeReplaced
from shared.risk.model import Colour
from tests.acts import ACCOUNT, add_member, assign, officer, refused, register, scan
from tests.aws_calls import listed
from tests.region import ISSUER, START, Region

OTHER = AccountId("account-2")


def test_a_view_shows_the_code_its_colour_every_reason_and_the_instant(region: Region) -> None:
    registered = register(region)
    records = [assign(region, key=key) for key in ("assign-0001", "assign-0002")]
    region.clock.move(timedelta(hours=1))

    view = region.codes.view(region.family.acting(ACCOUNT, registered.person_id))

    assert view.code.payload == registered.code.payload
    assert view.as_of == START + timedelta(hours=1)
    assert view.status.colour is Colour.RED
    assert [hold.record_id for hold in view.status.because] == [record.record_id for record in records]


def test_the_payload_stays_the_same_whatever_the_colour(region: Region) -> None:
    registered = register(region)
    record = assign(region)
    red = region.codes.view(region.family.acting(ACCOUNT, registered.person_id))
    region.risk.lift(officer(), record.record_id, "期满")
    region.clock.move(timedelta(days=3650))
    green = region.codes.view(region.family.acting(ACCOUNT, registered.person_id))

    assert red.code.payload == green.code.payload == registered.code.payload


@pytest.mark.parametrize("account", [OTHER, AccountId(""), AccountId("ACCOUNT-1")])
def test_whoever_knows_a_persons_id_sees_and_replaces_nothing(region: Region, account: AccountId) -> None:
    registered = register(region)
    before = region.items()

    with refused(ErrorCode.NOT_FOUND):
        region.codes.view(region.family.acting(account, registered.person_id))
    with refused(ErrorCode.NOT_FOUND):
        region.codes.replace(region.family.acting(account, registered.person_id), "replace-0001")

    assert region.items() == before


def test_somebody_on_the_red_list_without_a_code_has_none_to_show(region: Region) -> None:
    person_id = assign(region).person_id

    with refused(ErrorCode.NOT_FOUND):
        region.codes.view(region.family.acting(ACCOUNT, person_id))


@pytest.mark.parametrize("text", ["", "x", "#", "a" * 31, "a" * 33, "A" * 32, "a" * 5000, "人" * 32])
def test_what_is_no_persons_id_is_not_even_looked_for(region: Region, text: str) -> None:
    register(region)

    with listed(region) as calls, refused(ErrorCode.NOT_FOUND):
        region.codes.view(region.family.acting(ACCOUNT, PersonId(text)))

    assert calls == []


def test_a_replacement_is_a_new_code_and_the_old_one_is_dead_for_good(region: Region) -> None:
    old = register(region)

    new = region.codes.replace(region.family.acting(ACCOUNT, old.person_id), "replace-0001")

    assert new.code.payload != old.code.payload
    assert region.codes.view(region.family.acting(ACCOUNT, old.person_id)).code.payload == new.code.payload
    for days in (0, 3650):
        region.clock.move(timedelta(days=days))
        dead = scan(region, old.code.payload, key=f"scan-old-{days}")
        alive = scan(region, new.code.payload, key=f"scan-new-{days}")
        assert (dead.verdict.outcome, dead.verdict.decision, dead.verdict.colour) == (Outcome.REPLACED, "CHECK", None)
        assert (dead.masked_name, dead.reasons) == (None, ())
        assert (alive.verdict.outcome, alive.verdict.decision) == (Outcome.VALID, "PASS")
    assert region.signals.count(CodeReplaced()) == 1


def test_a_red_person_stays_red_under_the_new_code(region: Region) -> None:
    registered = register(region)
    record = assign(region)

    new = region.codes.replace(region.family.acting(ACCOUNT, registered.person_id), "replace-0001")

    assert new.status.colour is Colour.RED
    assert scan(region, new.code.payload).verdict.decision == "STOP"
    region.risk.lift(officer(), record.record_id, "期满")
    assert scan(region, new.code.payload, key="scan-0002").verdict.decision == "PASS"


def test_a_retry_of_a_replacement_gets_the_code_of_its_first_try_and_changes_nothing(region: Region) -> None:
    person_id = register(region).person_id
    first = region.codes.replace(region.family.acting(ACCOUNT, person_id), "replace-0001")
    before = region.items()

    again = region.codes.replace(region.family.acting(ACCOUNT, person_id), "replace-0001")

    assert again.code == first.code
    assert region.items() == before
    assert region.signals.count(CodeReplaced()) == 1


def test_another_key_replaces_again(region: Region) -> None:
    person_id = register(region).person_id

    codes = {
        region.codes.replace(region.family.acting(ACCOUNT, person_id), f"replace-{number}").code.code_id
        for number in range(3)
    }

    assert len(codes) == 3
    assert sum("replaced_at" in item for item in region.items() if item["sk"] == "CODE") == 3


def test_a_late_retry_of_a_replacement_shows_the_colour_of_now(region: Region) -> None:
    person_id = register(region).person_id
    first = region.codes.replace(region.family.acting(ACCOUNT, person_id), "replace-0001")
    region.codes.replace(region.family.acting(ACCOUNT, person_id), "replace-0002")
    assign(region)

    late = region.codes.replace(region.family.acting(ACCOUNT, person_id), "replace-0001")

    assert late.code.payload == first.code.payload
    assert late.status.colour is Colour.RED


def test_what_a_retry_needs_expires_after_a_week(region: Region) -> None:
    region.codes.replace(region.family.acting(ACCOUNT, register(region).person_id), "replace-0001")

    (marker,) = [item for item in region.items() if item["sk"].startswith("REPLACEMENT")]
    assert marker["expires_at"] == (START + timedelta(days=7)).timestamp()


def test_the_public_key_is_published_once_and_is_the_one_that_signs(region: Region) -> None:
    with listed(region) as calls:
        registered = register(region)
        region.codes.replace(region.family.acting(ACCOUNT, registered.person_id), "replace-0001")

    assert [call.operation for call in calls].count("GetPublicKey") == 1
    assert CodeStore(region.core).issuer_keys() == (IssuerKey(ISSUER, 1, region.issuer.key.public_key()),)


def test_no_code_is_stored_before_its_key_is_published(region: Region) -> None:
    with listed(region) as calls:
        register(region)

    operations = [call.operation for call in calls]
    published = next(
        number
        for number, call in enumerate(calls)
        if call.operation == "PutItem" and call.parameters["Item"]["pk"] == {"S": "ISSUERS"}
    )
    assert published < operations.index("TransactWriteItems")


def test_a_key_that_no_scanner_could_load_is_never_published(region: Region) -> None:
    wrong = region.kms.create_key(KeySpec="ECC_NIST_P384", KeyUsage="SIGN_VERIFY")["KeyMetadata"]["KeyId"]
    region.issuer.key = KmsSigningKey(region.kms, wrong)

    with pytest.raises(ValueError, match="key 1 of issuer 44 is not a P-256 key"):
        register(region)

    assert CodeStore(region.core).issuer_keys() == ()
    assert region.items(region.vault) == []


def test_the_old_code_keeps_who_had_it_replaced(region: Region) -> None:
    own = register(region)
    member = add_member(region).link.member
    old = region.codes.view(region.family.acting(ACCOUNT, member)).code

    region.codes.replace(region.family.acting(ACCOUNT, member), "replace-0001")

    (item,) = [each for each in region.items() if each.get("code_id") == old.code_id and each["sk"] == "CODE"]
    assert (item["person_id"], item["replaced_by"]) == (member, own.person_id)
