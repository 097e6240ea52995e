"""An import over HTTP from its announcement to its end, as two officers do it; and files to import."""

import csv
import io
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from http import HTTPStatus
from typing import Any

import urllib3
from stdnum.iso7064 import mod_11_2

from local.client import Answer, ApiClient
from local.places import LocalCloudError

COLUMNS = ("document_type", "document_number", "category", "case_reference", "reason", "ends_on")
_FIRST_BIRTHDAY = date(1940, 1, 1)
_SERIALS = 1000
_DAYS = 60 * 365
_POLL_SECONDS = 0.5
_ENDS = frozenset({"REJECTED", "REFUSED", "STALLED", "DONE"})


@dataclass(frozen=True, slots=True)
class Officers:
    """The API, and the tokens of two officers of one authority."""

    api: ApiClient
    first: str
    second: str

    def announce(self, kind: str, file_format: str, key: str) -> dict[str, Any]:
        """A new import with its form.

        Raises LocalCloudError, as the others do, when the API refuses what it should take.
        """
        body = {"kind": kind, "format": file_format}
        return _told(
            self.api.send("POST", "/v1/risk-imports", token=self.first, body=body, headers={"idempotency-key": key}),
            HTTPStatus.CREATED,
        )

    def view(self, import_id: str) -> dict[str, Any]:
        """The import as of now, and the link to its report once it is done."""
        return _told(self.api.send("GET", f"/v1/risk-imports/{import_id}", token=self.first), HTTPStatus.OK)

    def decided(self, import_id: str, token: str) -> Answer:
        """What the API says when the officer of `token` approves."""
        body = {"decision": "APPROVE", "reason": "已核对名单"}
        return self.api.send("POST", f"/v1/risk-imports/{import_id}/approval", token=token, body=body)

    def approve(self, import_id: str) -> dict[str, Any]:
        """The import, which the second officer approves."""
        return _told(self.decided(import_id, self.second), HTTPStatus.OK)

    def awaited(
        self, import_id: str, state: str, seconds: float, meanwhile: Callable[[], object] = lambda: None
    ) -> dict[str, Any]:
        """The import once it is in `state`; `meanwhile` is done at every look."""
        deadline = time.monotonic() + seconds
        while (seen := self.view(import_id))["risk_import"]["state"] != state:
            if time.monotonic() > deadline or seen["risk_import"]["state"] in _ENDS:
                raise LocalCloudError(f"an import did not become {state}: {seen['risk_import']}")
            meanwhile()
            time.sleep(_POLL_SECONDS)
        return seen


def post_file(http: urllib3.PoolManager, form: Mapping[str, Any], content: bytes) -> int:
    """Post a file by its form, as a browser does; the answer's status."""
    fields = [*form["fields"].items(), ("file", ("file", content))]
    return http.request("POST", form["url"], fields=fields).status


def report(http: urllib3.PoolManager, url: str) -> Iterator[dict[str, str]]:
    """The rows of a report."""
    yield from csv.DictReader(io.StringIO(http.request("GET", url).data.decode("ascii")))


def document_number(index: int) -> str:
    """The resident ID of a person who does not exist; its area code is a province's, so it is nobody's."""
    born = _FIRST_BIRTHDAY + timedelta(days=index // _SERIALS % _DAYS)
    body = f"440000{born:%Y%m%d}{index % _SERIALS:03d}"
    return body + str(mod_11_2.calc_check_digit(body))


def row(index: int, ends_on: date) -> dict[str, str]:
    """A row that puts person `index` on the red list."""
    return {
        "document_type": "RESIDENT_ID",
        "document_number": document_number(index),
        "category": "CLOSE_CONTACT",
        "case_reference": "SYNTHETIC-1",
        "reason": "与确诊病例同乘一车",
        "ends_on": ends_on.isoformat(),
    }


def csv_file(rows: Iterable[Mapping[str, str]], columns: Iterable[str] = COLUMNS) -> bytes:
    """The rows as a CSV with its header."""
    text = io.StringIO()
    writer = csv.DictWriter(text, list(columns))
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def _told(answer: Answer, status: int) -> dict[str, Any]:
    if answer.status != status:
        raise LocalCloudError(f"the API answered {answer.status}: {answer.body!r}")
    told: dict[str, Any] = answer.json()
    return told
