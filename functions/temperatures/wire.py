"""The answers of a person's temperatures."""

from pydantic import Field

from shared.aws.wire import Wire
from shared.kernel.roles import StaffRole


class TemperatureBody(Wire):
    """One measurement."""

    temperature: str
    celsius: float = Field(description="Degrees Celsius, one decimal", examples=[36.5])
    fever: bool = Field(description="From 37.3 degrees Celsius")
    current: bool = Field(description="Whether it is the person's newest one, which is the one that counts")
    measured_at: str
    checkpoint: str
    role: StaffRole = Field(description="In which role it was measured")


class TemperaturesBody(Wire):
    """One page of temperatures, newest first."""

    temperatures: list[TemperatureBody]
    cursor: str | None = Field(description="Send it to get the next page; null on the last one")
