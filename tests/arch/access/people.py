"""The walk through registration, the family, and a resident's code."""

from datetime import date
from typing import Any

from tests.acts import ESTATE
from tests.arch.access.walk import Walk
from tests.builders import face, idempotency, registration, resident_id
from tests.region import Answer, resident_claims, staff_claims

MAIN = "account-2"
"""Registered, with a family and everything else that belongs to a person."""
_CODE = "/v1/people/{person}/code"


def anyone(walk: Walk) -> None:
    walk.call("GET /v1/release-guides")
    walk.call("GET /v1/release-guides/{category}", path={"category": "SUSPECTED"})
    walk.call("GET /C/{digits}", path={"digits": "0" * 200})


def registrations(walk: Walk) -> None:
    """Account 1 was on the red list before; account 2 is new."""
    _register(walk, "the first code that a process issues", 1)
    _register(walk, "", 2)
    _register(walk, "the same person and account again", 2)
    walk.call("GET /v1/me", claims=resident_claims(MAIN))


def family(walk: Walk, on_the_red_list: int) -> None:
    claims = resident_claims(MAIN)
    _add(walk, "the first member", "PARENT", resident_id(11))
    child = _add(walk, "", "CHILD", resident_id(13, date(2015, 6, 1))).json["person"]
    _add(walk, "somebody on the red list", "SPOUSE", resident_id(on_the_red_list))
    _add(walk, "somebody who has a code", "SIBLING", resident_id(1))
    _add(walk, "the same member again", "SIBLING", resident_id(1))
    walk.call("GET /v1/family", claims=claims)
    walk.call(f"GET {_CODE}", "for a member", claims=claims, path={"person": child})
    _register(walk, "a family member until now", 11)
    walk.call("DELETE /v1/family/{person}", claims=claims, path={"person": walk.person("account-11")})


def offline(walk: Walk, on_the_red_list: int) -> None:
    """Whom a grid worker registers, until a relative adds them or they register themselves."""
    _write_down(walk, "", 21)
    _write_down(walk, "a retry", 21)
    _write_down(walk, "papers seen again", 21, key="offline-0002")
    payload = _write_down(walk, "somebody on the red list", on_the_red_list, key="offline-0003").json["payload"]
    scan = {"payload": payload, "checkpoint_id": ESTATE}
    walk.aside("POST /v1/scans", body=scan, claims=staff_claims("inspector"), headers=idempotency("scan-of-a-sheet"))
    _add(walk, "somebody whom staff registered", "GRANDPARENT", resident_id(21))
    _register(walk, "somebody whom staff registered", on_the_red_list)


def code(walk: Walk) -> None:
    own = walk.own(MAIN)
    for picture in ("", "/card.svg", "/card.png", "/sheet.svg"):
        walk.call(f"GET {_CODE}{picture}", **own)
    for case in ("", "a retry"):
        walk.call(f"POST {_CODE}/replacement", case, headers=idempotency(), **own)


def _register(walk: Walk, case: str, serial: int) -> None:
    body = registration(document=_document(resident_id(serial)))
    walk.call("POST /v1/registration", case, body=body, claims=resident_claims(f"account-{serial}"))


def _write_down(walk: Walk, case: str, serial: int, key: str = "offline-0001") -> Answer:
    body = {"document": _document(resident_id(serial)), "name": "李四", "phone": "13800000000"}
    seen = {"evidence": "RESIDENCE_BOOKLET", "checkpoint_id": ESTATE}
    claims = staff_claims("grid_worker")
    return walk.call("POST /v1/offline-registrations", case, body=body | seen, claims=claims, headers=idempotency(key))


def _add(walk: Walk, case: str, relation: str, number: str) -> Answer:
    body = {"document": _document(number), "name": "李四", "relation": relation, "face": face()}
    return walk.call("POST /v1/family", case, body=body, claims=resident_claims(MAIN))


def _document(number: str) -> dict[str, Any]:
    return {"type": "RESIDENT_ID", "number": number}
