"""Settings: read once, complete, and named when they are not."""

from dataclasses import dataclass

import pytest

from shared.aws.settings import SettingsError, load, variables


@dataclass(frozen=True, slots=True)
class Settings:
    core_table: str
    code_issuer: int


@dataclass(frozen=True, slots=True)
class Nothing:
    pass


def test_a_field_is_read_from_the_variable_of_its_name() -> None:
    environment = {"CORE_TABLE": "core", "CODE_ISSUER": "44", "core_table": "other", "PATH": "/bin"}

    assert load(Settings, environment) == Settings("core", 44)
    assert variables(Settings) == {"CORE_TABLE", "CODE_ISSUER"}


def test_a_function_may_have_none() -> None:
    assert load(Nothing, {}) == Nothing()
    assert variables(Nothing) == set()


@pytest.mark.parametrize(
    ("environment", "named"),
    [
        ({}, "CORE_TABLE, CODE_ISSUER"),
        ({"CORE_TABLE": "", "CODE_ISSUER": ""}, "CORE_TABLE, CODE_ISSUER"),
        ({"CORE_TABLE": "core"}, "CODE_ISSUER"),
        ({"CORE_TABLE": "core", "CODE_ISSUER": "forty-four"}, "CODE_ISSUER"),
        ({"CORE_TABLE": "core", "CODE_ISSUER": "4.4"}, "CODE_ISSUER"),
        ({"CODE_ISSUER": "44"}, "CORE_TABLE"),
    ],
)
def test_every_variable_at_fault_is_named_and_no_value_is(environment: dict[str, str], named: str) -> None:
    with pytest.raises(SettingsError) as caught:
        load(Settings, environment)

    assert str(caught.value) == f"set these environment variables: {named}"


def test_zero_is_a_number() -> None:
    assert load(Settings, {"CORE_TABLE": "core", "CODE_ISSUER": "0"}).code_issuer == 0
