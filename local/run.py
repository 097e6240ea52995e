"""`make run`: the whole service on this machine, until Ctrl-C."""

import argparse
import signal
import sys
import time
from pathlib import Path
from types import FrameType

from local.cloud import LocalCloud, progress
from local.places import LOCAL, STATE, LocalCloudError
from local.seed import seed
from local.seed_peer import seed_peer
from local.state import State
from local.tour import welcome, write_settings


def main() -> int:
    """Start, deploy, seed, say where everything is, and wait to be stopped; returns the exit status."""
    arguments = _arguments()
    # Asked to stop in either way, everything that was started is stopped on the way out.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _interrupt)
    started = time.monotonic()
    say = progress(started)
    try:
        with LocalCloud(LOCAL / str(arguments.port), arguments.port, say, arguments.region) as cloud:
            state = seed(cloud.deploy(), say)
            if arguments.peer:
                state = seed_peer(state, cloud.deploy_peer(state.deployed, arguments.peer), say)
            try:
                state.write()
                _show(state, write_settings(state, LOCAL), time.monotonic() - started)
                signal.pause()
            finally:
                STATE.unlink(missing_ok=True)
    except LocalCloudError as error:
        print(f"\n{error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped; nothing of it is left running.", flush=True)
    return 0


def _show(state: State, settings: Path, seconds: float) -> None:
    print(f"\nReady after {seconds:.0f} s. Everything here is synthetic, and gone when it stops.\n")
    print(welcome(state, settings))
    print("\nCtrl-C stops it.", flush=True)


def _interrupt(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make run", description=__doc__)
    parser.add_argument("--port", type=int, default=4566, help="the port of 127.0.0.1 to listen on")
    parser.add_argument("--region", default="guangdong", help="a file of infra/regions, without .toml")
    parser.add_argument("--peer", default="", help="another one to run beside it; without it the region is alone")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
