"""What a scanner says, to people and to programs: a word and a shape always, a colour where a terminal shows it."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from scanner.gate import Seen
from scanner.knowledge import Knowledge
from shared.codes.model import Outcome
from shared.kernel.clock import iso
from shared.scans.model import Decision, Source, Verdict

_WORDS: Mapping[Decision, str] = {
    Decision.PASS: "\N{HEAVY CHECK MARK} PASS 绿码 GREEN",
    Decision.STOP: "\N{HEAVY BALLOT X} STOP 红码 RED",
    Decision.CHECK: "? CHECK 核对证件 look at the person's document",
}
# White on blue, white on red, black on yellow: green is passed on blue, as the cards have it (M7).
_PAINT: Mapping[Decision, str] = {Decision.PASS: "97;44", Decision.STOP: "97;41", Decision.CHECK: "30;43"}
_BECAUSE: Mapping[Outcome, str] = {
    Outcome.VALID: "the code is genuine",
    Outcome.MALFORMED: "this is no health code",
    Outcome.UNSUPPORTED_VERSION: "a code of a version that this scanner does not know: it needs an update",
    Outcome.UNKNOWN_ISSUER: "a code of an issuer that does not count here",
    Outcome.UNKNOWN_KEY: "a code under a key that is not known, was withdrawn, or was not in use then",
    Outcome.BAD_SIGNATURE: "the code is forged or damaged",
    Outcome.UNKNOWN_CODE: "the region does not know this code",
    Outcome.REPLACED: "the code was replaced by a newer one: ask for that",
    Outcome.STALE: "nobody can tell its colour now",
}
_BY: Mapping[Source, str] = {
    Source.LIVE: "asked its region",
    Source.PEER: "asked the region that issued it",
    Source.STATUS_LIST: "by the kit",
}


def verdict_line(verdict: Verdict, *, in_colour: bool) -> str:
    """One verdict for people, in one line."""
    words = _WORDS[verdict.decision]
    shown = f"\x1b[{_PAINT[verdict.decision]}m {words} \x1b[0m" if in_colour else words
    unconfirmed = "; nobody has confirmed the person's papers yet" if verdict.unconfirmed else ""
    because = f"{_BECAUSE[verdict.outcome]}{unconfirmed}"
    return f"{shown}  {verdict.outcome.value}: {because} ({_BY[verdict.source]}, as of {iso(verdict.as_of)})"


def verdict_fields(seen: Seen) -> dict[str, object]:
    """One verdict for programs, by the names that the API has for it; without the code itself."""
    verdict = seen.verdict
    return {
        "outcome": verdict.outcome.value,
        "decision": verdict.decision.value,
        "colour": verdict.colour.value if verdict.colour else None,
        "as_of": iso(verdict.as_of),
        "source": verdict.source.value,
        "identity_confirmed": not verdict.unconfirmed if verdict.colour and verdict.source is Source.LIVE else None,
    }


def status_fields(known: Knowledge, waiting: int, now: datetime) -> dict[str, object]:
    """How a device stands."""
    trust_list = known.trust_list
    issuers = [
        {
            "issuer": each.issuer,
            "as_of": iso(held.contents.issued_at) if (held := known.holdings.get(each.issuer)) else None,
            "expires_at": iso(held.contents.expires_at) if held else None,
            "lists_missing": held.missing if held else None,
            "tells_colours": bool(held) and why_no_colours(known, each.issuer, now) == "",
        }
        for each in (trust_list.issuers if trust_list else ())
    ]
    return {
        "ready": trust_list is not None and why_no_colours(known, trust_list.issuer, now) == "",
        "trust_list": trust_list
        and {
            "issuer": trust_list.issuer,
            "issued_at": iso(trust_list.issued_at),
            "expires_at": iso(trust_list.expires_at),
        },
        "issuers": issuers,
        "clock_is_wrong": known.clock_is_wrong(now),
        "scans_waiting": waiting,
    }


def why_no_colours(known: Knowledge, issuer: int, now: datetime) -> str:
    """Why the kit tells no colour of the issuer's codes now, or nothing when it does."""
    trust_list, held = known.trust_list, known.holdings.get(issuer)
    if trust_list is None:
        return "there is no trust list: run `yuekang-scanner refresh` with a connection"
    if known.clock_is_wrong(now) or (held and held.contents.issued_at > now + timedelta(minutes=5)):
        return "this device's clock is behind: set it"
    if now >= trust_list.expires_at:
        return "the trust list is too old: run `yuekang-scanner refresh` with a connection"
    if held is None:
        return "there are no status lists: run `yuekang-scanner refresh` with a connection"
    if now >= held.contents.expires_at:
        return "the status lists are too old: run `yuekang-scanner refresh` with a connection"
    return ""


def status_lines(known: Knowledge, waiting: int, now: datetime) -> Sequence[str]:
    """The same as `status_fields`, for people."""
    trust_list = known.trust_list
    lines = (
        [f"trust list   of {iso(trust_list.issued_at)}, good until {iso(trust_list.expires_at)}"] if trust_list else []
    )
    for each in trust_list.issuers if trust_list else ():
        held = known.holdings.get(each.issuer)
        why = why_no_colours(known, each.issuer, now)
        said = f"{_age(now - held.contents.issued_at)} old" if held else "no lists"
        missing = f", {held.missing} lists missing" if held and held.missing else ""
        lines.append(f"issuer {each.issuer:<5} {said}{missing}{f'; no colours: {why}' if why else ''}")
    if trust_list is None:
        lines.append(f"no colours: {why_no_colours(known, 0, now)}")
    return [*lines, f"scans        {waiting} wait to be uploaded"]


def _age(age: timedelta) -> str:
    minutes = int(age.total_seconds() // 60)
    return f"{minutes} min" if minutes < 120 else f"{minutes // 60} h"
