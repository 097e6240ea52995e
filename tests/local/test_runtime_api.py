"""A bundle behind Lambda's own runtime client, as `make invoke` runs it."""

import base64
import json
import subprocess
import sys
from pathlib import Path

import pytest

from infra.bundle import Bundle
from infra.lambda_target import LambdaTarget
from local.invoke import filled, shown
from local.places import LAMBDA_ARCHITECTURE, LAMBDA_PYTHON, ROOT, LocalCloudError, environment
from local.runtime_api import Result, RuntimeApi


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("bundle")
    Bundle("functions.public.handler", LambdaTarget(LAMBDA_PYTHON, LAMBDA_ARCHITECTURE)).build(folder)
    return folder


def _invoke(bundle: Path, event: str, handler: str) -> Result:
    with RuntimeApi(event.encode(), "arn:aws:lambda:local", 5) as api:
        own = {"AWS_LAMBDA_RUNTIME_API": api.address, "PYTHONPATH": str(bundle), "AWS_LAMBDA_FUNCTION_NAME": "public"}
        process = subprocess.Popen(
            [sys.executable, "-m", "awslambdaric", handler],
            cwd=bundle,
            env=environment(**own),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            result = api.result(60)
        finally:
            process.kill()
            process.wait()
    assert result is not None
    return result


def test_a_function_answers_through_the_runtime_client(bundle: Path) -> None:
    event = (ROOT / "events" / "public" / "get_release_guide.json").read_text(encoding="utf-8")
    result = _invoke(bundle, event, "functions.public.handler.handler")
    assert result.ok
    assert json.loads(json.loads(result.body)["body"])["category"]


def test_a_function_that_cannot_start_is_a_result_too(bundle: Path) -> None:
    result = _invoke(bundle, "{}", "functions.public.nowhere.handler")
    assert not result.ok
    assert json.loads(result.body)["errorType"] == "Runtime.ImportModuleError"


def test_placeholders_are_filled_and_unknown_ones_are_named(tmp_path: Path) -> None:
    event = tmp_path / "event.json"
    event.write_text('{"person": "{{person}}", "code": "{{payload}}"}', encoding="utf-8")
    assert filled(event, {"person": "p", "payload": "c"}) == '{"person": "p", "code": "c"}'
    with pytest.raises(LocalCloudError, match="placeholders that nothing fills: payload"):
        filled(event, {"person": "p"})


def test_an_event_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(LocalCloudError, match="There is no event"):
        filled(tmp_path / "missing.json", {})


def test_an_image_is_shown_by_its_size() -> None:
    answer = {
        "statusCode": 200,
        "headers": {"content-type": "image/png"},
        "body": base64.b64encode(bytes(1234)).decode(),
        "isBase64Encoded": True,
    }
    assert shown(Result(ok=True, body=json.dumps(answer).encode())) == "200\ncontent-type: image/png\n\n(1,234 bytes)"


def test_a_function_without_an_answer_is_shown_as_done() -> None:
    assert shown(Result(ok=True, body=b"null")).startswith("Done")
