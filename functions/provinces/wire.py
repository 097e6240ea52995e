"""Bodies of what other regions hold of a person's health."""

from pydantic import Field

from shared.aws.wire import Wire
from shared.declarations.model import Kind, Symptom
from shared.laboratory.model import Result
from shared.risk.model import Category, Colour


class ConsentBody(Wire):
    """The consent that holds."""

    given_at: str


class GlanceBody(Wire):
    """One list at a glance."""

    newest: str | None = Field(description="The instant of the newest entry; null where there is none")
    count: int = Field(description="Of the newest entries, twenty at most")
    more: bool = Field(description="Whether there are older ones than those that are counted")


class SummaryBody(Wire):
    """A person's health in one region at a glance, as it says itself."""

    colour: Colour
    as_of: str
    temperatures: GlanceBody
    declarations: GlanceBody
    health_checks: GlanceBody
    test_results: GlanceBody
    release_notices: GlanceBody


class ProvinceSummaryBody(Wire):
    """One region: what it says, or why it says nothing now."""

    issuer: int = Field(description="Its number in every code: GB/T 2260 for a province")
    name: str | None = Field(description="Null for one that is no province")
    silence: str | None = Field(
        description="Why there is no answer now, as TOO_SLOW or NOT_REACHED; null where there is one",
        examples=["TOO_SLOW"],
    )
    known: bool | None = Field(description="Whether it holds anything of the person; null where it did not say")
    summary: SummaryBody | None
    detail: str | None = Field(description="The path of the detail; null where there is none")


class ProvincesBody(Wire):
    """Every region that is recognised here, by its number."""

    provinces: list[ProvinceSummaryBody]


class ProvinceReasonBody(Wire):
    """A reason for red in another region."""

    category: Category
    name: str
    authority: str
    reason: str
    starts_at: str
    ends_at: str | None
    review_on: str | None


class ProvinceTemperatureBody(Wire):
    """A temperature that was measured in another region."""

    celsius: float
    fever: bool = Field(description="37.3 degrees and above")
    measured_at: str


class ProvinceDeclarationBody(Wire):
    """That something was declared in another region; what was declared stays there."""

    kind: Kind
    declared_at: str
    organisation: str | None = Field(description="The name of whom it was made to; null for a self check")


class ProvinceHealthCheckBody(Wire):
    """A health check in another region."""

    symptoms: list[Symptom]
    celsius: float | None = Field(description="Null where no temperature was taken")
    fever: bool | None = Field(description="37.3 degrees and above; null where no temperature was taken")
    remarks: str | None
    checked_at: str


class ProvinceTestResultBody(Wire):
    """A nucleic acid test in another region."""

    result: Result
    sampled_at: str
    laboratory: str
    recorded_at: str


class ProvinceNoticeBody(Wire):
    """A notice of release from medical observation in another region."""

    institution: str
    place: str
    observed_from: str
    observed_to: str
    issued_at: str


class ProvinceHealthBody(Wire):
    """A person's health in one region: the colour with its reasons, and the newest of each list, twenty at most."""

    colour: Colour
    as_of: str
    reasons: list[ProvinceReasonBody]
    temperatures: list[ProvinceTemperatureBody]
    declarations: list[ProvinceDeclarationBody]
    health_checks: list[ProvinceHealthCheckBody]
    test_results: list[ProvinceTestResultBody]
    release_notices: list[ProvinceNoticeBody]
    more: list[str] = Field(description="The names of the lists that have older entries")


class ProvinceDetailBody(Wire):
    """One region in detail."""

    issuer: int
    name: str | None = Field(description="Null for one that is no province")
    known: bool = Field(description="Whether it holds anything of the person")
    health: ProvinceHealthBody | None
