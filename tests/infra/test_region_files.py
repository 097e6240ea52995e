"""A region's file is read whole or refused with every fault named."""

import json
from dataclasses import fields

import pytest

from infra.decisions import Peer
from infra.peers import peers_setting
from infra.region import REGIONS, RegionError, load_region, read_region
from shared.trust.anchors import pinned_peers
from shared.trust.model import Pinned

_ANCHOR = "A2sX0fLhLEJH+Lzm5WOkQPJ3A32BLeszoPShOUXYmMKW"
_GOOD = (REGIONS / "guangdong.toml").read_text(encoding="utf-8")

_ED25519 = "MCowBQYDK2VwAyEATLWr9q15+/WrvMr8wmnYXNJlHtS4hbWGnyQa7fCluik="


@pytest.mark.parametrize("name", sorted(path.stem for path in REGIONS.glob("*.toml")))
def test_every_region_file_is_good(name: str) -> None:
    assert load_region(name).name == name


def test_guangdong_signs_as_province_44() -> None:
    region = load_region("guangdong")
    assert (region.code.issuer, region.code.key_id) == (44, 1)
    assert region.code.prefix == "HTTPS://YUEKANG.EXAMPLE/C/"


def test_regions_share_no_issuer_no_prefix_and_no_secret() -> None:
    regions = [load_region(path.stem) for path in REGIONS.glob("*.toml")]
    for told in (
        [region.code.issuer for region in regions],
        [region.code.prefix for region in regions],
        [secret for region in regions for secret in (region.register.secret, region.itinerary.secret)],
    ):
        assert len(set(told)) == len(told)


def test_hubei_signs_as_province_42() -> None:
    region = load_region("hubei")
    assert (region.code.issuer, region.code.key_id) == (42, 1)
    assert region.code.prefix == "HTTPS://HUBEI.EXAMPLE/C/"
    assert region.appeals.supervising_authority == "CDC-420000"


def test_a_file_leads_its_residents_to_every_region_but_itself() -> None:
    files = [load_region(path.stem) for path in REGIONS.glob("*.toml")]
    for region in files:
        others = {str(other.code.issuer) for other in files if other is not region}
        assert others <= region.provinces.keys()
        assert str(region.code.issuer) not in region.provinces


def test_the_register_can_be_another_than_the_files() -> None:
    region = load_region("guangdong", register_url="http://a1.execute-api.localhost:4566", register_secret="sandbox")
    assert (region.register.url, region.register.secret) == ("http://a1.execute-api.localhost:4566", "sandbox")


def test_the_itinerary_provider_can_be_another_than_the_files() -> None:
    region = load_region("guangdong", itinerary_url="http://a1.execute-api.localhost:4566", itinerary_secret="sandbox")
    assert (region.itinerary.url, region.itinerary.secret) == ("http://a1.execute-api.localhost:4566", "sandbox")
    assert region.register == load_region("guangdong").register


def test_the_delay_of_notifications_can_be_another_than_the_files() -> None:
    assert load_region("guangdong", notifications_delay_seconds="2").notifications.delay_seconds == 2
    for wrong in ("0", "901", "soon"):
        with pytest.raises(RegionError, match=r"notifications\.delay_seconds must be"):
            load_region("guangdong", notifications_delay_seconds=wrong)


def test_what_is_given_as_nothing_leaves_what_the_file_says() -> None:
    assert load_region("guangdong", register_url=None, itinerary_url="") == load_region("guangdong")


def test_what_is_given_is_checked_like_the_file() -> None:
    with pytest.raises(RegionError, match=r"itinerary\.url must be an https address, or http on this machine"):
        load_region("guangdong", itinerary_url="http://provider.example")
    with pytest.raises(RegionError, match=r"register\.address is not a setting"):
        load_region("guangdong", register_address="https://register.example")


def test_a_file_without_a_table_is_not_mended_by_what_is_given() -> None:
    text = _GOOD.replace("[itinerary]", "[carriers]")
    with pytest.raises(RegionError, match="itinerary is missing"):
        read_region("somewhere", text, itinerary_url="https://provider.example", itinerary_secret="x")


def test_guangdong_keeps_and_limits_what_its_file_says() -> None:
    region = load_region("guangdong")
    assert region.family.members == 10
    assert region.look_ups.per_hour == 60
    assert region.health_questions.per_hour == 100_000
    assert region.offline_registrations.per_hour == 30
    assert (region.appeals.days, region.appeals.supervising_authority) == (3, "CDC-440000")
    assert region.risk.assignments_an_hour == 20
    assert region.notifications.delay_seconds == 900
    assert region.itinerary.secret == "yuekang/guangdong/itinerary-provider"
    assert sorted(region.provinces) == ["41", "42", "51"]
    assert {each.name: getattr(region.retention, each.name) for each in fields(region.retention)} == {
        "scan_days": 14,
        "declaration_days": 90,
        "temperature_days": 30,
        "health_check_days": 30,
        "test_result_days": 365,
        "release_notice_days": 365,
        "certificate_days": 365,
        "look_up_days": 365,
        "import_days": 90,
        "notification_days": 90,
        "published_day_days": 3650,
        "log_days": 30,
    }


def test_a_region_may_lead_to_no_other_province() -> None:
    start = _GOOD.index("[provinces]")
    end = _GOOD.index("[residents]")

    assert read_region("somewhere", _GOOD[:start] + _GOOD[end:]).provinces == {}


def _peers(*added: str) -> str:
    return _GOOD + "\n" + "\n".join(added) + "\n"


def _table(number: object = 42, service: str = "https://hubei.example", anchor: str = _ANCHOR) -> str:
    return f'[peers.{number}]\nservice = "{service}"\nanchor = "{anchor}"'


def test_a_region_recognises_nobody_unless_its_file_names_them() -> None:
    assert load_region("guangdong").peers == {}


def test_a_file_names_peers_by_their_numbers() -> None:
    region = read_region("somewhere", _peers(_table(), _table(11, "https://beijing.example/api"), _table(10)))

    assert region.peers == {
        "42": Peer("https://hubei.example", _ANCHOR),
        "11": Peer("https://beijing.example/api", _ANCHOR),
        "10": Peer("https://hubei.example", _ANCHOR),
    }


@pytest.mark.parametrize(
    "service",
    ["http://localhost:4566", "http://127.0.0.1:8080", "http://c3.execute-api.localhost:4566", "https://a.example:444"],
)
def test_peers_given_as_a_parameter_replace_those_of_the_file(service: str) -> None:
    given = {"41": {"service": service, "anchor": _ANCHOR}}

    assert read_region("somewhere", _peers(_table()), peers=json.dumps(given)).peers == {"41": Peer(service, _ANCHOR)}
    assert read_region("somewhere", _peers(_table()), peers="{}").peers == {}
    assert read_region("somewhere", _peers(_table()), peers=None).peers == {
        "42": Peer("https://hubei.example", _ANCHOR)
    }


_NUMBER, _SERVICE = "must be the number of a province, 11 to 82, or 10", "service must be an https address"


@pytest.mark.parametrize(
    ("peers", "fault"),
    [
        (_table(44), "peers.44 must be another region than this one"),
        *((_table(number), f"peers.{number} {_NUMBER}") for number in (9, 83, 420, "hubei", "042")),
        *(
            (_table(service=service), f"peers.42.{_SERVICE}")
            for service in (
                *("", "hubei.example", "http://hubei.example", "ftp://hubei.example", "https://", "https://h.example/"),
                *("https://h.example/api/", "https://h.example?", "https://h.example#", "https://h.example?a=b"),
                *("https://u@h.example", "https://u:p@h.example", "https://h .example", "https://湖北.example"),
                *("https://h.example:port", f"https://h.example/{'x' * 200}", "http://localhost.example"),
            )
        ),
        *(
            (_table(anchor=anchor), "peers.42.anchor must be a key as the peer's `make anchor` prints it")
            for anchor in ("", "A...", _ANCHOR[:-4], _ANCHOR + "AAAA", f"{_ANCHOR} ", "B" + _ANCHOR[1:])
        ),
        ('[peers.42]\nservice = "https://hubei.example"', 'peers."42".anchor is missing'),
        (_table() + '\nname = "Hubei"', 'peers."42".name is not a setting'),
        ("[peers]\n42 = 42", 'peers."42" must be a table'),
        (_table().replace(f'"{_ANCHOR}"', "7"), 'peers."42".anchor must be a text'),
        (
            "\n".join(_table(number, f"https://h.example/{'x' * 60}") for number in range(50, 83)),
            "peers must fit in the settings of a function: 3500 bytes as JSON",
        ),
    ],
)
def test_every_fault_of_a_peer_is_named(peers: str, fault: str) -> None:
    with pytest.raises(RegionError) as refused:
        read_region("somewhere", _peers(peers))
    assert fault in str(refused.value)


@pytest.mark.parametrize(
    ("given", "fault"),
    [
        ("{", "peers, as a parameter, must be JSON"),
        ("[]", "peers must be a table"),
        ("3", "peers must be a table"),
        ('{"42": "https://hubei.example"}', 'peers."42" must be a table'),
    ],
)
def test_a_parameter_that_names_no_peers_is_refused(given: str, fault: str) -> None:
    with pytest.raises(RegionError, match=fault):
        load_region("guangdong", peers=given)


def test_the_function_that_hears_peers_reads_what_the_file_says() -> None:
    region = read_region("somewhere", _peers(_table(), _table(11, "https://beijing.example/api"), _table(10)))

    assert pinned_peers(peers_setting(region.peers)) == (
        Pinned(10, "https://hubei.example", _ANCHOR),
        Pinned(11, "https://beijing.example/api", _ANCHOR),
        Pinned(42, "https://hubei.example", _ANCHOR),
    )


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
        ("https://itinerary-provider", "http://itinerary-provider", "itinerary.url must be an https address"),
        ("https://itinerary-provider.example", "", "itinerary.url must be an https address"),
        ('"yuekang/guangdong/itinerary-provider"', '""', "itinerary.secret must name a secret"),
        ("[itinerary]", "[itineraries]", "itinerary is missing"),
        ("[itinerary]", "[itineraries]", "itineraries is not a setting"),
        ("per_hour = 100000", "per_hour = 0", "health_questions.per_hour must be 1 to 1000000"),
        ("[health_questions]", "[questions]", "health_questions is missing"),
        ("members = 10", "members = 0", "family.members must be 1 to 100"),
        ("members = 10", "members = 101", "family.members must be 1 to 100"),
        ("members = 10", 'members = "10"', "family.members must be a whole number"),
        ("per_hour = 30", "per_hour = 0", "offline_registrations.per_hour must be 1 to 1000"),
        ("an_hour = 20", "an_hour = 0", "risk.assignments_an_hour must be 1 to 1000"),
        ("an_hour = 20", "an_hour = 1001", "risk.assignments_an_hour must be 1 to 1000"),
        ("chunks_at_once = 10", "chunks_at_once = 0", "imports.chunks_at_once must be 1 to 1000"),
        ("delay_seconds = 900", "delay_seconds = 0", "notifications.delay_seconds must be 1 to 900"),
        ("delay_seconds = 900", "delay_seconds = 901", "notifications.delay_seconds must be 1 to 900"),
        ("delay_seconds = 900", 'delay_seconds = "900"', "notifications.delay_seconds must be a whole number"),
        ("[family]", "[families]", "family is missing"),
        ("days = 3\n", "days = 0\n", "appeals.days must be 1 to 30"),
        ("days = 3\n", "days = 31\n", "appeals.days must be 1 to 30"),
        ('"CDC-440000"', '""', "appeals.supervising_authority must name an authority"),
        ('"CDC-440000"', '"CDC 440000"', "appeals.supervising_authority must name an authority"),
        ("[appeals]", "[appeal]", "appeals is missing"),
        ('41 = "https', '10 = "https', "provinces.10 must be the number of a province"),
        ('41 = "https', '83 = "https', "provinces.83 must be the number of a province"),
        ('41 = "https', 'henan = "https', "provinces.henan must be the number of a province"),
        ('41 = "https', '410000 = "https', "provinces.410000 must be the number of a province"),
        ("https://henan", "http://henan", "provinces.41 must be the number of a province, 11 to 82, with an https"),
        ("https://henan.example/health", "https://henan.example/he alth", "provinces.41 must be the number"),
        ('41 = "https://henan.example/health"', "41 = 41", 'provinces."41" must be a text'),
        ("aws_region = ", "aws_regio = ", "aws_region is missing"),
        ("aws_region = ", "aws_regio = ", "aws_regio is not a setting"),
        ('"ap-east-1"', '"hongkong"', "aws_region must be an AWS region"),
        ("cdn = false", "cdn = 1", "status_lists.cdn must be true or false"),
        ("cdn = false", 'signing_key = "x"', "status_lists.signing_key is for status_lists.cdn = true"),
        ("cdn = false", 'cdn = true\nsigning_key = "x"', "status_lists.signing_key must be a P-256 key"),
        ("cdn = false", f'cdn = true\nsigning_key = "{_ED25519}"', "status_lists.signing_key must be a P-256 key"),
        ("log_days = 30", "log_days = 31", "retention.log_days must be one of"),
        ("scan_days = 14", "scan_days = 0", "retention.scan_days must be 1 to 3650"),
        ("declaration_days = 90", "declaration_days = 0", "retention.declaration_days must be 1 to 3650"),
        ("temperature_days = 30", "temperature_days = 3651", "retention.temperature_days must be 1 to 3650"),
        ("health_check_days = 30", "health_check_days = 0", "retention.health_check_days must be 1 to 3650"),
        ("test_result_days = 365", "test_result_days = 0", "retention.test_result_days must be 1 to 3650"),
        ("release_notice_days = 365", "release_notice_days = -1", "retention.release_notice_days must be 1 to 3650"),
        ("certificate_days = 365", "certificate_days = 0", "retention.certificate_days must be 1 to 3650"),
        ("certificate_days = 365", "", "retention.certificate_days is missing"),
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
