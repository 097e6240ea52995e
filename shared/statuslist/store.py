"""The codes that are not green, in the core table, and the published lists, in a bucket."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from string import hexdigits

from shared.aws import keys
from shared.aws.buckets import Bucket, FileMissing, put_new, read, write
from shared.aws.reading import whole_list
from shared.aws.tables import Table
from shared.kernel.clock import iso
from shared.kernel.concurrency import Changed
from shared.kernel.ids import CodeId
from shared.risk.hold_item import hold_from
from shared.statuslist.model import NotGreen, Published

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

    def published(self) -> Published | None:
        """The present contents, or None before the first build."""
        try:
            content, tag = read(self.bucket, _CONTENTS)
        except FileMissing:
            return None
        stored = json.loads(content)
        return Published(stored["contents"].encode(), tuple(stored["digests"]), tag)

    def edition(self, number: int, issued_at: datetime, form: str) -> bytes:
        """An edition of a list; `form` is `jwt` or `cwt`.

        Raises FileMissing.
        """
        return read(self.bucket, _edition(number, issued_at, form))[0]

    def publish_edition(self, number: int, issued_at: datetime, form: str, content: bytes) -> None:
        """Put an edition of a list that nobody reads yet; one that a build left unfinished stays."""
        try:
            put_new(
                self.bucket, _edition(number, issued_at, form), content, media_type=f"application/statuslist+{form}"
            )
        except Changed:
            # Another build of the same minute, or one that was cut off: as good as this one.
            return

    def publish(self, new: Published, before: Published | None) -> None:
        """Let the contents name the new editions.

        Raises Changed when somebody else has published meanwhile.
        """
        content = json.dumps({"contents": new.contents.decode(), "digests": new.digests}).encode()
        write(self.bucket, _CONTENTS, content, media_type="application/json", replaces=before.tag if before else None)


def _edition(number: int, issued_at: datetime, form: str) -> str:
    return f"lists/{number:03d}/{iso(issued_at)}.{form}"
