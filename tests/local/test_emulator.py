"""The local AWS says what is wrong before it starts, and leaves nothing behind."""

import socket
from pathlib import Path

import pytest

from local.emulator import Emulator, free_port
from local.places import LocalCloudError, environment


def test_a_busy_port_is_named_with_what_to_do(tmp_path: Path) -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        port = listener.getsockname()[1]
        with pytest.raises(LocalCloudError, match=f"Port {port} .* is in use.*make run PORT={port + 1000}"):
            Emulator(port, tmp_path, "ap-east-1").start()


def test_an_emulator_that_does_not_come_up_shows_what_it_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = tmp_path / "python"
    broken.write_text("#!/bin/sh\necho no such module: ministack\nexit 1\n")
    broken.chmod(0o755)
    monkeypatch.setattr("local.emulator.EMULATOR_PYTHON", broken)
    with pytest.raises(LocalCloudError, match="no such module: ministack"):
        Emulator(free_port(), tmp_path, "ap-east-1").start()


def test_each_port_has_an_account_of_its_own(tmp_path: Path) -> None:
    emulator = Emulator(4566, tmp_path, "ap-east-1")
    assert emulator.account == "000000004566"
    assert emulator.credentials["AWS_ACCESS_KEY_ID"] == emulator.account
    assert emulator.credentials["AWS_ENDPOINT_URL"] == "http://127.0.0.1:4566"


def test_what_is_set_for_the_real_aws_reaches_nothing_that_is_started(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_PROFILE", "AWS_SESSION_TOKEN", "CDK_DEFAULT_ACCOUNT", "PYTHONPATH", "VIRTUAL_ENV"):
        monkeypatch.setenv(name, "of the caller")
    assert "of the caller" not in environment().values()
    assert environment(AWS_REGION="ap-east-1")["AWS_REGION"] == "ap-east-1"
