"""`make invoke EVENT=…`: one event through the real Lambda runtime client, with the deployed function's settings.

The code is that of the working tree, bundled as it would be deployed: a change can be tried without deploying it.
"""

import base64
import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus
from pathlib import Path
from typing import Any

from infra.bundle import Bundle
from infra.closure import ClosureError
from infra.distributions import DistributionError
from infra.lambda_target import LambdaTarget
from local.appeals import appeals
from local.certificate import certificate
from local.client import ApiClient
from local.cloud import Deployed
from local.direct_calls import described
from local.organisations import organisations
from local.places import LAMBDA_ARCHITECTURE, LAMBDA_PYTHON, LOCAL, ROOT, LocalCloudError, environment
from local.runtime_api import Result, RuntimeApi
from local.state import Resident, State, read_state
from local.through_scan import through_scan
from local.waiting_import import waiting_import
from shared.kernel.clock import day_of, utc_now

_EVENTS = ROOT / "events"
_PLACEHOLDER = re.compile(r"{{(\w+)}}")
_START_SECONDS = 20


@dataclass(frozen=True, slots=True)
class DeployedFunction:
    """A function as Lambda has it."""

    arn: str
    timeout_seconds: int
    variables: Mapping[str, str]


def main(arguments: list[str]) -> int:
    """Replay the event that `arguments` name; returns the exit status."""
    if len(arguments) != 1:
        print("Name an event: make invoke EVENT=…, one of", file=sys.stderr)
        print("\n".join(f"  {path.relative_to(ROOT)}" for path in sorted(_EVENTS.glob("*/*.json"))), file=sys.stderr)
        return 2
    try:
        result = invoke(Path(arguments[0]), read_state())
    except (LocalCloudError, ClosureError, DistributionError) as error:
        print(error, file=sys.stderr)
        return 1
    print(shown(result))
    return 0 if result.ok else 1


def invoke(path: Path, state: State) -> Result:
    """Replay the event at `path` of `events/<function>/`, filled in from `state`; the function's log goes to stderr.

    Raises LocalCloudError, ClosureError or DistributionError.
    """
    event = filled(path, placeholders(state))
    name = path.resolve().parent.name
    deployed = _deployed(state.deployed, name)
    handler = f"functions.{name}.handler"
    LOCAL.mkdir(exist_ok=True)
    with (
        tempfile.TemporaryDirectory(dir=LOCAL, prefix="invoke-") as folder,
        RuntimeApi(event.encode(), deployed.arn, deployed.timeout_seconds) as api,
    ):
        Bundle(handler, LambdaTarget(LAMBDA_PYTHON, LAMBDA_ARCHITECTURE)).build(Path(folder))
        own = {
            **state.deployed.credentials,
            **deployed.variables,
            "AWS_LAMBDA_RUNTIME_API": api.address,
            "AWS_LAMBDA_FUNCTION_NAME": name,
            "LAMBDA_TASK_ROOT": folder,
            "PYTHONPATH": folder,
        }
        command = [sys.executable, "-m", "awslambdaric", f"{handler}.handler"]
        process = subprocess.Popen(command, cwd=folder, env=environment(**own), stdout=sys.stderr)
        try:
            result = api.result(_START_SECONDS + deployed.timeout_seconds)
        finally:
            process.kill()
            process.wait()
    if result is None:
        raise LocalCloudError(f"functions/{name} gave no answer within {deployed.timeout_seconds} s")
    return result


def filled(path: Path, values: Mapping[str, str]) -> str:
    """The event at `path` with its placeholders filled in.

    Raises LocalCloudError for a file that is not there, and for a placeholder without a value.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except OSError:
        raise LocalCloudError(f"There is no event {path}; `make invoke` lists them") from None
    unknown = sorted(set(_PLACEHOLDER.findall(text)) - values.keys())
    if unknown:
        raise LocalCloudError(f"{path} has placeholders that nothing fills: {', '.join(unknown)}")
    return _PLACEHOLDER.sub(lambda found: values[found[1]], text)


def placeholders(state: State) -> dict[str, str]:
    """What the placeholders of the sample events stand for: the seeded green resident, and the red one's record."""
    green, red = (state.residents[name] for name in ("green", "red"))
    payload = _payload(state.deployed, green)
    residents, staff = (_deployed(state.deployed, name).variables for name in ("residents", "scans"))
    return {
        "account": green.account,
        "person": green.person,
        "payload": payload,
        "document_number": green.document_number,
        "name": green.name,
        "face": green.face,
        "member": red.person,
        "relative_document_number": red.document_number,
        "relative_name": red.name,
        "relative_face": red.face,
        "checkpoint": state.checkpoint,
        "record": state.record,
        "waiting_record": state.waiting_record,
        "authority": state.authority,
        "yesterday": (day_of(utc_now()) - timedelta(days=1)).isoformat(),
        "ends_on": (day_of(utc_now()) + timedelta(days=14)).isoformat(),
        "resident_issuer": residents["RESIDENT_ISSUER"],
        "staff_issuer": staff["STAFF_ISSUER"],
        **through_scan(state, payload),
        **appeals(state, red),
        **certificate(state, green),
        **organisations(state, green),
        **waiting_import(state),
    }


def _payload(deployed: Deployed, resident: Resident) -> str:
    """The present code of `resident`, which an event may have replaced since the seeding."""
    answer = ApiClient(deployed.api_url).send("GET", f"/v1/people/{resident.person}/code", token=resident.token)
    if answer.status != HTTPStatus.OK:
        raise LocalCloudError(f"The code of the seeded resident cannot be had: {answer.status} {answer.body.decode()}")
    return str(answer.json()["payload"])


def shown(result: Result) -> str:
    """A result for people: the status, the headers, and the body as text where it is text."""
    if not result.ok:
        return json.dumps(json.loads(result.body), ensure_ascii=False, indent=2)
    answer: dict[str, Any] | None = json.loads(result.body)
    if answer is None:
        return "Done; a function that an event calls has no answer."
    if "statusCode" not in answer:
        return json.dumps(answer, indent=2)
    headers = "\n".join(f"{name}: {value}" for name, value in answer["headers"].items())
    body: str = answer["body"]
    if answer.get("isBase64Encoded"):
        body = f"({len(base64.b64decode(body)):,} bytes)"
    elif "json" in answer["headers"].get("content-type", ""):
        body = json.dumps(json.loads(body), ensure_ascii=False, indent=2)
    return f"{answer['statusCode']}\n{headers}\n\n{body}"


def _deployed(deployed: Deployed, name: str) -> DeployedFunction:
    found = described(deployed, name)
    return DeployedFunction(found["FunctionArn"], found["Timeout"], found.get("Environment", {}).get("Variables", {}))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
