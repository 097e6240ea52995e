"""The file of one issuer's contents and lists, verified; a list that was verified once is not verified again."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import cbor2

from scanner.knowledge import HeldList, Holding
from scanner.rules import contents_of, edition_of
from shared.jws.signature import NotGenuine, readable
from shared.statuslist.model import LISTS, PACKED_BYTES, Contents
from shared.trust.model import TrustedIssuer

# A list takes a quarter of a megabyte; all those in which everybody is green share it.
_ALL_GREEN = bytes(PACKED_BYTES)


@dataclass(frozen=True, slots=True)
class _Read:
    """A text that was found genuine, with the list in it."""

    text: bytes
    held: HeldList


class Editions:
    """Reads stored lists, and remembers what it read."""

    def __init__(self) -> None:
        self._read: dict[tuple[int, int], _Read] = {}
        """By issuer and number."""

    def holding(self, stored: bytes, issuer: TrustedIssuer) -> Holding:
        """What a stored file holds of the issuer; of its lists, those that are genuine and named by its contents.

        Raises NotGenuine when not even the contents are.
        """
        contents_text, texts = readable(lambda: _parts(stored))
        contents, key = contents_of(contents_text, issuer)
        lists = (self._or_none(text, number, contents, issuer) for number, text in enumerate(texts))
        return Holding(contents, key, tuple(lists))

    def edition(self, text: bytes, number: int, contents: Contents, issuer: TrustedIssuer) -> HeldList:
        """The list that the contents name.

        Raises NotGenuine.
        """
        before = self._read.get((issuer.issuer, number))
        # A key that was followed or withdrawn since is another one here: when it was in use is looked at again.
        if before and before.text == text and before.held.key in issuer.keys:
            if before.held.status_list.issued_at != contents.lists[number]:
                raise NotGenuine("another edition than the contents name")
            return before.held
        status_list, key = edition_of(text, number, contents, issuer)
        if status_list.packed == _ALL_GREEN:
            status_list = replace(status_list, packed=_ALL_GREEN)
        held = HeldList(status_list, key)
        self._read[issuer.issuer, number] = _Read(text, held)
        return held

    def texts(self, issuer: int) -> tuple[bytes, ...]:
        """The signed lists of an issuer as they were read last, by number; empty where there is none."""
        read = (self._read.get((issuer, number)) for number in range(LISTS))
        return tuple(each.text if each else b"" for each in read)

    def keep(self, issuers: Mapping[int, object]) -> None:
        """Forget what was read of any other issuer."""
        self._read = {place: read for place, read in self._read.items() if place[0] in issuers}

    def _or_none(self, text: bytes, number: int, contents: Contents, issuer: TrustedIssuer) -> HeldList | None:
        try:
            return self.edition(text, number, contents, issuer)
        except NotGenuine:
            return None


def _parts(stored: bytes) -> tuple[bytes, list[bytes]]:
    contents, texts = cbor2.loads(stored)
    if len(texts) != LISTS or not all(isinstance(each, bytes) for each in (contents, *texts)):
        raise ValueError("not as a kit keeps its lists")
    return contents, texts
