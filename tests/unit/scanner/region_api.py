"""The region's API as a device meets it, without a socket: tags, lists of peers, scans that exist once by their key."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from scanner.api import Answer, Api, Refused, Unanswered
from tests.unit.scanner.made_region import OWN, Built


@dataclass
class Lost:
    """Which of the next answers get lost on their way, after the region has done what it was asked."""

    answers: list[bool] = field(default_factory=list)

    def next(self) -> bool:
        return self.answers.pop(0) if self.answers else False


class RegionApi(Api):
    """Says what its attributes hold; a test changes them."""

    def __init__(self, trust_list: bytes = b"", built: Mapping[int, Built] | None = None) -> None:
        self.trust_list = trust_list
        self.built = dict(built or {})
        self.asked: list[str] = []
        self.fault: Unanswered | None = None
        self.late: frozenset[int] = frozenset()
        """Issuers of which the region has no lists yet."""
        self.live: Callable[[], bytes] | None = None
        self.lost = Lost()
        self.stored: dict[str, dict[str, object]] = {}
        """The scans that exist, by their key."""
        self.stores = 0
        """How often one was stored."""
        self.refused: dict[str, str] = {}
        """Why a payload is refused, by the payload."""
        self.not_taken: frozenset[str] = frozenset()
        """Payloads with which no body is taken at all."""
        self.bodies: list[int] = []
        """How many scans each batch had that arrived."""

    def get(
        self, path: str, *, limit: int, seconds: float, tag: str = "", accept: str = "*/*", elsewhere: bool = False
    ) -> Answer:
        assert elsewhere == path.startswith("/v1/status-lists/"), "nothing but a list may be at another address"
        self.asked.append(path)
        if self.fault is not None:
            raise self.fault
        content = self._content(path, accept)
        present = f'"{hash(content)}"'
        return Answer(b"", "", is_known=True) if tag == present else Answer(content, present, is_known=False)

    def _content(self, path: str, accept: str) -> bytes:
        if path == "/v1/trust-list":
            return self.trust_list
        name, _, query = path.removeprefix("/v1/status-lists").partition("?")
        issuer = int(query.removeprefix("issuer=")) if query else OWN
        if issuer in self.late:
            raise Unanswered("the API answered 503", 240)
        if issuer not in self.built:
            raise Refused(404)
        if not name:
            return self.built[issuer].contents
        assert accept == "application/statuslist+cwt"
        return self.built[issuer].lists[int(name.removeprefix("/"))]

    def post(self, path: str, body: bytes, *, limit: int, seconds: float, key: str = "") -> Answer:
        self.asked.append(path)
        if self.fault is not None:
            raise self.fault
        said = self._scanned(json.loads(body), key) if path == "/v1/scans" else self._batch(json.loads(body)["scans"])
        if self.lost.next():
            raise Unanswered("the API took too long")
        return Answer(said, "", is_known=False)

    def _scanned(self, scan: dict[str, object], key: str) -> bytes:
        self._store(key, scan)
        assert self.live is not None
        return self.live()

    def _batch(self, scans: list[dict[str, object]]) -> bytes:
        assert 1 <= len(scans) <= 100
        self.bodies.append(len(scans))
        if any(each["payload"] in self.not_taken for each in scans):
            raise Refused(422)
        return json.dumps({"scans": [self._result(each) for each in scans]}).encode()

    def _result(self, scan: dict[str, object]) -> dict[str, object]:
        key = str(scan["key"])
        if problem := self.refused.get(str(scan["payload"])):
            return {"key": key, "result": "REFUSED", "scan": None, "problem": problem}
        result = "KNOWN" if key in self.stored else "STORED"
        self._store(key, scan)
        return {"key": key, "result": result, "scan": "a" * 16, "problem": None}

    def _store(self, key: str, scan: dict[str, object]) -> None:
        if key not in self.stored:
            self.stores += 1
            self.stored[key] = scan
