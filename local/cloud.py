"""The suite on this machine: a local AWS with the real stacks deployed to it."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from botocore.session import get_session

from infra.region import load_region
from local.cdk import Cdk
from local.emulator import Emulator, credentials

# Nobody here has anything to learn from the time of a message, and everybody waits for it.
_DELAY_SECONDS = "2"

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Deployed:
    """Where everything is."""

    api_url: str
    register_url: str
    endpoint: str
    aws_region: str
    account: str
    authority_claim: str
    """The claim, and the attribute of a staff account, that names the authority."""
    outputs: dict[str, str]
    """The outputs of all stacks, by name: tables, user pools, clients, the sandbox systems' secrets."""

    @property
    def credentials(self) -> dict[str, str]:
        """The environment with which AWS tools and clients reach the local AWS."""
        return credentials(self.endpoint, self.account, self.aws_region)

    @property
    def plain_api_url(self) -> str:
        """The API by an address that no resolver has to know."""
        return f"{self.endpoint}/_aws/execute-api/{self.outputs['ApiId']}/$default"

    def client(self, service: str) -> Any:
        """A botocore client of the local AWS."""
        return get_session().create_client(
            service,
            region_name=self.aws_region,
            endpoint_url=self.endpoint,
            aws_access_key_id=self.account,
            aws_secret_access_key="local",  # noqa: S106  (any text opens the emulator)
        )


class LocalCloud:
    """Starts, deploys and stops; as a context manager it stops whatever happens."""

    def __init__(self, folder: Path, port: int, say: Say, region: str = "guangdong") -> None:
        """`folder` keeps logs and built assets, `port` is one of 127.0.0.1, `say` is told of each step."""
        folder.mkdir(parents=True, exist_ok=True)
        self._say = say
        decided = load_region(region)
        self._authority_claim = decided.staff.authority_claim
        self._emulator = Emulator(port, folder, decided.aws_region)
        self._cdk = Cdk(self._emulator, region, folder)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._emulator.stop()

    def deploy(self) -> Deployed:
        """Start the local AWS and deploy the sandbox systems and the region to it.

        Raises LocalCloudError, and then nothing is left running once the context is left.
        """
        self._say(f"Starting a local AWS (ministack) on 127.0.0.1:{self._emulator.port}")
        self._emulator.start()
        self._say("Preparing it for deployments (cdk bootstrap)")
        self._cdk.bootstrap()
        self._say("Deploying the sandbox identity register and itinerary provider (cdk deploy Sandbox)")
        sandbox = self._cdk.deploy("Sandbox")
        self._say("Deploying the region (cdk deploy Data Api)")
        region = self._cdk.deploy(
            "Data",
            "Api",
            register_url=sandbox["RegisterUrl"],
            register_secret=sandbox["RegisterSecret"],
            itinerary_url=sandbox["ItineraryUrl"],
            itinerary_secret=sandbox["ItinerarySecret"],
            notifications_delay_seconds=_DELAY_SECONDS,
        )
        return Deployed(
            api_url=region["ApiUrl"],
            register_url=sandbox["RegisterUrl"],
            endpoint=self._emulator.endpoint,
            aws_region=self._emulator.aws_region,
            account=self._emulator.account,
            authority_claim=self._authority_claim,
            outputs=sandbox | region,
        )


def progress(started: float) -> Say:
    """Prints each step with the seconds since `started`, a reading of `time.monotonic`."""

    def say(text: str) -> None:
        print(f"{time.monotonic() - started:6.1f} s  {text}", flush=True)

    return say
