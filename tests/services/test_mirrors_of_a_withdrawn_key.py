"""A peer's key that is withdrawn takes along what it signed; the next one brings every list back (M22)."""

from dataclasses import replace
from datetime import timedelta

import pytest

from shared.codes.model import Claims, Outcome
from shared.kernel.errors import DomainError, ErrorCode
from shared.kernel.federation_signals import MirrorUnread, PeerListsMirrored, PeerListsNotMirrored
from shared.mirrors.model import Reason
from shared.risk.model import Colour
from shared.statuslist.rules import PERIOD
from shared.statuslist.service import StatusListBuilder
from tests.acts import assign, register
from tests.mirroring import NextKey, OtherRegion, beside, own_entry, verdict_at_gate
from tests.region import ISSUER, PREFIX, Region, deployed_region


def build(region: Region, key: NextKey) -> None:
    """What a deployment of the region builds that signs with its second key."""
    StatusListBuilder(
        core=region.core,
        files=region.published,
        key=key,
        issuer=ISSUER,
        key_id=2,
        prefix=PREFIX,
        clock=region.clock,
        signals=region.signals.append,
    ).build()


def outcome(other: OtherRegion, code: Claims) -> tuple[Outcome, Colour | None]:
    other.clock.move(timedelta(seconds=30))
    found = verdict_at_gate(other, code)
    return found.outcome, found.colour


def test_a_key_that_is_withdrawn_takes_what_it_signed_along_and_the_next_brings_it_back() -> None:
    with deployed_region() as region:
        code = Claims(ISSUER, 1, int(region.clock().timestamp()), register(region).code.code_id)
        assign(region)
        region.clock.move(PERIOD)
        region.status_lists.build()
        other, entry = beside(region), own_entry(region)
        other.trusts(entry)
        other.mirroring.mirror()
        assert outcome(other, code) == (Outcome.VALID, Colour.RED)

        key = NextKey()
        first = replace(entry.keys[0], withdrawn_at=other.clock())
        other.trusts(replace(entry, keys=(first, replace(entry.keys[0], key_id=2, public_key=key.public_key()))))
        other.signals.clear()
        other.mirroring.mirror()
        assert other.signals == [PeerListsNotMirrored(str(ISSUER), Reason.NOT_GENUINE)]
        other.clock.move(timedelta(minutes=10))
        assert outcome(other, code) == (Outcome.STALE, None)
        assert other.signals[-1] == MirrorUnread(str(ISSUER), "NotGenuine")
        with pytest.raises(DomainError) as refused:
            other.handing_out.published(str(ISSUER))
        assert refused.value.code is ErrorCode.UNAVAILABLE

        build(region, key)
        other.signals.clear()
        other.mirroring.mirror()
        assert PeerListsMirrored(str(ISSUER)) in other.signals
        assert outcome(other, code) == (Outcome.VALID, Colour.RED)
