"""Clients: bounded in time and tries; a secret is fetched when it is needed, and once."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError
from moto import mock_aws

from shared.aws import clients
from shared.aws.buckets import Bucket, download_link, upload_form


@pytest.mark.parametrize("make", [clients.dynamodb, clients.kms, clients.step_functions])
def test_a_client_does_not_wait_longer_than_a_caller_would(make: Callable[[], Any]) -> None:
    config = make().meta.config

    assert (config.connect_timeout, config.read_timeout) == (1.0, 2.0)
    assert config.retries == {"mode": "standard", "total_max_attempts": 3}
    assert config.user_agent == "yuekang/1"


@pytest.mark.parametrize(
    ("aws_region", "endpoint", "address"),
    [
        ("ap-east-1", None, "https://my-bucket.s3.ap-east-1.amazonaws.com/"),
        ("cn-north-1", None, "https://my-bucket.s3.cn-north-1.amazonaws.com.cn/"),
        ("ap-east-1", "http://127.0.0.1:4566", "http://127.0.0.1:4566/my-bucket"),
    ],
)
def test_forms_and_links_name_the_bucket_where_it_is(
    monkeypatch: pytest.MonkeyPatch, aws_region: str, endpoint: str | None, address: str
) -> None:
    monkeypatch.setenv("AWS_DEFAULT_REGION", aws_region)
    if endpoint:
        monkeypatch.setenv("AWS_ENDPOINT_URL", endpoint)
    bucket = Bucket(clients.s3(), "my-bucket")
    term = timedelta(minutes=1)

    url, fields = upload_form(bucket, "uploads/a", media_type="image/png", most_bytes=10, term=term)
    link = download_link(bucket, "uploads/a", file_name="a.png", media_type="image/png", term=term)

    assert url == address
    assert fields["x-amz-algorithm"] == "AWS4-HMAC-SHA256"
    assert link.startswith(f"{address.removesuffix('/')}/uploads/a?")
    assert "X-Amz-Expires=60" in link


def test_a_file_is_given_more_time_than_a_row() -> None:
    config: Any = clients.s3().meta.config

    assert (config.connect_timeout, config.read_timeout) == (1.0, 10.0)
    assert config.retries == {"mode": "standard", "total_max_attempts": 3}


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
