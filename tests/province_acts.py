"""What residents do about their health in other regions."""

from shared.identity.model import Document, DocumentType
from shared.kernel.ids import AccountId, PersonId
from shared.kernel.pii import DocumentNumber
from shared.trust.store import TrustStore
from tests.acts import ACCOUNT
from tests.builders import resident_id
from tests.itinerary_acts import acting
from tests.other_regions import other_region, recognise
from tests.region import Region

HENAN, HUBEI, SICHUAN = 41, 42, 51


def document(serial: int = 1) -> Document:
    """The document of the person of `applicant(serial)`."""
    return Document(DocumentType.RESIDENT_ID, DocumentNumber(resident_id(serial)))


def recognised(region: Region, *issuers: int) -> None:
    """Let the region recognise others, for a day."""
    recognise(TrustStore(region.core), *(other_region(issuer, region.clock()) for issuer in issuers))


def consent(region: Region, account: AccountId = ACCOUNT, person: PersonId | None = None) -> bool:
    """Consent for a person; returns whether it is new."""
    _, new = region.provinces.give_consent(acting(region, account, person))
    return new


def revoke(region: Region, account: AccountId = ACCOUNT, person: PersonId | None = None) -> None:
    region.provinces.revoke_consent(acting(region, account, person))
