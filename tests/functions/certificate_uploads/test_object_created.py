"""The function that S3's events reach: what it makes of one, and what it says when it cannot."""

import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest

from shared.aws.events import EventFailedError
from shared.certificates.model import Certificate, State
from shared.kernel.signals import CertificateConfirmed, RequestFailed
from tests.acts import register
from tests.aws_calls import failing, server_fault, unreachable
from tests.builders import pdf
from tests.certificate_acts import acting_for, announced, object_created, posted, upload_key
from tests.functions.samples import EVENTS, placeholders
from tests.region import Region, deployed_region

SAMPLE = (EVENTS / "certificate_uploads" / "object_created.json").read_text(encoding="utf-8")


@pytest.fixture
def region() -> Iterator[Region]:
    with deployed_region() as deployed:
        yield deployed


@pytest.fixture
def waiting(region: Region) -> Certificate:
    """A certificate whose file was posted."""
    certificate = announced(region, register(region).person_id).certificate
    posted(region, certificate, pdf())
    region.signals.clear()
    return certificate


def sample(certificate: Certificate) -> dict[str, Any]:
    text = SAMPLE.replace("{{person}}", certificate.person_id)
    event: dict[str, Any] = json.loads(text.replace("{{certificate}}", certificate.certificate_id))
    return event


def state(region: Region, certificate: Certificate) -> State:
    acting = acting_for(region, certificate.person_id)
    return region.certificates.certificate(acting, certificate.certificate_id).state


def test_the_sample_is_an_event_of_s3_at_eventbridge() -> None:
    event = json.loads(SAMPLE)

    assert (event["source"], event["detail-type"]) == ("aws.s3", "Object Created")
    assert event["detail"]["reason"] == "POST Object"
    assert placeholders(SAMPLE) == {"person", "certificate"}


def test_the_sample_event_confirms_its_certificate(region: Region, waiting: Certificate) -> None:
    region.on_upload(sample(waiting), None)

    assert state(region, waiting) is State.CONFIRMED
    assert region.signals == [CertificateConfirmed()]


def test_the_event_s_own_words_on_the_file_count_for_nothing(region: Region, waiting: Certificate) -> None:
    event = sample(waiting)
    event["detail"]["object"] |= {"size": 0, "etag": "of another file"}
    event["detail"]["bucket"]["name"] = "somebody-elses-bucket"

    region.on_upload(event, None)

    assert state(region, waiting) is State.CONFIRMED


@pytest.mark.parametrize("fault", [server_fault, unreachable])
@pytest.mark.parametrize("number", range(5))
def test_what_fails_is_told_to_operators_and_to_lambda_without_its_words(
    region: Region, waiting: Certificate, caplog: pytest.LogCaptureFixture, fault: Any, number: int
) -> None:
    with (
        caplog.at_level(logging.DEBUG, "functions"),
        failing(region, number, fault),
        pytest.raises(EventFailedError) as caught,
    ):
        region.on_upload(sample(waiting), None)

    expected = type(fault("GetItem")).__name__
    failed = region.signals[-1]
    assert str(caught.value) == expected
    assert caught.value.__suppress_context__
    assert isinstance(failed, RequestFailed)
    assert (failed.error, failed.request_id) == (expected, sample(waiting)["id"])
    assert failed.at.startswith("shared.aws.")
    assert waiting.person_id not in repr(failed) + caplog.text


def test_an_upload_that_cannot_be_read_is_a_failure_while_its_certificate_waits(
    region: Region, waiting: Certificate
) -> None:
    region.bucket.client.delete_object(Bucket=region.bucket.name, Key=upload_key(waiting))

    with pytest.raises(EventFailedError, match=r"^UploadMissing$"):
        region.on_upload(sample(waiting), None)

    assert state(region, waiting) is State.AWAITING_UPLOAD


def test_an_event_without_a_key_is_a_failure_and_not_passed_over(region: Region) -> None:
    event = object_created("uploads/x") | {"detail": {}}

    with pytest.raises(EventFailedError, match=r"^KeyError$"):
        region.on_upload(event, None)
