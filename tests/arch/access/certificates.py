"""The walk through certificates, from the request to the file that S3 tells of."""

from typing import Any

from shared.certificates.model import Certificate
from shared.kernel.ids import AccountId, EntryId
from tests.arch.access.people import MAIN
from tests.arch.access.recorded import recorded
from tests.arch.access.walk import Walk
from tests.builders import idempotency, pdf
from tests.certificate_acts import object_created, posted, upload_key
from tests.region import START

_CERTIFICATES = "/v1/people/{person}/certificates"
UPLOADED = "S3: Object Created"
"""What stands for a route where the bucket is what calls."""


def certificates(walk: Walk) -> None:
    own = walk.own(MAIN)
    announced = _announced(walk, own, "", "certificate-0001")
    _announced(walk, own, "a retry", "certificate-0001")
    _told(walk, announced, "", pdf())
    _told(walk, announced, "a form posted again", pdf("another"))
    _told(walk, announced, "an event that came twice", None)
    _told(walk, _announced(walk, own, None, "certificate-0002"), "a file of another type", b"MZ\x90")
    walk.call(f"GET {_CERTIFICATES}", **own)
    walk.second_page(f"GET {_CERTIFICATES}", **own)
    barely: dict[str, Any] = {"kind": "OTHER", "media_type": "image/png"}
    walk.aside(f"POST {_CERTIFICATES}", body=barely, headers=idempotency("certificate-0003"), **own)
    path = own["path"] | {"certificate": announced.certificate_id}
    walk.call(f"GET {_CERTIFICATES}/{{certificate}}", claims=own["claims"], path=path)
    walk.call(f"GET {_CERTIFICATES}/{{certificate}}/file", claims=own["claims"], path=path)


def _announced(walk: Walk, own: dict[str, Any], case: str | None, key: str) -> Certificate:
    body = {
        "kind": "NUCLEIC_ACID_TEST",
        "media_type": "application/pdf",
        "issued_on": START.date().isoformat(),
        "note": "市第一人民医院",
    }
    route, request = f"POST {_CERTIFICATES}", own | {"body": body, "headers": idempotency(key)}
    answer = walk.region.call(route, **request) if case is None else walk.call(route, case, **request)
    acting = walk.region.family.acting(AccountId(MAIN), own["path"]["person"])
    return walk.region.certificates.certificate(acting, EntryId(answer.json["certificate"]["certificate"]))


def _told(walk: Walk, certificate: Certificate, case: str, content: bytes | None) -> None:
    region = walk.region
    if content is not None:
        posted(region, certificate, content)
    with recorded(region.core, region.bucket) as calls:
        region.on_upload(object_created(upload_key(certificate)), None)
    walk.keep(UPLOADED, case, calls)
