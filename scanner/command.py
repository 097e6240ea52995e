"""The command line: `yuekang-scanner`.

Exit codes: 0 pass, 1 stop, 2 check the document; from 64 on an error, as sysexits.h numbers them.
"""

import argparse
import json
import os
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import NoReturn

from scanner import device as devices
from scanner.background import Background
from scanner.device import Device, NotEnrolled, Parts
from scanner.gate import Scanner, Seen, together
from scanner.pictures import NoPicture, picture, texts_in
from scanner.telling import status_fields, status_lines, verdict_fields, verdict_line
from scanner.watching import Frames, Repeats
from shared.kernel.clock import utc_now
from shared.scans.model import Decision

USAGE, NO_CODE, NO_INPUT, UNAVAILABLE, DISK, NOT_ENROLLED = 64, 65, 66, 69, 74, 78
_EXIT = {Decision.PASS: 0, Decision.STOP: 1, Decision.CHECK: 2}
_LOOK_SECONDS = 0.2


class Failed(Exception):
    """A command that cannot do its work; the text says what to do, `code` is what it exits with."""

    def __init__(self, code: int, text: str) -> None:
        super().__init__(text)
        self.code = code


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command, and return what to exit with."""
    for stream in (sys.stdout, sys.stderr):
        # A terminal without Chinese shows the English word.
        if reconfigure := getattr(stream, "reconfigure", None):
            reconfigure(errors="replace")
    try:
        arguments = _parser().parse_args(argv)
        run: Callable[[argparse.Namespace], int] = arguments.run
        return run(arguments)
    except (Failed, NotEnrolled, NoPicture, ValueError, OSError) as problem:
        code, text = _said_of(problem)
        _warn(text)
        return code
    except KeyboardInterrupt:
        return 130


def _enrol(arguments: argparse.Namespace) -> int:
    device = Device(
        api=arguments.api.rstrip("/").removesuffix("/v1"),
        anchor=arguments.anchor,
        token_file=str(arguments.token_file.resolve()),
        checkpoint_id=arguments.checkpoint,
    )
    parts = Parts(arguments.kit, device, utc_now)
    done = parts.refresher.refresh()
    if parts.kit.knowledge.trust_list is None:
        raise Failed(UNAVAILABLE, f"not enrolled: {'; '.join(done.problems)}")
    devices.enrol(arguments.kit, device)
    return _refreshed(arguments, parts, done.problems)


def _verify(arguments: argparse.Namespace) -> int:
    scanner = _parts(arguments).scanner(live=not arguments.offline)
    if (arguments.image is None) == (arguments.payload is None):
        raise Failed(USAGE, "name a picture, or `-` for one on stdin, or give --payload")
    texts = (arguments.payload,) if arguments.payload is not None else texts_in(picture(_content(arguments.image)))
    seen = scanner.verdicts(texts, utc_now())
    if not seen:
        raise Failed(NO_CODE, "no QR code was found in the picture: hold it closer, flat, and in more light")
    _tell(arguments, seen)
    return _EXIT[together(seen)]


def _watch(arguments: argparse.Namespace) -> int:
    parts = _parts(arguments)
    rounds = [] if arguments.offline else [parts.refresher.round, parts.uploader.round]
    beside = [Background(each, lambda fault: _warn(f"in the background: {type(fault).__name__}")) for each in rounds]
    scanner, repeats = parts.scanner(live=not arguments.offline), Repeats()
    for each in beside:
        each.start()
    try:
        for name in _named(arguments.frames):
            _tell(arguments, _looked_at(arguments, scanner, repeats, name))
    finally:
        for each in beside:
            each.stop()
    return 0


def _looked_at(arguments: argparse.Namespace, scanner: Scanner, repeats: Repeats, name: str) -> tuple[Seen, ...]:
    try:
        texts = (name,) if arguments.payloads else texts_in(picture(_content(name)))
    except (NoPicture, Failed, OSError) as problem:
        _warn(f"{name}: {problem}")
        return ()
    now = utc_now()
    return scanner.verdicts(repeats.new(texts, now), now)


def _refresh(arguments: argparse.Namespace) -> int:
    parts = _parts(arguments)
    return _refreshed(arguments, parts, parts.refresher.refresh().problems)


def _refreshed(arguments: argparse.Namespace, parts: Parts, problems: Sequence[str]) -> int:
    _say_status(arguments, parts)
    for problem in problems:
        _warn(problem)
    return UNAVAILABLE if problems else 0


def _upload(arguments: argparse.Namespace) -> int:
    done = _parts(arguments).uploader.upload()
    fields = {"results": done.results, "problems": done.problems, "scans_waiting": done.waiting}
    said = [f"{number} {result.lower()}" for result, number in sorted(done.results.items())] or ["nothing"]
    print(json.dumps(fields) if arguments.json else f"uploaded: {', '.join(said)}; {done.waiting} wait")
    if done.problems:
        _warn(f"refused by the API: {', '.join(done.problems)}")
    if done.why:
        _warn(done.why)
    return UNAVAILABLE if done.why else 0


def _status(arguments: argparse.Namespace) -> int:
    return 0 if _say_status(arguments, _parts(arguments)) else _EXIT[Decision.CHECK]


def _say_status(arguments: argparse.Namespace, parts: Parts) -> bool:
    known, waiting, now = parts.kit.knowledge, len(parts.outbox.scans()), utc_now()
    fields = status_fields(known, waiting, now)
    print(json.dumps(fields) if arguments.json else "\n".join(status_lines(known, waiting, now)))
    return bool(fields["ready"])


def _tell(arguments: argparse.Namespace, seen: Iterable[Seen]) -> None:
    in_colour = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    for each in seen:
        line = verdict_line(each.verdict, in_colour=in_colour)
        print(json.dumps(verdict_fields(each)) if arguments.json else line, flush=True)


def _parts(arguments: argparse.Namespace) -> Parts:
    return Parts(arguments.kit, devices.enrolled(arguments.kit), utc_now)


def _content(name: str) -> bytes:
    if name == "-":
        return sys.stdin.buffer.read()
    try:
        return Path(name).read_bytes()
    except OSError as problem:
        raise Failed(NO_INPUT, f"{name}: {problem.strerror}") from None


def _named(frames: str) -> Iterable[str]:
    """The frames of a folder as they come, or what the lines of stdin say until its end."""
    if frames == "-":
        yield from (line.rstrip("\r\n") for line in sys.stdin)
        return
    folder = Frames(Path(frames))
    while True:
        yield from map(str, folder.new())
        time.sleep(_LOOK_SECONDS)


def _warn(text: str) -> None:
    print(f"yuekang-scanner: {text}", file=sys.stderr, flush=True)


def _said_of(problem: Exception) -> tuple[int, str]:
    """What to exit with, and what to say."""
    match problem:
        case Failed():
            return problem.code, str(problem)
        case NotEnrolled():
            return NOT_ENROLLED, str(problem)
        case NoPicture():
            return NO_CODE, str(problem)
        case OSError():
            return DISK, f"{problem.filename or 'the disk'}: {problem.strerror or problem}"
        case _:
            return USAGE, str(problem)


class _Parser(argparse.ArgumentParser):
    """Exits as the other errors do: argparse's own 2 means something else here."""

    def error(self, message: str) -> NoReturn:
        raise Failed(USAGE, f"{message}; see `{self.prog} --help`")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="yuekang-scanner", description="Verify health codes, with a connection and without one.")
    commands = parser.add_subparsers(dest="command", required=True, parser_class=_Parser)

    def command(name: str, run: Callable[[argparse.Namespace], int], text: str) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=text, description=text)
        kit = os.environ.get("YUEKANG_KIT")
        added.add_argument(
            "--kit", type=Path, default=kit, required=not kit, help="the device's folder (or YUEKANG_KIT)"
        )
        added.add_argument("--json", action="store_true", help="answer in JSON, one object a line")
        added.set_defaults(run=run)
        return added

    enrol = command("enrol", _enrol, "tell a device whom it asks and whom it believes, and fill its kit")
    enrol.add_argument("--api", required=True, metavar="URL", help="the address of the region's API")
    enrol.add_argument("--anchor", required=True, help="the key of the region's trust lists, in Base64")
    enrol.add_argument("--token-file", required=True, type=Path, help="the file with the device's token")
    enrol.add_argument("--checkpoint", required=True, help="the id of the checkpoint where it stands")
    verify = command("verify", _verify, "the verdict on the codes of one picture, or on one text")
    verify.add_argument("image", nargs="?", metavar="IMAGE", help="a picture, or - for one on stdin")
    verify.add_argument("--payload", metavar="TEXT", help="what another reader read from a code")
    watch = command("watch", _watch, "verdicts on what comes, with the kit kept fresh, until it is stopped")
    watch.add_argument("frames", metavar="FOLDER", help="where a camera leaves frames; or - for file names on stdin")
    watch.add_argument(
        "--payloads", action="store_true", help="lines of stdin are texts of codes, as readers type them"
    )
    for each in (verify, watch):
        each.add_argument("--offline", action="store_true", help="ask nobody, and go by the kit")
    command("refresh", _refresh, "bring the kit up to date")
    command("upload", _upload, "bring the scans that were decided offline to the region")
    command("status", _status, "the age of the kit, and how many scans wait; exits with 2 if it tells no colours now")
    return parser


if __name__ == "__main__":
    sys.exit(main())
