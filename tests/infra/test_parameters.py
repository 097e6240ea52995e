"""Mistakes in parameters and files end the application with a sentence, before anything is built."""

from pathlib import Path

import pytest


def _synthesise(folder: Path, **parameters: str) -> None:
    from tests.infra.synthesis import synthesise

    synthesise(folder, parameters)


def test_the_runtime_is_a_parameter(elsewhere: Path) -> None:
    from tests.infra.template import read_template

    for properties in read_template(elsewhere, "Api").functions().values():
        assert (properties["Runtime"], properties["Architectures"]) == ("python3.12", ["x86_64"])


def test_the_systems_that_a_region_asks_are_parameters(elsewhere: Path) -> None:
    from infra.app import STAND_INS
    from tests.infra.synthesis import ELSEWHERE
    from tests.infra.template import read_template

    given = {name: ELSEWHERE[name] for name in STAND_INS}
    functions = read_template(elsewhere, "Api").functions()
    environment = {
        name: value
        for each in ("residents", "itinerary", "notification_changes", "trust_refreshes")
        for name, value in functions[each]["Environment"]["Variables"].items()
    }
    # A setting of a function is named in the singular.
    settings = {name: name.upper().replace("NOTIFICATIONS_", "NOTIFICATION_") for name in given}
    assert {name: environment[settings[name]] for name in given} == given
    # Residents are led to no province that is asked for them.
    assert functions["health"]["Environment"]["Variables"]["PROVINCES"] == (
        "41=https://henan.example/health 51=https://sichuan.example/health"
    )


@pytest.mark.parametrize(
    ("parameter", "value", "says"),
    [
        ("region", "nowhere", "there is no region 'nowhere'"),
        ("lambda_python", "three", "lambda_python is a version such as 3.13, not 'three'"),
        ("lambda_architecture", "sparc", "lambda_architecture is arm64 or x86_64, not 'sparc'"),
        ("register_url", "http://register.example", "register.url must be an https address, or http on this machine"),
        ("peers", '{"42": {}}', r'peers\."42"\.service is missing'),
        ("itinerary_url", "http://carriers.example", "itinerary.url must be an https address, or http on this machine"),
    ],
)
def test_a_wrong_parameter_is_named(tmp_path: Path, parameter: str, value: str, says: str) -> None:
    from infra.app import MISTAKES

    with pytest.raises(MISTAKES, match=says):
        _synthesise(tmp_path, **{parameter: value})


def test_a_limit_for_a_route_that_nobody_declares_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import infra.region
    from infra.http_api import RouteLimitError

    text = (infra.region.REGIONS / "guangdong.toml").read_text(encoding="utf-8")
    (tmp_path / "typo.toml").write_text(text.replace("POST /v1/scans", "POST /v1/scan"), encoding="utf-8")
    monkeypatch.setattr(infra.region, "REGIONS", tmp_path)
    with pytest.raises(RouteLimitError, match=r"throttle\.routes names POST /v1/scan, and there is no such route"):
        _synthesise(tmp_path / "assembly", region="typo")
