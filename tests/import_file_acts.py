"""Files of imports, and their way from the upload to the report; valid unless the test says otherwise."""

import csv
import io
import json
from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from shared.imports import files
from shared.imports.model import Chunk, ImportFormat, ImportKind, RiskImport
from tests.builders import resident_id
from tests.import_acts import announce_import, decide_import, import_store
from tests.region import IMPORTS_BUCKET, START, Region

ASSIGN_COLUMNS = (
    "document_type",
    "document_number",
    "category",
    "case_reference",
    "reason",
    "starts_at",
    "ends_on",
    "review_on",
)
LIFT_COLUMNS = ("record_id", "document_type", "document_number", "category", "case_reference", "reason")
ENDS_ON = (START + timedelta(days=14)).date().isoformat()

Row = Mapping[str, str]


def assign_row(serial: int = 1, **changes: str) -> dict[str, str]:
    """A row that puts the person of `applicant(serial)` on the red list."""
    valid = {
        "document_type": "RESIDENT_ID",
        "document_number": resident_id(serial),
        "category": "CLOSE_CONTACT",
        "case_reference": "粤疾控〔2020〕12号",
        "reason": "与确诊病例同乘一车",
        "ends_on": ENDS_ON,
    }
    return valid | changes


def lift_row(serial: int = 1, **changes: str) -> dict[str, str]:
    """A row that ends what `assign_row(serial)` has set."""
    valid = {name: text for name, text in assign_row(serial).items() if name in LIFT_COLUMNS}
    return valid | {"reason": "检测结果为阴性"} | changes


def csv_file(rows: Iterable[Row], columns: Iterable[str] = ASSIGN_COLUMNS) -> bytes:
    """A CSV as spreadsheets write it."""
    text = io.StringIO()
    writer = csv.DictWriter(text, list(columns), restval="")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def jsonl_file(rows: Iterable[Row]) -> bytes:
    """One JSON object a line."""
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()


def post_file(region: Region, import_: RiskImport, content: bytes) -> str:
    """Put a file where the import's form would; returns its key."""
    key = files.upload(import_.import_id)
    region.imports_bucket.client.put_object(Bucket=IMPORTS_BUCKET, Key=key, Body=content)
    return key


def checked_import(region: Region, content: bytes, **announced: Any) -> RiskImport:
    """An import whose file was posted and read through."""
    import_ = announce_import(region, **announced)
    region.import_files.check(post_file(region, import_, content))
    return seen(region, import_)


def approved_import(region: Region, content: bytes, **announced: Any) -> RiskImport:
    """An import that a colleague has approved."""
    return decide_import(region, checked_import(region, content, **announced))


def chunks_of(region: Region, import_: RiskImport) -> list[Chunk]:
    """The parts that the state machine would read from the plan."""
    assert import_.digest is not None
    plan = json.loads(_content(region, files.chunks(import_.import_id, import_.digest)))
    return [Chunk(**each | {"columns": tuple(each["columns"])}) for each in plan]


def run_import(region: Region, import_: RiskImport) -> RiskImport:
    """What the state machine does with an approved import when nothing goes wrong."""
    for chunk in chunks_of(region, import_):
        region.import_rows.work(import_.import_id, chunk)
    region.import_end.report(import_.import_id)
    return seen(region, import_)


def imported(region: Region, content: bytes, **announced: Any) -> RiskImport:
    """An import from its announcement to its end."""
    return run_import(region, approved_import(region, content, **announced))


def report_of(region: Region, import_: RiskImport) -> list[dict[str, str]]:
    """The rows of the report."""
    return list(csv.DictReader(io.StringIO(_content(region, files.report(import_.import_id)).decode())))


def refusals(region: Region, import_: RiskImport) -> dict[int, str]:
    """The refused rows of the report: line and reason."""
    return {int(row["line"]): row["reason"] for row in report_of(region, import_) if row["outcome"] == "refused"}


def seen(region: Region, import_: RiskImport) -> RiskImport:
    """The import as of now."""
    found = import_store(region).import_(import_.import_id)
    assert found is not None
    return found


def lifting(**announced: Any) -> dict[str, Any]:
    """What an import that lifts is announced with."""
    return {"kind": ImportKind.LIFT, "file_format": ImportFormat.JSONL, "key": "import-lift"} | announced


def _content(region: Region, key: str) -> bytes:
    body: bytes = region.imports_bucket.client.get_object(Bucket=IMPORTS_BUCKET, Key=key)["Body"].read()
    return body
