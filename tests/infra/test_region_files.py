"""A region's file is read whole or refused with every fault named."""

import pytest

from infra.region import REGIONS, RegionError, load_region, read_region

_GOOD = (REGIONS / "guangdong.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", sorted(path.stem for path in REGIONS.glob("*.toml")))
def test_every_region_file_is_good(name: str) -> None:
    assert load_region(name).name == name


def test_guangdong_signs_as_province_44() -> None:
    region = load_region("guangdong")
    assert (region.code.issuer, region.code.key_id) == (44, 1)
    assert region.code.prefix == "HTTPS://YUEKANG.EXAMPLE/C/"


def test_the_register_can_be_another_than_the_files() -> None:
    region = load_region("guangdong", register_url="http://a1.execute-api.localhost:4566", register_secret="sandbox")
    assert (region.register.url, region.register.secret) == ("http://a1.execute-api.localhost:4566", "sandbox")


@pytest.mark.parametrize("name", ["nowhere", "../regions/guangdong", "Guangdong", ""])
def test_an_unknown_region_is_refused_with_those_that_there_are(name: str) -> None:
    with pytest.raises(RegionError, match="infra/regions/ has guangdong"):
        load_region(name)


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("issuer = 44", "issuer = 440", "code.issuer must be 11 to 82"),
        ("issuer = 44", 'issuer = "44"', "code.issuer must be a whole number"),
        ("issuer = 44", "issuer = true", "code.issuer must be a whole number"),
        ("key_id = 1", "key_id = 256", "code.key_id must be 1 to 255"),
        ("HTTPS://YUEKANG", "https://yuekang", "code.prefix must be an upper-case HTTPS:// address"),
        ("YUEKANG.EXAMPLE", "A-RATHER-LONG-NAME.EXAMPLE", "at most 30 characters"),
        ("https://identity-register", "http://identity-register", "register.url must be an https address"),
        ("aws_region = ", "aws_regio = ", "aws_region is missing"),
        ("aws_region = ", "aws_regio = ", "aws_regio is not a setting"),
        ('"ap-east-1"', '"hongkong"', "aws_region must be an AWS region"),
        ("log_days = 30", "log_days = 31", "retention.log_days must be one of"),
        ("scan_days = 14", "scan_days = 0", "retention.scan_days must be 1 to 3650"),
        ("[retention]", "[retentions]", "retention is missing"),
        ("token_minutes = 720", "token_minutes = 2", "staff.token_minutes must be 5 to 1440"),
        ("token_minutes = 720", 'issuer = "https://x.example"', "staff.issuer and staff.audience go together"),
        ("token_minutes = 720", 'audience = "x"', "staff.audience must be a list of texts"),
        ('"cognito:groups"', '"groups"', "roles in cognito:groups"),
        ('"custom:authority"', '"authority"', "an authority in a claim custom:"),
        ("rate = 1000", "rate = 0", "throttle.rate must be 1 to"),
        ("rate = 25000\nburst = 5000", "rate = 25000", 'throttle.routes."POST /v1/scans".burst is missing'),
        ("[code]", "[code", "infra/regions/somewhere.toml: "),
    ],
)
def test_a_fault_is_named(old: str, new: str, fault: str) -> None:
    assert old in _GOOD
    with pytest.raises(RegionError) as refused:
        read_region("somewhere", _GOOD.replace(old, new))
    assert fault in str(refused.value)
    assert "infra/regions/somewhere.toml" in str(refused.value)


def test_all_faults_are_named_at_once() -> None:
    with pytest.raises(RegionError, match=r"has 2 fault\(s\)"):
        read_region("somewhere", _GOOD.replace("issuer = 44", "issuer = 1").replace("key_id = 1", "key_id = 0"))
