"""Bodies of registration by staff: shapes and lengths only, their rules are the domain's."""

from pydantic import Field

from shared.aws.wire import Wire
from shared.offline_registrations.model import Evidence


class PaperDocumentBody(Wire):
    """One of the three documents (M2), in hand or named by another paper."""

    type: str = Field(max_length=40, examples=["RESIDENT_ID"])
    number: str = Field(max_length=40, repr=False)


class PapersBody(Wire):
    """Who somebody is by their papers, which of these were seen, and where; no picture of anybody."""

    document: PaperDocumentBody
    name: str = Field(max_length=100, repr=False)
    phone: str | None = Field(default=None, max_length=40, repr=False, examples=["13800000000"])
    evidence: Evidence = Field(description="The paper that was seen")
    checkpoint_id: str = Field(max_length=40, examples=["440106-E-7F3K2M6Q-C"])


class RegisteredOfflineBody(Wire):
    """What the grid worker hands over: a code, on a sheet to print."""

    registration: str
    masked_name: str
    evidence: Evidence
    registered_at: str
    checkpoint: str
    payload: str = Field(description="The text of the QR")
    issued_at: str
    identity_confirmed: bool = Field(description="False: the identity register has not confirmed this person yet")
    sheet: str = Field(description="The sheet as SVG, A4, for who has no phone; it says that it was registered offline")
