"""The suite on this machine: a local AWS with the real stacks deployed to it."""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from botocore.session import get_session

from infra.decisions import Region
from infra.region import load_region
from local.cdk import Cdk
from local.emulator import Emulator, credentials
from local.places import LocalCloudError
from shared.trust.anchors import anchor_text

# Nobody here has anything to learn from the time of a message, and everybody waits for it.
_DELAY_SECONDS = "2"

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Deployed:
    """A region, and where everything of it is."""

    region: str
    """Its file's name."""
    issuer: int
    """The number that its codes carry."""
    api_url: str
    register_url: str
    endpoint: str
    aws_region: str
    account: str
    authority_claim: str
    """The claim, and the attribute of a staff account, that names the authority."""
    outputs: dict[str, str]
    """The outputs of its stacks and of the sandbox's, by name: tables, user pools, clients, the systems' secrets."""

    @property
    def credentials(self) -> dict[str, str]:
        """The environment with which AWS tools and clients reach the local AWS."""
        return credentials(self.endpoint, self.account, self.aws_region)

    @property
    def plain_api_url(self) -> str:
        """The API by an address that no resolver has to know."""
        return f"{self.endpoint}/_aws/execute-api/{self.outputs['ApiId']}/$default"

    def trust_key(self) -> bytes:
        """The public half of the key that signs its trust list: a DER SubjectPublicKeyInfo."""
        key: bytes = self.client("kms").get_public_key(KeyId=self.outputs["TrustKeyId"])["PublicKey"]
        return key

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
        self._own = load_region(region)
        self._emulator = Emulator(port, folder, self._own.aws_region)
        self._cdk = Cdk(self._emulator, folder)
        self._sandbox: dict[str, str] = {}

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
        self._sandbox = self._cdk.deploy(self._own.name, "Sandbox")
        self._say(f"Deploying the region {self._own.name} (cdk deploy Data Api)")
        return self._deployed(self._own, self._region(self._own, "Data", "Api"))

    def deploy_peer(self, own: Deployed, peer: str) -> Deployed:
        """Deploy the region of the file `peer` beside `own`, and make each known to the other, as two teams would.

        It has tables, keys and accounts of its own, and asks the same sandbox systems. Raises LocalCloudError.
        """
        decided = load_region(peer)
        if decided.aws_region != self._own.aws_region or decided.code.issuer == self._own.code.issuer:
            raise LocalCloudError(
                f"{peer} cannot run beside {self._own.name}: that takes the same aws_region, and another issuer"
            )
        self._say(f"Deploying the region {peer} beside it, which knows {own.region} (cdk deploy Data Api)")
        other = self._deployed(decided, self._region(decided, "Data", "Api", peers=known(own)))
        # The address of an API is known once it is there: of two regions, one is always told later.
        self._say(f"Making {peer} known to {own.region} (cdk deploy Api)")
        self._region(self._own, "Api", peers=known(other))
        return other

    def _region(self, region: Region, *stacks: str, **context: str) -> dict[str, str]:
        return self._cdk.deploy(
            region.name,
            *stacks,
            register_url=self._sandbox["RegisterUrl"],
            register_secret=self._sandbox["RegisterSecret"],
            itinerary_url=self._sandbox["ItineraryUrl"],
            itinerary_secret=self._sandbox["ItinerarySecret"],
            notifications_delay_seconds=_DELAY_SECONDS,
            **context,
        )

    def _deployed(self, region: Region, outputs: dict[str, str]) -> Deployed:
        return Deployed(
            region=region.name,
            issuer=region.code.issuer,
            api_url=outputs["ApiUrl"],
            register_url=self._sandbox["RegisterUrl"],
            endpoint=self._emulator.endpoint,
            aws_region=self._emulator.aws_region,
            account=self._emulator.account,
            authority_claim=region.staff.authority_claim,
            outputs=self._sandbox | outputs,
        )


def known(deployed: Deployed) -> str:
    """The context parameter `peers` of a region that knows `deployed` and no other, as its file would say it."""
    return json.dumps({deployed.issuer: {"service": deployed.api_url, "anchor": anchor_text(deployed.trust_key())}})


def progress(started: float) -> Say:
    """Prints each step with the seconds since `started`, a reading of `time.monotonic`."""

    def say(text: str) -> None:
        print(f"{time.monotonic() - started:6.1f} s  {text}", flush=True)

    return say
