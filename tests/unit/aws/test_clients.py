"""Clients: bounded in time and tries; a secret is fetched when it is needed, and once."""

from collections.abc import Callable
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError
from moto import mock_aws

from shared.aws import clients


@pytest.mark.parametrize("make", [clients.dynamodb, clients.kms])
def test_a_client_does_not_wait_longer_than_a_caller_would(make: Callable[[], Any]) -> None:
    config = make().meta.config

    assert (config.connect_timeout, config.read_timeout) == (1.0, 2.0)
    assert config.retries == {"mode": "standard", "total_max_attempts": 3}
    assert config.user_agent == "yuekang/1"


def test_a_secret_is_fetched_when_it_is_first_needed_and_remembered() -> None:
    fetch = clients.secret("register-key")
    with mock_aws():
        store = boto3.client("secretsmanager")
        store.create_secret(Name="register-key", SecretString="first")
        assert fetch() == "first"
        store.put_secret_value(SecretId="register-key", SecretString="second")
        assert fetch() == "first"
        assert clients.secret("register-key")() == "second"


def test_a_secret_that_is_not_there_is_asked_for_again() -> None:
    fetch = clients.secret("register-key")
    with mock_aws():
        with pytest.raises(ClientError, match="ResourceNotFoundException"):
            fetch()
        boto3.client("secretsmanager").create_secret(Name="register-key", SecretString="first")
        assert fetch() == "first"
