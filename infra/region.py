"""A region's file: everything that an operations team decides, read once and checked before anything is built."""

import re
import tomllib
from base64 import b64decode
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from pathlib import Path
from typing import Any, TypeVar, cast, get_args, get_origin, get_type_hints
from urllib.parse import urlsplit

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import load_der_public_key

from infra.decisions import Accounts, Itinerary, Limit, Region, Register
from infra.peers import given_peers, peer_faults

REGIONS = Path(__file__).parent / "regions"

LOG_DAYS = frozenset(
    (1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653)
)
"""What CloudWatch Logs takes as days of retention."""

PROVINCES = (11, 82)
"""The province numbers of GB/T 2260, from Beijing to Macao."""
PREFIX_LENGTH = 30
"""Characters of a code's address with which its QR stays at version 6-M."""
COGNITO_TOKEN_MINUTES = (5, 1440)
LONGEST_DELAY = 900
"""Seconds for which SQS holds a message back."""
MOST_REQUESTS = 1_000_000

_NAME = re.compile(r"[a-z][a-z0-9-]{0,30}")
_AWS_REGION = re.compile(r"[a-z]{2}(-[a-z]+)+-\d")
# The alphanumeric characters of a QR, and so that an address of a page comes of them: upper case, ending in `/C/`.
_PREFIX = re.compile(r"HTTPS://[0-9A-Z.-]+(:\d+)?/C/")

_AUTHORITY = re.compile(r"[A-Za-z0-9_-]{1,64}", re.ASCII)
_PROVINCE = re.compile(r"1[1-9]|[2-7]\d|8[0-2]", re.ASCII)

_TYPES = {bool: "true or false", int: "a whole number", str: "a text"}

T = TypeVar("T")


class RegionError(Exception):
    """Names the region's file and everything that is wrong in it."""


def load_region(name: str, **given: str | None) -> Region:
    """The region of `regions/<name>.toml`; `given` replaces what the file says, as `register_url` for `register.url`.

    Raises RegionError that names the file and every fault in it.
    """
    path = REGIONS / f"{name}.toml"
    if not _NAME.fullmatch(name) or not path.is_file():
        known = ", ".join(sorted(each.stem for each in REGIONS.glob("*.toml")))
        raise RegionError(f"there is no region {name!r}; infra/regions/ has {known}")
    return read_region(name, path.read_text(encoding="utf-8"), **given)


def read_region(name: str, text: str, **given: str | None) -> Region:
    """The region `name` that the TOML `text` describes; `given` as in `load_region`, and `peers` as JSON.

    Raises RegionError that names every fault.
    """
    place = f"infra/regions/{name}.toml"
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise RegionError(f"{place}: {error}") from None
    for parameter, value in given.items():
        table, _, setting = parameter.partition("_")
        if value and setting and isinstance(content.get(table), dict):
            # A parameter is a text, whatever the file has in its place.
            number = value.isdecimal() and isinstance(content[table].get(setting), int)
            content[table][setting] = int(value) if number else value
    faults: list[str] = []
    if peers := given.get("peers"):
        try:
            content["peers"] = given_peers(peers)
        except ValueError:
            faults.append("peers, as a parameter, must be JSON")
    region = _dataclass(Region, content | {"name": name}, "", faults)
    if not faults:
        faults = _unfit(region)
    if faults:
        raise RegionError("\n".join([f"{place} has {len(faults)} fault(s):", *(f"  {fault}" for fault in faults)]))
    return region


def _dataclass(kind: type[T], table: Mapping[str, object], place: str, faults: list[str]) -> T:
    """Fill the dataclass `kind`; with anything in `faults`, which it adds to, what it returns is of no use."""
    hints = get_type_hints(kind)
    values: dict[str, Any] = {}
    for each in fields(kind):  # type: ignore[arg-type]  # a dataclass, which no type can ask for
        where = f"{place}{each.name}"
        if each.name in table:
            values[each.name] = _value(hints[each.name], table[each.name], where, faults)
        elif each.default is MISSING and each.default_factory is MISSING:
            faults.append(f"{where} is missing")
    faults.extend(f"{place}{name} is not a setting" for name in table if name not in hints)
    return kind(**values) if not faults else cast("T", None)


def _value(kind: Any, value: object, where: str, faults: list[str]) -> object:
    if is_dataclass(kind):
        if isinstance(value, dict):
            return _dataclass(cast("type[Any]", kind), value, f"{where}.", faults)
        faults.append(f"{where} must be a table")
    elif get_origin(kind) is Mapping:
        if isinstance(value, dict):
            inner = get_args(kind)[1]
            return {key: _value(inner, each, f'{where}."{key}"', faults) for key, each in value.items()}
        faults.append(f"{where} must be a table")
    elif get_origin(kind) is tuple:
        if isinstance(value, list) and all(isinstance(each, str) and each for each in value):
            return tuple(value)
        faults.append(f"{where} must be a list of texts")
    # A TOML boolean is a Python int, so the exact type is asked for.
    elif type(value) is not kind:
        faults.append(f"{where} must be {_TYPES[kind]}")
    return value


def _unfit(region: Region) -> list[str]:
    """Everything that has the right type and still cannot be."""
    numbers = [
        ("code.issuer", region.code.issuer, *PROVINCES),
        ("code.key_id", region.code.key_id, 1, 255),
        ("family.members", region.family.members, 1, 100),
        ("look_ups.per_hour", region.look_ups.per_hour, 1, 1000),
        ("health_questions.per_hour", region.health_questions.per_hour, 1, MOST_REQUESTS),
        ("offline_registrations.per_hour", region.offline_registrations.per_hour, 1, 1000),
        ("appeals.days", region.appeals.days, 1, 30),
        ("imports.chunks_at_once", region.imports.chunks_at_once, 1, 1000),
        ("risk.assignments_an_hour", region.risk.assignments_an_hour, 1, 1000),
        ("notifications.delay_seconds", region.notifications.delay_seconds, 1, LONGEST_DELAY),
        *(
            (f"retention.{each.name}", getattr(region.retention, each.name), 1, 3650)
            for each in fields(region.retention)
            if each.name != "log_days"
        ),
        ("residents.token_minutes", region.residents.token_minutes, *COGNITO_TOKEN_MINUTES),
        ("staff.token_minutes", region.staff.token_minutes, *COGNITO_TOKEN_MINUTES),
        *_limits("throttle", region.throttle),
    ]
    for key, limit in region.throttle.routes.items():
        numbers += _limits(f'throttle.routes."{key}"', limit)
    conditions = [
        (_AWS_REGION.fullmatch(region.aws_region), "aws_region must be an AWS region such as ap-east-1"),
        (
            _PREFIX.fullmatch(region.code.prefix) and len(region.code.prefix) <= PREFIX_LENGTH,
            f"code.prefix must be an upper-case HTTPS:// address that ends in /C/, at most {PREFIX_LENGTH} characters",
        ),
        *_system("register", region.register),
        *_system("itinerary", region.itinerary),
        *(
            (
                _PROVINCE.fullmatch(number) and _address(address, "https") and not any(map(str.isspace, address)),
                f"provinces.{number} must be the number of a province, 11 to 82, with an https address",
            )
            for number, address in region.provinces.items()
        ),
        *peer_faults(region.peers, region.code.issuer),
        (
            _AUTHORITY.fullmatch(region.appeals.supervising_authority),
            "appeals.supervising_authority must name an authority, in 1 to 64 letters, digits, - or _",
        ),
        (
            not region.status_lists.signing_key or region.status_lists.cdn,
            "status_lists.signing_key is for status_lists.cdn = true",
        ),
        (
            not region.status_lists.signing_key or _is_p256_key(region.status_lists.signing_key),
            "status_lists.signing_key must be a P-256 key as KMS shows it, in Base64",
        ),
        (region.retention.log_days in LOG_DAYS, f"retention.log_days must be one of {sorted(LOG_DAYS)}"),
        (region.staff.roles_claim, "staff.roles_claim must name a claim"),
        (region.staff.authority_claim, "staff.authority_claim must name a claim"),
        (
            region.staff.issuer
            or (region.staff.roles_claim == "cognito:groups" and region.staff.authority_claim.startswith("custom:")),
            "staff: tokens of a user pool have their roles in cognito:groups, and an authority in a claim custom:...",
        ),
        *_issuer("residents", region.residents),
        *_issuer("staff", region.staff),
    ]
    return [
        *(f"{name} must be {low} to {high}" for name, value, low, high in numbers if not low <= value <= high),
        *(fault for holds, fault in conditions if not holds),
    ]


def _limits(place: str, limit: Limit) -> list[tuple[str, int, int, int]]:
    return [(f"{place}.rate", limit.rate, 1, MOST_REQUESTS), (f"{place}.burst", limit.burst, 1, MOST_REQUESTS)]


def _system(place: str, system: Register | Itinerary) -> list[tuple[object, str]]:
    return [
        (
            _address(system.url, "https") or _is_here(system.url),
            f"{place}.url must be an https address, or http on this machine",
        ),
        (system.secret, f"{place}.secret must name a secret"),
    ]


def _issuer(place: str, accounts: Accounts) -> list[tuple[object, str]]:
    return [
        (not accounts.issuer or _address(accounts.issuer, "https"), f"{place}.issuer must be an https address"),
        (bool(accounts.issuer) == bool(accounts.audience), f"{place}.issuer and {place}.audience go together"),
    ]


def _is_p256_key(text: str) -> bool:
    try:
        key = load_der_public_key(b64decode(text, validate=True))
    except (ValueError, UnsupportedAlgorithm):
        return False
    return isinstance(key, ec.EllipticCurvePublicKey) and isinstance(key.curve, ec.SECP256R1)


def _address(text: str, scheme: str) -> bool:
    parts = urlsplit(text)
    return parts.scheme == scheme and bool(parts.hostname)


def _is_here(text: str) -> bool:
    host = urlsplit(text).hostname or ""
    return _address(text, "http") and (host in {"127.0.0.1", "localhost"} or host.endswith(".localhost"))
