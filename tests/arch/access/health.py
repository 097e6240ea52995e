"""The walk through what a resident sees of themselves: the overview, each list, who looked, and the itinerary."""

from typing import Any

from tests.arch.access.people import MAIN
from tests.arch.access.walk import Walk

_PERSON = "/v1/people/{person}"


def health(walk: Walk) -> None:
    """After a scan, a temperature, health checks and a release notice of the main account."""
    own = walk.own(MAIN)
    walk.call(f"GET {_PERSON}/health", **own)
    walk.call(f"GET {_PERSON}/accesses", **own)
    walk.second_page(f"GET {_PERSON}/accesses", **own)
    walk.call(f"GET {_PERSON}/health-checks", **own)
    walk.second_page(f"GET {_PERSON}/health-checks", **own)
    _temperatures(walk, own)
    _notices(walk, own)


def itinerary(walk: Walk) -> None:
    own, consent = walk.own(MAIN), f"{_PERSON}/itinerary/consent"
    walk.call(f"PUT {consent}", **own)
    walk.call(f"PUT {consent}", "given before", **own)
    walk.call(f"GET {_PERSON}/itinerary", **own)
    walk.call(f"GET {_PERSON}/itinerary/card.svg", **own)
    walk.call(f"DELETE {consent}", **own)
    walk.call(f"DELETE {consent}", "none was given", **own)
    walk.call(f"PUT {consent}", "given again", **own)


def _temperatures(walk: Walk, own: dict[str, Any]) -> None:
    listed = walk.call(f"GET {_PERSON}/temperatures", **own).json["temperatures"]
    walk.second_page(f"GET {_PERSON}/temperatures", **own)
    path = own["path"] | {"temperature": listed[0]["temperature"]}
    walk.call(f"GET {_PERSON}/temperatures/{{temperature}}", claims=own["claims"], path=path)
    for method in ("PUT", "PATCH", "DELETE"):
        walk.call(f"{method} {_PERSON}/temperatures/{{temperature}}", claims=own["claims"], path=path)


def _notices(walk: Walk, own: dict[str, Any]) -> None:
    listed = walk.call(f"GET {_PERSON}/release-notices", **own).json["release_notices"]
    walk.second_page(f"GET {_PERSON}/release-notices", **own)
    path = own["path"] | {"notice": listed[0]["notice"]}
    walk.call(f"GET {_PERSON}/release-notices/{{notice}}", claims=own["claims"], path=path)
    walk.call(f"GET {_PERSON}/release-notices/{{notice}}/notice.svg", claims=own["claims"], path=path)
    digits = {"digits": listed[0]["payload"].rpartition("/")[2]}
    walk.call("GET /N/{digits}", "the first of a process", path=digits)
    walk.call("GET /N/{digits}", path=digits)
