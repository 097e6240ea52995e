"""The real CDK command line, run against the emulator."""

import json
import subprocess
from pathlib import Path

from local.emulator import Emulator, stop_group
from local.places import CDK, LAMBDA_ARCHITECTURE, LAMBDA_PYTHON, LOCAL, NODE_FOLDER, ROOT, LocalCloudError, environment

_LAST_LINES = 40


class Cdk:
    """CDK for one emulator; its assembly and its log are in `folder`.

    Deployments of several regions follow one another there, and find the assets of the ones before: the same code.
    """

    def __init__(self, emulator: Emulator, folder: Path) -> None:
        self._emulator = emulator
        self._folder = folder
        self._log = folder / "cdk.log"

    def bootstrap(self) -> None:
        """Make the bucket and the roles that deployments need.

        Raises LocalCloudError.
        """
        # Elsewhere than beside cdk.json, so that CDK does not look at the application first.
        self._run("bootstrap", f"aws://{self._emulator.account}/{self._emulator.aws_region}", inside=self._folder)

    def deploy(self, region: str, *stacks: str, **context: str) -> dict[str, str]:
        """Deploy `stacks` of the file of `region` and return their outputs; `context` parameters go to the application.

        Raises LocalCloudError.
        """
        outputs = self._folder / "outputs.json"
        outputs.unlink(missing_ok=True)
        parameters = {
            "region": region,
            "lambda_python": LAMBDA_PYTHON,
            "lambda_architecture": LAMBDA_ARCHITECTURE,
            **context,
        }
        self._run(
            "deploy",
            *stacks,
            *(word for name, value in parameters.items() for word in ("--context", f"{name}={value}")),
            *("--outputs-file", str(outputs), "--output", str(self._folder / "cdk.out")),
            *("--exclusively", "--require-approval", "never", "--progress", "events"),
        )
        by_stack: dict[str, dict[str, str]] = json.loads(outputs.read_text())
        return {name: value for values in by_stack.values() for name, value in values.items()}

    def _run(self, *arguments: str, inside: Path = ROOT) -> None:
        own = {"CDK_HOME": str(LOCAL / "cdk"), "CDK_DISABLE_CLI_TELEMETRY": "true", **self._emulator.credentials}
        with self._log.open("ab") as log:
            start = log.tell()
            process = subprocess.Popen(
                [NODE_FOLDER / "node", CDK, *arguments, "--no-notices", "--ci", "--no-color"],
                cwd=inside,
                env=environment(**own),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
            try:
                status = process.wait()
            finally:
                # CDK starts the application, and that starts Node; interrupted, none of them may stay behind.
                stop_group(process)
        if status:
            said = self._log.read_bytes()[start:].decode(errors="replace").splitlines()
            last = "\n".join(said[-_LAST_LINES:])
            raise LocalCloudError(f"`cdk {arguments[0]}` failed; all it said is in {self._log}, and this last:\n{last}")
