"""How certificates are handed in: announced, posted to the bucket, and told of by the bucket's event."""

from typing import Any

from shared.certificates.model import Certificate, Description, Kind, MediaType
from shared.certificates.service import Requested
from shared.family.model import Acting
from shared.kernel.ids import AccountId, PersonId
from tests.acts import ACCOUNT
from tests.builders import pdf
from tests.region import START, Region


def described(**changes: Any) -> Description:
    """What a resident says of a certificate: a nucleic acid test of the day, as a PDF."""
    valid: dict[str, Any] = {
        "kind": Kind.NUCLEIC_ACID_TEST,
        "media_type": MediaType.PDF,
        "issued_on": START.date(),
        "note": "市第一人民医院",
    }
    return Description(**(valid | changes))


def acting_for(region: Region, person: PersonId, account: AccountId = ACCOUNT) -> Acting:
    return region.family.acting(account, person)


def announced(region: Region, person: PersonId, key: str = "certificate-0001", **changes: Any) -> Requested:
    """A certificate of `person` that waits for its file."""
    return region.certificates.request(acting_for(region, person), described(**changes), key)


def upload_key(certificate: Certificate) -> str:
    """Where the certificate's form puts its file."""
    return f"uploads/{certificate.person_id}/{certificate.certificate_id}"


def posted(region: Region, certificate: Certificate, content: bytes) -> None:
    """The file is in the bucket; its event has yet to come."""
    media_type = certificate.description.media_type.value
    region.bucket.client.put_object(
        Bucket=region.bucket.name, Key=upload_key(certificate), Body=content, ContentType=media_type
    )


def object_created(key: str) -> dict[str, Any]:
    """What EventBridge says of a new file."""
    return {"id": "event-1", "detail": {"object": {"key": key}}}


def told(region: Region, certificate: Certificate) -> None:
    """The event of the certificate's upload arrives."""
    region.on_upload(object_created(upload_key(certificate)), None)


def handed_in(
    region: Region, person: PersonId, content: bytes | None = None, key: str = "certificate-0001", **changes: Any
) -> Certificate:
    """A certificate of `person` whose file, a proper one unless `content` says otherwise, was posted and checked."""
    certificate = announced(region, person, key, **changes).certificate
    posted(region, certificate, pdf() if content is None else content)
    told(region, certificate)
    return region.certificates.certificate(acting_for(region, person), certificate.certificate_id)
