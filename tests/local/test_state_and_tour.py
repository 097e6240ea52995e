"""What the local cloud leaves for the commands beside it."""

import shlex
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from local.cloud import Deployed
from local.places import LOCAL, LocalCloudError
from local.state import Resident, State, read_state
from local.tour import tour_commands, welcome, write_settings
from shared.kernel.roles import StaffRole


@pytest.fixture
def state() -> State:
    deployed = Deployed(
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


def test_the_state_reads_as_it_was_written(state: State, tmp_path: Path) -> None:
    state.write(tmp_path / "new" / "state.json")
    assert read_state(tmp_path / "new" / "state.json") == state


def test_without_a_local_cloud_the_way_to_start_it_is_named(tmp_path: Path) -> None:
    with pytest.raises(LocalCloudError, match="make run"):
        read_state(tmp_path / "state.json")


def test_the_settings_survive_a_shell_and_hold_all_that_the_tour_uses(state: State) -> None:
    LOCAL.mkdir(exist_ok=True)
    with TemporaryDirectory(dir=LOCAL) as name:
        settings = write_settings(state, Path(name))
        said = 'printf "%s\\n" "$RESIDENT" "$API" "$HEALTH_AUTHORITY" "$REGISTRATION"'
        script = f". {shlex.quote(str(settings))}; {said}"
        answer = subprocess.run(["sh", "-eu", "-c", script], capture_output=True, text=True, check=True)
        assert answer.stdout.splitlines() == [
            "token with 'quotes'",
            "http://127.0.0.1:4566/_aws/execute-api/a1b2c3d4/$default",
            "token-of-health_authority",
            f".local/{Path(name).name}/registration.json",
        ]


def test_the_tour_of_the_readme_is_printed(state: State) -> None:
    commands = tour_commands()
    assert commands[0].startswith(". .local/tour.env\n")
    text = welcome(state, LOCAL / "tour.env")
    assert all(line.strip() in text for block in commands for line in block.splitlines())
    assert state.deployed.endpoint in text
