"""The answers of the health overview, of health checks, of test results and of the access log."""

from pydantic import Field

from shared.access.model import LookedUp, Purpose
from shared.aws.wire import Wire
from shared.certificates.model import Kind as CertificateKind
from shared.certificates.model import MediaType
from shared.checkpoints.model import Kind as PlaceKind
from shared.codes.model import Outcome
from shared.declarations.model import Kind as DeclarationKind
from shared.declarations.model import Symptom
from shared.kernel.roles import StaffRole
from shared.laboratory.model import Result
from shared.risk.model import Category, Colour


class OverviewReasonBody(Wire):
    """One reason for red (M9), as the code's own view has it."""

    record: str
    category: Category
    name: str
    authority: str
    reason: str
    starts_at: str
    ends_at: str | None
    review_on: str | None
    guide: str = Field(description="The path of the release guide")


class NewestTemperatureBody(Wire):
    """The temperature that counts (M16)."""

    temperature: str
    celsius: float
    fever: bool = Field(description="37.3 degrees and above")
    measured_at: str


class TemperatureGlanceBody(Wire):
    newest: NewestTemperatureBody | None
    all: str = Field(description="The path of the list")


class HealthCheckBody(Wire):
    """What a grid worker found of a person's health (M15)."""

    health_check: str
    symptoms: list[Symptom]
    celsius: float | None = Field(description="Null where no temperature was taken")
    fever: bool | None = Field(description="37.3 degrees and above; null where no temperature was taken")
    temperature: str | None = Field(description="The temperature that was recorded with it")
    remarks: str | None
    checked_at: str
    checkpoint: str


class HealthChecksBody(Wire):
    """One page of health checks, newest first."""

    health_checks: list[HealthCheckBody]
    cursor: str | None = Field(description="Send it to get the next page; null on the last one")


class TestResultBody(Wire):
    """A nucleic acid test as a medic recorded it; it colours nobody."""

    test_result: str
    result: Result
    sampled_at: str
    laboratory: str
    lifted: list[str] = Field(description="The risk records that ended with it")
    recorded_at: str
    checkpoint: str


class TestResultsBody(Wire):
    """One page of test results, the one that was recorded last first."""

    test_results: list[TestResultBody]
    cursor: str | None = Field(description="Send it to get the next page; null on the last one")


class HealthCheckGlanceBody(Wire):
    newest: HealthCheckBody | None
    all: str = Field(description="The path of the list")


class NewestDeclarationBody(Wire):
    """The last health declaration (M18)."""

    declaration: str
    kind: DeclarationKind
    declared_at: str
    organisation: str | None = Field(description="The name of whom it was made to; null for a self check")


class DeclarationGlanceBody(Wire):
    newest: NewestDeclarationBody | None
    all: str = Field(description="The path of the list")


class NewestCertificateBody(Wire):
    """A confirmed health certificate (M20)."""

    certificate: str
    kind: CertificateKind
    media_type: MediaType
    issued_on: str | None
    requested_at: str


class CertificatesGlanceBody(Wire):
    newest: list[NewestCertificateBody] = Field(description="Three at most")
    all: str = Field(description="The path of the list")


class NewestNoticeBody(Wire):
    """A notice of release from medical observation (M15)."""

    notice: str
    institution: str
    observed_from: str
    observed_to: str
    issued_at: str


class NoticesGlanceBody(Wire):
    newest: list[NewestNoticeBody] = Field(description="Three at most")
    all: str = Field(description="The path of the list")


class ProvinceBody(Wire):
    """Where another province shows the health information that it holds (M21)."""

    issuer: int = Field(description="GB/T 2260")
    name: str
    address: str


class OverviewBody(Wire):
    """A person's health at one glance; what was never recorded is null, or empty."""

    person: str
    colour: Colour
    as_of: str
    reasons: list[OverviewReasonBody]
    code: str = Field(description="The path of the code")
    temperature: TemperatureGlanceBody
    health_check: HealthCheckGlanceBody
    declaration: DeclarationGlanceBody
    certificates: CertificatesGlanceBody
    release_notices: NoticesGlanceBody
    provinces: list[ProvinceBody]
    accesses: str = Field(description="The path of the access log")


class PlaceBody(Wire):
    """Where somebody looked at a person."""

    checkpoint_id: str
    division: str = Field(description="GB/T 2260")
    province: str | None = Field(description="Null for a division that is not known")
    city: str | None = Field(description="Null where the province itself is the city")
    kind: PlaceKind


class RegionBody(Wire):
    """Another region, by its number in every code."""

    issuer: int
    name: str | None = Field(description="Null for one that is no province")


class AccessBody(Wire):
    """One look at a person by somebody of the staff, or by another region on the person's behalf."""

    at: str
    purpose: Purpose
    looked_up: LookedUp | None = Field(description="What was looked up; null for the scan of a code")
    roles: list[StaffRole] = Field(description="The roles of the one who looked; none for another region")
    place: PlaceBody | None = Field(description="Null for another region")
    region: RegionBody | None = Field(description="The other region that asked; null for our own staff")
    outcome: Outcome | None = Field(description="What a scan led to; null for what is no scan")
    colour: Colour | None = Field(description="The colour that was answered; null where none was")
    decided_offline: bool = Field(
        description="Whether a gate without a connection decided by itself, and told of it later"
    )


class AccessesBody(Wire):
    """One page of a person's access log, newest first."""

    accesses: list[AccessBody]
    cursor: str | None = Field(description="Send it to get the next page; null on the last one")
