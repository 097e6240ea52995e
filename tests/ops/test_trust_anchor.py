"""The command that prints a region's anchor."""

import json
import tomllib
from collections.abc import Iterator

import pytest

from ops.trust_anchor import PRINTED, REFUSED, main
from shared.trust.anchors import anchor_key, pinned_peers
from shared.trust.jwt import trust_list_from_jwt
from shared.trust.service import TrustListService
from tests.region import Region, deployed_region


@pytest.fixture
def region() -> Iterator[Region]:
    with deployed_region() as deployed:
        yield deployed


def test_what_is_printed_goes_into_a_peers_file_and_reads_our_list(
    region: Region, capsys: pytest.CaptureFixture[str]
) -> None:
    region.trust_lists.issue()

    assert main(["--key", region.trust_lists._key.key], region.kms) == PRINTED  # type: ignore[attr-defined]  # KMS's

    peer = {"service": "https://guangdong.example"} | tomllib.loads(capsys.readouterr().out)
    (pinned,) = pinned_peers(json.dumps({"44": peer}))
    issued = TrustListService(region.core).issued()
    assert trust_list_from_jwt(issued.text, anchor_key(pinned.anchor)).issuer == 44


def test_another_key_and_one_that_is_not_there_are_refused(region: Region, capsys: pytest.CaptureFixture[str]) -> None:
    encryption = region.trust_lists._encryption_key.key  # type: ignore[attr-defined]  # KMS's, in a region under test
    for key, said in ((encryption, "not the key of trust lists"), ("no-such-key", "NotFoundException")):
        assert main(["--key", key], region.kms) == REFUSED
        printed = capsys.readouterr()
        assert said in printed.err
        assert printed.out == ""
