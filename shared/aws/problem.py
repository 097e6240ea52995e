"""What a refusal says to its caller."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """What a refusal says: the status, and for each language a title and what to do next."""

    status: int
    title_zh: str
    advice_zh: str
    title_en: str
    advice_en: str
