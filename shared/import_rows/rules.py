"""From a line of a file to the record that its row stands for."""

import csv
import json

from shared.import_rows.model import AssignRow
from shared.imports.lines import LONGEST_LINE, Line
from shared.kernel.clock import iso
from shared.kernel.errors import FieldsRefused
from shared.kernel.ids import Authority, PersonId, RecordId, derived_id
from shared.risk.model import RecordState, RiskRecord

_MARK = b"\xef\xbb\xbf"
_OPEN = frozenset({RecordState.ASSIGNED, RecordState.WAITING})


def json_of(line: Line, columns: tuple[str, ...]) -> bytes:
    """The row of a line as a JSON object; of a CSV's, whose header has `columns`, empty fields are left out.

    Raises FieldsRefused for a line that is too long, and for one of a CSV that is not a whole record with a field for
    each column.
    """
    if line.text is None:
        raise FieldsRefused({"line": f"is longer than {LONGEST_LINE} bytes"})
    if not columns:
        return line.text.removeprefix(_MARK) if line.number == 1 else line.text
    try:
        # Line by line: a record that goes on in a next line has no end here, which the strict reader refuses.
        ((*fields,),) = csv.reader([line.text.decode("utf-8")], strict=True)
    except (csv.Error, ValueError):
        raise FieldsRefused({"line": "is not one whole record of a CSV"}) from None
    if len(fields) != len(columns):
        raise FieldsRefused({"line": "has not one field for each column"})
    stated = {name: text for name, field in zip(columns, fields, strict=True) if (text := field.strip())}
    return json.dumps(stated).encode("ascii")


def record_id(authority: Authority, person_id: PersonId, row: AssignRow) -> RecordId:
    """The same for the same statement of an authority about a person, whichever file it comes in, and however often."""
    stated = (
        row.case.category.value,
        row.case.case_reference,
        row.reason,
        iso(row.starts_at) if row.starts_at else "",
        row.ends_on.isoformat() if row.ends_on else "",
        row.review_on.isoformat() if row.review_on else "",
    )
    return RecordId(f"{person_id}-{derived_id('imported record', authority, *stated)}")


def is_open(record: RiskRecord) -> bool:
    """Whether there is something to lift."""
    return record.state in _OPEN
