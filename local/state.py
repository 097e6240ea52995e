"""What the local cloud holds, for the commands beside it: addresses, tokens, people, in `.local/state.json`."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from local.cloud import Deployed
from local.places import STATE, LocalCloudError


@dataclass(frozen=True, slots=True)
class Resident:
    """A synthetic person with an account; `person` and `payload` are empty until they registered."""

    account: str
    token: str
    document_type: str
    document_number: str
    name: str
    phone: str
    face: str
    person: str = ""
    payload: str = ""

    @property
    def registration(self) -> dict[str, object]:
        """The body with which this person registers."""
        document = {"type": self.document_type, "number": self.document_number}
        return {"document": document, "name": self.name, "phone": self.phone, "face": self.face}


@dataclass(frozen=True, slots=True)
class Peer:
    """Another region in the same local cloud, deployed and seeded with little."""

    deployed: Deployed
    staff: dict[str, str]
    """Tokens by staff role; its own, which open nothing elsewhere."""
    residents: dict[str, Resident]
    """`green` and `red` are registered there alone; `both` is the person who is `green` in the first region."""
    checkpoint: str
    authority: str


@dataclass(frozen=True, slots=True)
class State:
    """A deployed and seeded local cloud."""

    deployed: Deployed
    staff: dict[str, str]
    """Tokens by staff role."""
    residents: dict[str, Resident]
    """`newcomer` has an account and no registration; `green` and `red` are registered."""
    checkpoint: str
    record: str
    """The risk record that makes `red` red."""
    waiting_record: str
    """A risk record that waits for another officer than the one who made it."""
    authority: str
    """The health authority of the staff with the role `health_authority`."""
    peer: Peer | None = None
    """The region beside it, where there is one."""

    def write(self, path: Path = STATE) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(asdict(self), ensure_ascii=False, indent=1), encoding="utf-8")


def read_state(path: Path = STATE) -> State:
    """The state that the running local cloud wrote.

    Raises LocalCloudError when none runs.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise LocalCloudError("The local cloud does not run. Start it in another terminal with `make run`") from None
    peer = content.pop("peer")
    return State(**_read(content), peer=Peer(**_read(peer)) if peer else None)


def _read(content: dict[str, Any]) -> dict[str, Any]:
    residents = {name: Resident(**each) for name, each in content["residents"].items()}
    return content | {"deployed": Deployed(**content["deployed"]), "residents": residents}
