"""Why another region's status lists are not taken over."""

from enum import StrEnum


class Reason(StrEnum):
    """What was wrong with what a peer handed out; reasons for which it handed out nothing have names of their own."""

    NO_LONGER_TRUSTED = "NO_LONGER_TRUSTED"
    """No trust list of the peer that still counts is held here."""
    NOT_READABLE = "NOT_READABLE"
    NOT_GENUINE = "NOT_GENUINE"
    """Not signed with a key that the peer used then and has not withdrawn, or not what it should be."""
    FROM_THE_FUTURE = "FROM_THE_FUTURE"
    OLDER = "OLDER"
    """Than what is held; it may be true, and it may be an attempt to take back a red."""
    EXPIRED = "EXPIRED"
    GOOD_FOR_TOO_LONG = "GOOD_FOR_TOO_LONG"
    """Nothing that says so is believed to be good for more than a day."""
    OTHER_LIST = "OTHER_LIST"
    """Another list than the one that was asked for, another edition of it, or two that differ."""
    OUT_OF_TIME = "OUT_OF_TIME"
    """The lists that are here now are not asked for again by the next run."""


class NotMirrored(Exception):
    """What is held of a peer stays as it is."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.value)
        self.reason = reason
