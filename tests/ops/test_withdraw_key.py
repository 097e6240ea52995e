"""The command that withdraws a key: what it does, and what it refuses to do."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from ops.withdraw_key import DONE, REFUSED, main
from shared.codes.model import IssuerKey
from shared.codes.store import CodeStore
from tests.region import ISSUER, START, Region, deployed_region


@pytest.fixture
def region() -> Iterator[Region]:
    with deployed_region() as deployed:
        CodeStore(deployed.core).publish(IssuerKey(ISSUER, 1, b"the old"), START)
        yield deployed


def withdraw(region: Region, key_id: int) -> int:
    arguments = ["--table", region.core.name, "--issuer", str(ISSUER), "--key", str(key_id)]
    return main(arguments, region.core.client, region.clock)


def test_an_old_key_is_withdrawn(region: Region, capsys: pytest.CaptureFixture[str]) -> None:
    region.clock.move(timedelta(days=1))
    CodeStore(region.core).publish(IssuerKey(ISSUER, 2, b"the new"), region.clock())

    assert withdraw(region, 1) == DONE
    assert "Key 1 of issuer 44 is withdrawn" in capsys.readouterr().out
    assert CodeStore(region.core).issuer_keys() == (IssuerKey(ISSUER, 2, b"the new"),)


@pytest.mark.parametrize(("key_id", "why"), [(1, "deploy the region with another code.key_id"), (7, "no key 7")])
def test_what_cannot_be_withdrawn_is_said(
    region: Region, capsys: pytest.CaptureFixture[str], key_id: int, why: str
) -> None:
    assert withdraw(region, key_id) == REFUSED
    said = capsys.readouterr().out
    assert said.startswith("Nothing was withdrawn: ")
    assert why in said
    assert CodeStore(region.core).issuer_keys() == (IssuerKey(ISSUER, 1, b"the old"),)
