"""The key of every file of an import in its bucket, in one place; no key tells of a person."""

import re

from shared.kernel.ids import EntryId

UPLOADS = "uploads/"
"""Where forms put files; nothing stays here."""
IMPORTS = "imports/"
"""What belongs to an import: its checked file, what its run made of it, and the report."""

_UPLOAD = re.compile(rf"{UPLOADS}([a-z2-7]{{16}})", re.ASCII)


def upload(import_id: EntryId) -> str:
    """What was posted for an import; anyone with its form may replace it for a while."""
    return f"{UPLOADS}{import_id}"


def uploaded_for(key: str) -> EntryId | None:
    """The import that an upload is for; None for a key that no form of ours has."""
    found = _UPLOAD.fullmatch(key)
    return EntryId(found[1]) if found else None


def checked_file(import_id: EntryId, digest: str) -> str:
    """The file as it was read through and approved.

    Under its digest: an upload may be replaced while it is read, and then two files are read through for one import.
    """
    return f"{IMPORTS}{import_id}/{digest}/file"


def chunks(import_id: EntryId, digest: str) -> str:
    """Which parts the file is worked through in; the run's state machine reads it by this key."""
    return f"{IMPORTS}{import_id}/{digest}/chunks.json"


def results(import_id: EntryId) -> str:
    """What every part's results begin with."""
    return f"{IMPORTS}{import_id}/results/"


def result(import_id: EntryId, number: int) -> str:
    """What became of the rows of one part."""
    return f"{results(import_id)}{number:06d}.jsonl"


def report(import_id: EntryId) -> str:
    """What became of the rows of the whole file."""
    return f"{IMPORTS}{import_id}/report.csv"
