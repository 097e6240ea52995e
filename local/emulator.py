"""ministack, a local AWS from PyPI: one process on loopback, started and stopped from here."""

import os
import shutil
import signal
import socket
import subprocess
import time
from contextlib import suppress
from pathlib import Path

import urllib3

from local.places import EMULATOR_PYTHON, LocalCloudError, environment

_START_SECONDS = 60.0
_STOP_SECONDS = 10.0


class Emulator:
    """One emulator on 127.0.0.1; what it writes goes to `folder`, and nothing of it is kept for the next start."""

    def __init__(self, port: int, folder: Path, aws_region: str) -> None:
        self.port = port
        self.aws_region = aws_region
        # CDK remembers which account an access key belongs to, so each emulator has a key, and an account, of its own.
        self.account = f"{port:012d}"
        self.endpoint = f"http://127.0.0.1:{port}"
        self._folder = folder
        self._scratch = folder / "scratch"
        self._log = folder / "ministack.log"
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def credentials(self) -> dict[str, str]:
        """The environment with which AWS tools reach this emulator."""
        return credentials(self.endpoint, self.account, self.aws_region)

    def start(self) -> None:
        """Start, and return when it answers.

        Raises LocalCloudError when the port is taken or it does not come up.
        """
        self._refuse_a_busy_port()
        scratch = self._scratch
        # Also what a run left that was killed.
        shutil.rmtree(scratch, ignore_errors=True)
        scratch.mkdir(parents=True)
        settings = {
            "BIND_HOST": "127.0.0.1",
            "GATEWAY_PORT": str(self.port),
            "IOT_MTLS_ENABLED": "0",
            "MINISTACK_REGION": self.aws_region,
            # Whose APIs and keys are meant by requests that carry no AWS signature, as those of clients.
            "MINISTACK_ACCOUNT_ID": self.account,
            "TMPDIR": str(scratch),
            "S3_DATA_DIR": str(scratch / "s3"),
            "STATE_DIR": str(scratch / "state"),
        }
        with self._log.open("wb") as log:
            # A session of its own, so that Ctrl-C reaches the local run alone, which then stops it in good order.
            self._process = subprocess.Popen(
                [EMULATOR_PYTHON, "-m", "ministack"],
                cwd=scratch,
                env=environment(**settings),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self._wait(self._process)

    def stop(self) -> None:
        """Stop it and every Lambda process that it started, and remove what it kept; nothing when it is not running."""
        process, self._process = self._process, None
        if process is None:
            return
        process.terminate()
        try:
            process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        # Lambda processes are members of its group, and some outlive it.
        stop_group(process)
        # The unpacked functions alone are gigabytes.
        shutil.rmtree(self._scratch, ignore_errors=True)

    def _refuse_a_busy_port(self) -> None:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", self.port))
            except OSError:
                raise LocalCloudError(
                    f"Port {self.port} of this machine is in use, perhaps by another `make run`. "
                    f"Stop that one, or choose another port: make run PORT={self.port + 1000}"
                ) from None

    def _wait(self, process: subprocess.Popen[bytes]) -> None:
        deadline = time.monotonic() + _START_SECONDS
        with urllib3.PoolManager(retries=False, timeout=2.0) as http:
            while time.monotonic() < deadline and process.poll() is None:
                try:
                    if http.request("GET", f"{self.endpoint}/_ministack/health").status == 200:
                        return
                except urllib3.exceptions.HTTPError:
                    time.sleep(0.05)
        self.stop()
        last = "\n".join(self._log.read_text(errors="replace").splitlines()[-15:])
        raise LocalCloudError(f"The local AWS did not start; {self._log} ends with:\n{last}")


def stop_group(process: subprocess.Popen[bytes]) -> None:
    """End `process`, the first of a session of its own, and everything that it started."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def credentials(endpoint: str, account: str, aws_region: str) -> dict[str, str]:
    """The environment with which AWS tools and clients reach the emulator at `endpoint`, and nothing else."""
    return {
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_ACCESS_KEY_ID": account,
        "AWS_SECRET_ACCESS_KEY": "local",
        "AWS_REGION": aws_region,
        "AWS_DEFAULT_REGION": aws_region,
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "AWS_EC2_METADATA_DISABLED": "true",
    }


def free_port() -> int:
    """A port of 127.0.0.1 that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
