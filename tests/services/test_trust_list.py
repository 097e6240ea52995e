"""The trust list that a region issues: its own keys, each with its time, renewed, and withdrawn at once."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from botocore.exceptions import ClientError
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_der_public_key

from ops.issuer_keys import KeyWithdrawal
from shared.codes import token
from shared.codes.issuing import CodeIssuer
from shared.codes.keyring import KeyRing
from shared.codes.model import Outcome
from shared.codes.store import CodeStore
from shared.codes.token import NotAToken
from shared.jws.signature import NotGenuine
from shared.kernel.errors import DomainError, ErrorCode
from shared.kernel.ids import PersonId
from shared.kernel.signals import TrustListIssued
from shared.statuslist.jwt import contents_from_jwt
from shared.statuslist.service import StatusListBuilder
from shared.trust.jwt import trust_list_from_jwt
from shared.trust.model import TrustList
from shared.trust.rules import GOOD_FOR, accepted, keys_of
from shared.trust.service import TrustListService
from shared.trust.store import TrustStore
from tests.acts import register
from tests.aws_calls import failing, overtaken, server_fault
from tests.region import ISSUER, PREFIX, Region, deployed_region

CALLS = 6
"""What a list that is issued asks of AWS: the one before, the keys, the key to encrypt to, the anchor to read it with,
signing, putting."""


@pytest.fixture
def region() -> Iterator[Region]:
    """A region that has issued one code, and no trust list yet."""
    with deployed_region() as deployed:
        register(deployed)
        yield deployed


def anchor(region: Region) -> ec.EllipticCurvePublicKey:
    key = load_der_public_key(region.trust_lists._key.public_key())
    assert isinstance(key, ec.EllipticCurvePublicKey)
    return key


def issued(region: Region) -> TrustList:
    return trust_list_from_jwt(TrustListService(region.core).issued().text, anchor(region))


def rotated(region: Region) -> CodeIssuer:
    """What signs codes after the region was deployed with the next key."""
    return CodeIssuer(region.core, Fresh(), ISSUER, 2, PREFIX, region.issuer.random_bytes)


class Fresh:
    """Another key, not in KMS."""

    def __init__(self) -> None:
        self._key = ec.generate_private_key(ec.SECP256R1())

    def sign(self, message: bytes) -> bytes:
        return self._key.sign(message, ec.ECDSA(SHA256()))

    def public_key(self) -> bytes:
        return self._key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def test_before_the_first_list_callers_are_told_to_come_back(region: Region) -> None:
    with pytest.raises(DomainError) as refused:
        TrustListService(region.core).issued()
    assert refused.value.code is ErrorCode.UNAVAILABLE


def test_whoever_holds_the_anchor_reads_codes_with_nothing_but_the_list(region: Region) -> None:
    code = register(region, 1).code
    region.trust_lists.issue()

    trusted = accepted(issued(region), None, region.clock())
    (own,) = trusted.issuers
    assert (own.issuer, own.service, own.status_lists) == (
        ISSUER,
        "https://code.example",
        "https://code.example/v1/status-lists",
    )
    assert trusted.expires_at == trusted.issued_at + GOOD_FOR
    assert token.verify(code.payload, keys_of(trusted, region.clock())).code_id == code.code_id


def test_the_key_of_codes_does_not_sign_trust_lists(region: Region) -> None:
    region.trust_lists.issue()
    codes_key = load_der_public_key(region.issuer.key.public_key())
    assert isinstance(codes_key, ec.EllipticCurvePublicKey)
    with pytest.raises(NotGenuine, match="wrongly signed"):
        trust_list_from_jwt(TrustListService(region.core).issued().text, codes_key)


def test_a_list_in_which_nothing_changed_stays_for_an_hour(region: Region) -> None:
    region.trust_lists.issue()
    first = issued(region)
    region.clock.move(timedelta(minutes=50))
    region.trust_lists.issue()
    assert issued(region) == first
    region.clock.move(timedelta(minutes=10))
    region.trust_lists.issue()
    assert issued(region).issued_at == first.issued_at + timedelta(hours=1)
    assert region.signals.count(TrustListIssued()) == 2


def test_of_two_runs_at_once_one_issues_and_the_other_lets_it(region: Region) -> None:
    with overtaken(region, "Sign", region.trust_lists.issue):
        region.trust_lists.issue()
    assert region.signals.count(TrustListIssued()) == 1
    accepted(issued(region), None, region.clock())


def test_a_run_that_is_cut_off_anywhere_leaves_the_list_that_is_out(region: Region) -> None:
    region.trust_lists.issue()
    before = issued(region)
    region.clock.move(timedelta(hours=2))
    for number in range(CALLS):
        with failing(region, number, server_fault), pytest.raises(ClientError):
            region.trust_lists.issue()
        assert issued(region) == before
    region.trust_lists.issue()
    assert issued(region).issued_at > before.issued_at


def test_after_a_change_of_keys_codes_of_both_count_and_the_old_key_has_an_end(region: Region) -> None:
    old = register(region, 1).code.payload
    region.clock.move(timedelta(days=365))
    new = rotated(region).draw(PersonId("p" * 32), "张*", (), region.clock()).payload
    region.trust_lists.issue()

    trusted = issued(region)
    first, second = trusted.issuers[0].keys
    assert (first.key_id, second.key_id, second.valid_until) == (1, 2, None)
    assert first.valid_until == region.clock().replace(microsecond=0) + timedelta(hours=1)
    for payload in (old, new):
        token.verify(payload, keys_of(trusted, region.clock()))


def test_a_withdrawn_key_counts_nowhere_and_never_again(region: Region) -> None:
    old = register(region, 1).code.payload
    new = rotated(region).draw(PersonId("p" * 32), "张*", (), region.clock()).payload
    withdrawal = KeyWithdrawal(region.core, region.clock)

    withdrawal.withdraw(ISSUER, 1)
    first = region.clock()
    region.clock.move(timedelta(hours=3))
    withdrawal.withdraw(ISSUER, 1)
    region.trust_lists.issue()

    trusted = issued(region)
    assert trusted.issuers[0].keys[0].withdrawn_at == first.replace(microsecond=0)
    ring = KeyRing(CodeStore(region.core).issuer_keys, region.clock)
    for verify in (ring.read, lambda payload: token.verify(payload, keys_of(trusted, region.clock()))):
        verify(new)
        with pytest.raises(NotAToken) as refused:
            verify(old)
        assert refused.value.outcome is Outcome.UNKNOWN_KEY


def test_the_key_in_use_is_not_withdrawn_and_nor_is_one_that_nobody_published(region: Region) -> None:
    withdrawal = KeyWithdrawal(region.core, region.clock)
    with pytest.raises(ValueError, match="deploy the region with another code"):
        withdrawal.withdraw(ISSUER, 1)
    with pytest.raises(LookupError, match="issuer 44 has published no key 9"):
        withdrawal.withdraw(ISSUER, 9)
    assert [key.withdrawn_at for key in TrustStore(region.core).published_keys(ISSUER)] == [None]


def test_after_a_change_of_keys_every_status_list_is_issued_again_under_the_new_one(region: Region) -> None:
    region.clock.move(timedelta(minutes=5))
    region.status_lists.build()
    region.clock.move(timedelta(minutes=5))
    StatusListBuilder(
        core=region.core,
        files=region.published,
        key=Fresh(),
        issuer=ISSUER,
        key_id=2,
        prefix=PREFIX,
        clock=region.clock,
        signals=lambda _: None,
    ).build()

    published = region.published.published()
    assert published is not None
    (new,) = [key for key in CodeStore(region.core).issuer_keys() if key.key_id == 2]
    contents = contents_from_jwt(published.contents, token.load_keys((new,)))
    assert set(contents.lists) == {contents.issued_at}
