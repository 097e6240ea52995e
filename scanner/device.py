"""What a device was told when it was enrolled, and the parts that follow from it."""

import json
import random
import secrets
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from scanner.api import Api
from scanner.files import content_of, put
from scanner.gate import Scanner
from scanner.kit import Kit
from scanner.online import Online
from scanner.outbox import Outbox
from scanner.pause import Pause
from scanner.refreshing import Refresher
from scanner.uploading import Uploader
from shared.kernel.clock import Clock
from shared.trust.anchors import anchor_key

LIVE_SECONDS = 0.8
"""How long a person waits for the region before the kit decides."""


class NotEnrolled(Exception):
    """The folder holds no device, or not one that can be read; says what to do."""


@dataclass(frozen=True, slots=True)
class Device:
    """One scanner: whom it asks, whom it believes, and where it stands."""

    api: str
    """The address of its region's API, without `/v1`."""
    anchor: str
    """The key of its region's trust lists: the compressed point (33 bytes) in Base64."""
    token_file: str
    checkpoint_id: str


def enrolled(folder: Path) -> Device:
    """The device of a folder.

    Raises NotEnrolled.
    """
    content = content_of(folder / "device.json")
    if content is None:
        raise NotEnrolled(f"{folder} holds no device: run `yuekang-scanner enrol` first")
    try:
        return Device(**json.loads(content))
    except (ValueError, TypeError):
        raise NotEnrolled(f"{folder}/device.json cannot be read: run `yuekang-scanner enrol` again") from None


def enrol(folder: Path, device: Device) -> None:
    """Keep what the device was told.

    Raises OSError.
    """
    put(folder / "device.json", json.dumps(asdict(device), indent=2).encode() + b"\n")


class Parts:
    """The parts of one device, wired together with the real clock and real randomness."""

    def __init__(self, folder: Path, device: Device, clock: Clock) -> None:
        """Load the kit; ask nobody yet. Raises ValueError for a device that cannot be, and OSError."""
        self.api = Api(device.api, Path(device.token_file))
        self.kit = Kit(folder, anchor_key(device.anchor))
        self.outbox = Outbox(folder)
        self.refresher = Refresher(self.kit, self.api, clock, _pause(10, 240), _uniform)
        self.uploader = Uploader(self.api, self.outbox, _pause(10, 600))
        self._checkpoint_id = device.checkpoint_id

    def scanner(self, *, live: bool) -> Scanner:
        """The scanner; `live` is whether it asks the region first."""
        online = Online(
            self.api, self._checkpoint_id, seconds=LIVE_SECONDS, monotonic=time.monotonic, pause=_pause(1, 60)
        )
        return Scanner(
            self.kit,
            online=online if live else None,
            outbox=self.outbox,
            checkpoint_id=self._checkpoint_id,
            new_key=lambda: secrets.token_hex(16),
        )


def _pause(first: float, most: float) -> Pause:
    return Pause(first, most, _uniform)


def _uniform(low: float, high: float) -> float:
    # It spreads waiting times, and keeps no secret.
    return random.uniform(low, high)  # noqa: S311  # as the comment says
