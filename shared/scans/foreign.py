"""Codes of other regions (M22): the region that issued one is asked, else its status lists say it, else nobody does.

Loaded when the first of them is scanned.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from shared.codes.model import Claims, Outcome
from shared.federation.model import PeerFailed, Question, Reason
from shared.kernel.clock import Clock, from_iso
from shared.kernel.federation_signals import ForeignCodeAnswered
from shared.kernel.signals import Signals
from shared.outside.in_time import in_time
from shared.risk.model import Colour
from shared.scans.by_lists import verdict_by_lists
from shared.scans.model import Decision, Source, Verdict
from shared.scans.rules import decision_for
from shared.statuslist.model import Contents, StatusList

SECONDS_FOR_LISTS = 0.4
"""What the look at mirrored lists may take after a peer said nothing; the peer itself has 0.8."""
_CLOCKS_DIFFER_BY = timedelta(minutes=5)
_ANSWERED = "ANSWERED"
_OF_A_CODE = frozenset({Outcome.VALID, Outcome.UNKNOWN_CODE, Outcome.REPLACED})
# What a region says of what is none of its codes, as it sees it: it may have withdrawn a key that counts here still.
_OF_NO_CODE = frozenset(Outcome) - _OF_A_CODE - {Outcome.STALE}


class Questions(Protocol):
    """Asks other regions."""

    def ask(self, issuer: int, question: str, about: Mapping[str, Any]) -> Mapping[str, Any]:
        """What the region says; raises PeerFailed, and is back in time."""


class MirroredLists(Protocol):
    """The status lists of other regions, as they are held here."""

    def lists_for(self, claims: Claims, now: datetime) -> tuple[Contents, StatusList] | None:
        """The contents of the code's issuer with the list that they name for it, both genuine; None where not held."""


@dataclass(frozen=True, slots=True)
class CodesOfPeers:
    """The verdict on a genuine code of another region."""

    questions: Questions
    mirrored: MirroredLists | None
    """None where no lists of others are held."""
    clock: Clock
    signals: Signals

    def verdict(self, claims: Claims, payload: str) -> Verdict:
        """By the best that is to be had in time; `STALE`, and so a look at the document, where that is nothing."""
        try:
            found = self._asked(claims, payload)
            peer = _ANSWERED
        except PeerFailed as failed:
            found = self._by_lists(claims) or _nobody_knows(self.clock())
            peer = failed.reason.value
        self.signals(ForeignCodeAnswered(found.source.value, peer))
        return found

    def _asked(self, claims: Claims, payload: str) -> Verdict:
        said = self.questions.ask(claims.issuer, Question.CODE_VERIFICATION, {"payload": payload})
        return verdict_said(said, claims, self.clock())

    def _by_lists(self, claims: Claims) -> Verdict | None:
        mirrored, now = self.mirrored, self.clock()
        if mirrored is None:
            return None
        try:
            held = in_time(SECONDS_FOR_LISTS, lambda: mirrored.lists_for(claims, now))
        except TimeoutError:
            return None
        return verdict_by_lists(claims, *held, now) if held else None


def verdict_said(said: Mapping[str, Any], claims: Claims, now: datetime) -> Verdict:
    """The verdict that a region's answer amounts to; what the answer has beyond it is left alone.

    Raises PeerFailed NOT_READABLE, and NOT_GENUINE for an answer about another code or of another time.
    """
    try:
        outcome, as_of = Outcome(said["outcome"]), from_iso(said["as_of"])
        colour = None if said["colour"] is None else Colour(said["colour"])
        code_id = said["code_id"]
    except (LookupError, TypeError, ValueError):
        raise PeerFailed(Reason.NOT_READABLE) from None
    if (colour is None) == (outcome is Outcome.VALID) or outcome not in _OF_A_CODE | _OF_NO_CODE:
        raise PeerFailed(Reason.NOT_READABLE)
    if code_id != (claims.code_id if outcome in _OF_A_CODE else None) or abs(now - as_of) > _CLOCKS_DIFFER_BY:
        raise PeerFailed(Reason.NOT_GENUINE)
    return Verdict(outcome, decision_for(colour), colour, (), as_of, Source.PEER)


def _nobody_knows(now: datetime) -> Verdict:
    return Verdict(Outcome.STALE, Decision.CHECK, None, (), now, Source.PEER)
