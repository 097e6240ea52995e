"""What an operations team decides for its region, as the region's file says it."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Codes:
    """How this region's codes are signed."""

    issuer: int
    """The province number of GB/T 2260, 11 to 82."""
    key_id: int
    prefix: str


@dataclass(frozen=True, slots=True)
class Register:
    """The identity register: its address, and the name or ARN of the secret with its API key."""

    url: str
    secret: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Accounts:
    """Who signs tokens: an OIDC issuer, or a Cognito user pool of our own where `issuer` is empty."""

    issuer: str = ""
    audience: tuple[str, ...] = ()
    token_minutes: int = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffAccounts(Accounts):
    """Staff tokens carry roles and an authority besides."""

    roles_claim: str
    authority_claim: str


@dataclass(frozen=True, slots=True)
class Retention:
    """How long records are kept, in days."""

    scan_days: int
    declaration_days: int
    temperature_days: int
    health_check_days: int
    test_result_days: int
    release_notice_days: int
    certificate_days: int
    look_up_days: int
    import_days: int
    notification_days: int
    published_day_days: int
    log_days: int


@dataclass(frozen=True, slots=True)
class Family:
    """How far one person acts for others."""

    members: int
    """The most people one may act for."""


@dataclass(frozen=True, slots=True)
class Appeals:
    """How long an authority has for an appeal, in days, and who may decide it after that."""

    days: int
    supervising_authority: str


@dataclass(frozen=True, slots=True)
class Risk:
    """The brake on the red list."""

    assignments_an_hour: int
    """How many assignments one officer may make alone within a clock hour; those beyond wait for a second officer."""


@dataclass(frozen=True, slots=True)
class Imports:
    """How fast an approved import is worked through."""

    chunks_at_once: int
    """How many parts of a file, of up to 500 rows each, at the same time."""


@dataclass(frozen=True, slots=True)
class Itinerary:
    """The carriers' itinerary provider: its address, and the name or ARN of the secret with its API key."""

    url: str
    secret: str


@dataclass(frozen=True, slots=True)
class LookUps:
    """How often staff look people up."""

    per_hour: int
    """The most that one officer has in a clock hour."""


@dataclass(frozen=True, slots=True)
class HealthQuestions:
    """How often other regions ask about people's health."""

    per_hour: int
    """The most that one region has in a clock hour."""


@dataclass(frozen=True, slots=True)
class Notifications:
    """How residents are told that there is news."""

    delay_seconds: int
    """The longest that a message waits; each waits for a random time up to it."""


@dataclass(frozen=True, slots=True)
class OfflineRegistrations:
    """How often staff register people whom the identity register does not hold."""

    per_hour: int
    """The most that one officer may try in a clock hour."""


@dataclass(frozen=True, slots=True)
class StatusLists:
    """How scanners get the status lists: from the API, or from CloudFront with an address that the API signs."""

    cdn: bool = False
    signing_key: str = ""
    """The public half of the key that signs addresses, in Base64 (DER); the first deployment with `cdn` makes it."""


@dataclass(frozen=True, slots=True)
class Peer:
    """Another region whose codes count here: the address of its API, and the key that signs its trust list."""

    service: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Limit:
    """Requests a second, and how many at once."""

    rate: int
    burst: int


@dataclass(frozen=True, slots=True)
class Throttle(Limit):
    """The API's limit, and those of the routes that have one of their own, by route key."""

    routes: Mapping[str, Limit] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Region:
    """One region's decisions."""

    name: str
    """The file's own name; part of every stack's name."""
    aws_region: str
    code: Codes
    register: Register
    itinerary: Itinerary
    family: Family
    look_ups: LookUps
    health_questions: HealthQuestions
    offline_registrations: OfflineRegistrations
    appeals: Appeals
    risk: Risk
    imports: Imports
    notifications: Notifications
    residents: Accounts
    staff: StaffAccounts
    retention: Retention
    throttle: Throttle
    status_lists: StatusLists = field(default_factory=StatusLists)
    provinces: Mapping[str, str] = field(default_factory=dict)
    """Where other provinces show their residents' health information, by their number in GB/T 2260."""
    peers: Mapping[str, Peer] = field(default_factory=dict)
    """The regions that this one recognises, by their number in GB/T 2260."""
