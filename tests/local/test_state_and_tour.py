"""What the local cloud leaves for the commands beside it."""

import re
import shlex
import subprocess
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from local.cloud import Deployed
from local.places import LOCAL, LocalCloudError
from local.state import Peer, Resident, State, read_state
from local.tour import tour_commands, welcome, write_settings
from shared.kernel.roles import StaffRole


@pytest.fixture
def state() -> State:
    deployed = Deployed(
        region="guangdong",
        issuer=44,
        api_url="http://a1b2c3d4.execute-api.localhost:4566",
        register_url="http://e5f6a7b8.execute-api.localhost:4566",
        endpoint="http://127.0.0.1:4566",
        aws_region="ap-east-1",
        account="000000004566",
        authority_claim="custom:authority",
        outputs={"ApiId": "a1b2c3d4"},
    )
    resident = Resident(
        "sub", "token with 'quotes'", "RESIDENT_ID", "110000193001011967", "某人", "13800000000", "aGk="
    )
    staff = {role.value: f"token-of-{role}" for role in StaffRole}
    residents = {"newcomer": resident, "green": resident, "red": resident}
    return State(
        deployed, staff, residents, checkpoint="440106-S-1", record="r-1", waiting_record="r-2", authority="CDC-440100"
    )


@pytest.fixture
def beside(state: State) -> State:
    """The same with Hubei beside it."""
    url = "http://c9d0e1f2.execute-api.localhost:4566"
    there = replace(state.deployed, region="hubei", issuer=42, api_url=url, outputs={"ApiId": "c9d0e1f2"})
    residents = {
        name: replace(state.residents["green"], payload=f"HTTPS://HUBEI.EXAMPLE/C/{number}")
        for number, name in enumerate(("green", "red", "both"))
    }
    return replace(state, peer=Peer(there, state.staff, residents, "420106-S-1", "CDC-420100"))


def test_the_state_reads_as_it_was_written(state: State, tmp_path: Path) -> None:
    state.write(tmp_path / "new" / "state.json")
    assert read_state(tmp_path / "new" / "state.json") == state


def test_the_state_of_two_regions_reads_as_it_was_written(beside: State, tmp_path: Path) -> None:
    beside.write(tmp_path / "state.json")
    assert read_state(tmp_path / "state.json") == beside


def test_without_a_local_cloud_the_way_to_start_it_is_named(tmp_path: Path) -> None:
    with pytest.raises(LocalCloudError, match="make run"):
        read_state(tmp_path / "state.json")


def test_the_settings_survive_a_shell_and_hold_all_that_the_tour_uses(state: State) -> None:
    *said, registration = _said(state, "RESIDENT", "API", "HEALTH_AUTHORITY", "REGISTRATION")
    assert said == [
        "token with 'quotes'",
        "http://127.0.0.1:4566/_aws/execute-api/a1b2c3d4/$default",
        "token-of-health_authority",
    ]
    assert re.fullmatch(r"\.local/\w+/registration\.json", registration)


def test_the_settings_have_the_codes_of_the_region_beside_by_its_name(beside: State) -> None:
    assert _said(beside, "HUBEI_API", "HUBEI_PAYLOAD", "HUBEI_RED_PAYLOAD") == [
        "http://127.0.0.1:4566/_aws/execute-api/c9d0e1f2/$default",
        "HTTPS://HUBEI.EXAMPLE/C/0",
        "HTTPS://HUBEI.EXAMPLE/C/1",
    ]


def test_every_variable_of_the_tour_is_set_by_the_settings_or_on_the_way(beside: State) -> None:
    commands = "\n".join(tour_commands())
    made = re.findall(r"\b([A-Z_]+)=", commands)
    used = {name for name in re.findall(r"\$([A-Z_]+)", commands) if name not in made}
    assert "HUBEI_PAYLOAD" in used
    assert all(_said(beside, *sorted(used)))


def test_the_tour_of_the_readme_is_printed(beside: State) -> None:
    commands = tour_commands()
    assert commands[0].startswith(". .local/tour.env\n")
    text = welcome(beside, LOCAL / "tour.env")
    assert all(line.strip() in text for block in commands for line in block.splitlines())
    assert beside.deployed.endpoint in text


def test_what_needs_a_region_beside_is_printed_with_that_region_only(state: State, beside: State) -> None:
    assert "$HUBEI_PAYLOAD" in welcome(beside, LOCAL / "tour.env")
    assert "$HUBEI" not in welcome(state, LOCAL / "tour.env")
    assert beside.peer is not None
    other = replace(beside.peer, deployed=replace(beside.peer.deployed, region="henan"))
    assert "$HUBEI" not in welcome(replace(beside, peer=other), LOCAL / "tour.env")


def test_the_address_of_the_region_beside_is_printed(state: State, beside: State) -> None:
    assert "c9d0e1f2" in welcome(beside, LOCAL / "tour.env")
    assert "c9d0e1f2" not in welcome(state, LOCAL / "tour.env")


def _said(state: State, *variables: str) -> list[str]:
    """What a shell that has sourced the settings of `state` has in `variables`."""
    LOCAL.mkdir(exist_ok=True)
    with TemporaryDirectory(dir=LOCAL) as name:
        values = " ".join(f'"${variable}"' for variable in variables)
        script = f". {shlex.quote(str(write_settings(state, Path(name))))}; printf '%s\\n' {values}"
        answer = subprocess.run(["sh", "-eu", "-c", script], capture_output=True, text=True, check=True)
        return answer.stdout.splitlines()
