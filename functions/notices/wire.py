"""The answers of release notices."""

from pydantic import Field

from shared.aws.wire import Wire
from shared.kernel.roles import StaffRole


class ReleaseNoticeBody(Wire):
    """One notice of release from medical observation."""

    notice: str
    number: str = Field(description="As people read it out", examples=["ABCD-2345-EFGH-67IJ"])
    masked_name: str
    institution: str
    place: str = Field(description="Where the person was observed")
    observed_from: str
    observed_to: str = Field(description="The last day of the observation")
    lifted: list[str] = Field(description="The risk records that it ended")
    issued_at: str
    kept_until: str
    payload: str = Field(description="The text of its QR: an address under which anyone verifies it")
    checkpoint: str
    role: StaffRole = Field(description="In which role it was issued")


class ReleaseNoticesBody(Wire):
    """One page of release notices, newest first."""

    release_notices: list[ReleaseNoticeBody]
    cursor: str | None = Field(description="Send it to get the next page; null on the last one")
