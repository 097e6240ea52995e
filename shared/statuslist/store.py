"""The codes that are not green, in the core table, and the published lists, in a bucket."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from string import hexdigits

from shared.aws import keys
from shared.aws.buckets import Bucket, FileFault, FileMissing, at_hand, is_there, put_new, read, write
from shared.aws.reading import whole_list
from shared.aws.tables import Table
from shared.kernel.clock import iso
from shared.kernel.concurrency import Changed
from shared.kernel.ids import CodeId
from shared.risk.hold_item import hold_from
from shared.statuslist.model import NotAtHand, NotGreen, Published

_CONTENTS = "contents.json"


def codes_not_green(core: Table) -> Iterator[NotGreen]:
    """The codes of all lists that may not be green, as of a moment ago."""
    for digit in hexdigits[:16]:
        for item in whole_list(core, keys.codes_not_green(digit)):
            holds = tuple(hold_from(each) for each in item["holds"])
            yield NotGreen(CodeId(item["code_id"]), "replaced_at" in item, holds)


@dataclass(frozen=True, slots=True)
class StatusListFiles:
    """What scanners download. An edition of a list never changes; the contents say which edition counts."""

    bucket: Bucket
    under: str = ""
    """What the keys of these files begin with: nothing for the region's own lists."""

    def of_peer(self, issuer: int) -> "StatusListFiles":
        """The files of another issuer's lists, as they are held here, in the same shape."""
        return replace(self, under=f"peers/{issuer:03d}/")

    def published(self) -> Published | None:
        """The present contents, or None before the first build."""
        try:
            content, tag = read(self.bucket, self.under + _CONTENTS)
        except FileMissing:
            return None
        return _published(content, tag)

    def edition(self, number: int, issued_at: datetime, form: str) -> bytes | None:
        """An edition of a list, or None where there is none of it, or none any more; `form` is `jwt` or `cwt`."""
        try:
            return read(self.bucket, self._path(number, issued_at, form))[0]
        except FileMissing:
            return None

    def holds(self, number: int, issued_at: datetime, form: str) -> bool:
        """Whether there is such an edition, without reading it."""
        return is_there(self.bucket, self._path(number, issued_at, form))

    def publish_edition(self, number: int, issued_at: datetime, form: str, content: bytes) -> None:
        """Put an edition of a list that nobody reads yet; one that a build left unfinished stays."""
        try:
            self._put_edition(number, issued_at, form, content)
        except Changed:
            # Another build of the same minute, or one that was cut off: as good as this one.
            return

    def publish(self, new: Published, before: Published | None) -> None:
        """Let the contents name the new editions.

        Raises Changed when somebody else has published meanwhile.
        """
        content = json.dumps({"contents": new.contents.decode(), "digests": new.digests}).encode()
        write(
            self.bucket,
            self.under + _CONTENTS,
            content,
            media_type="application/json",
            replaces=before.tag if before else None,
        )

    def mirror_edition(self, number: int, issued_at: datetime, form: str, content: bytes) -> None:
        """Let a genuine copy of an edition stand here; what stood in its place was signed with a key that is gone.

        Raises Changed when somebody else has put another one meanwhile.
        """
        key = self._path(number, issued_at, form)
        try:
            self._put_edition(number, issued_at, form, content)
        except Changed:
            present, tag = read(self.bucket, key)
            if present != content:
                write(self.bucket, key, content, media_type=_media_type(form), replaces=tag)

    def contents_at_hand(self) -> bytes:
        """The signed contents, for who can do without them.

        Raises NotAtHand.
        """
        return _published(self._at_hand(self.under + _CONTENTS)).contents

    def edition_at_hand(self, number: int, issued_at: datetime, form: str) -> bytes:
        """An edition of a list, likewise.

        Raises NotAtHand.
        """
        return self._at_hand(self._path(number, issued_at, form))

    def _at_hand(self, key: str) -> bytes:
        try:
            return at_hand(self.bucket, key)
        except FileMissing:
            raise NotAtHand from None
        except FileFault as fault:
            raise NotAtHand(str(fault)) from None

    def _put_edition(self, number: int, issued_at: datetime, form: str, content: bytes) -> None:
        put_new(self.bucket, self._path(number, issued_at, form), content, media_type=_media_type(form))

    def _path(self, number: int, issued_at: datetime, form: str) -> str:
        return edition_path(number, issued_at, form, self.under)


def edition_path(number: int, issued_at: datetime, form: str, under: str = "") -> str:
    """Where in the bucket an edition is, and at CloudFront before it; `under` is as StatusListFiles has it."""
    return f"{under}lists/{number:03d}/{iso(issued_at)}.{form}"


def _published(content: bytes, tag: str = "") -> Published:
    stored = json.loads(content)
    return Published(stored["contents"].encode(), tuple(stored["digests"]), tag)


def _media_type(form: str) -> str:
    return f"application/statuslist+{form}"
