"""Bodies of what is registered through a scan."""

from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints

from shared.aws.wire import Day, Instant, Prose, Wire
from shared.declarations.model import Symptom
from shared.laboratory.model import Result
from shared.notices.model import MOST_LIFTED
from shared.temperatures.model import HIGHEST, LOWEST


def _with_one_decimal(value: float) -> float:
    if float(f"{value:.1f}") != value:
        raise ValueError("has one decimal")
    return value


Celsius = Annotated[
    float,
    Field(ge=LOWEST / 10, le=HIGHEST / 10, description="Degrees Celsius, one decimal", examples=[36.5]),
    AfterValidator(_with_one_decimal),
]
RecordName = Annotated[str, StringConstraints(pattern=r"^[a-z2-7]{32}-[a-z2-7]{16}$")]


class MeasurementBody(Wire):
    """A person's temperature."""

    celsius: Celsius

    @property
    def tenths(self) -> int:
        """Tenths of a degree."""
        return round(self.celsius * 10)


class FindingsBody(Wire):
    """What a grid worker found of a person's health."""

    symptoms: list[Symptom] = Field(description="Each at most once; empty when there are none")
    celsius: Celsius | None = None
    remarks: Prose | None = None

    @property
    def tenths(self) -> int | None:
        """Tenths of a degree; None where no temperature was taken."""
        return None if self.celsius is None else round(self.celsius * 10)


class SampleBody(Wire):
    """What a laboratory found in a sample."""

    result: Result
    sampled_at: Instant = Field(description="When the sample was taken, within the last 14 days")
    laboratory: Prose = Field(description="Who tested it")


class ReleaseBody(Wire):
    """The release of a person from medical observation, and the risk records that it ends."""

    institution: Prose = Field(description="Who observed the person")
    place: Prose = Field(description="Where the person was observed")
    observed_from: Day
    observed_to: Day = Field(description="The last day of the observation, today at the latest")
    lifts: list[RecordName] = Field(
        max_length=MOST_LIFTED, description="The person's active risk records that end with it; none is possible"
    )


class RegisteredTemperatureBody(Wire):
    """A temperature as stored."""

    temperature: str
    celsius: float
    fever: bool = Field(description="From 37.3 degrees Celsius")
    measured_at: str
    checkpoint: str


class RegisteredHealthCheckBody(Wire):
    """A health check as stored."""

    health_check: str
    symptoms: list[Symptom]
    celsius: float | None
    fever: bool | None = Field(description="From 37.3 degrees Celsius; null where no temperature was taken")
    temperature: str | None = Field(description="The temperature that was recorded with it")
    remarks: str | None
    checked_at: str
    checkpoint: str


class RecordedTestResultBody(Wire):
    """A test result as stored; it colours nobody."""

    test_result: str
    result: Result
    sampled_at: str
    laboratory: str
    lifted: list[str] = Field(description="The risk records that ended with it")
    recorded_at: str
    checkpoint: str


class IssuedNoticeBody(Wire):
    """A notice of release as stored."""

    notice: str
    number: str
    masked_name: str
    institution: str
    place: str
    observed_from: str
    observed_to: str
    lifted: list[str]
    issued_at: str
    payload: str = Field(description="The text of its QR: an address under which anyone verifies it")
    checkpoint: str
