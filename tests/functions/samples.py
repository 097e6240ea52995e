"""The sample events of `events/`, filled in for a region of this process."""

import json
import re
from base64 import b64decode
from pathlib import Path
from typing import Any, cast

from shared.appeals.model import AppealOutcome
from shared.aws.transactions import wire_item
from shared.federation.model import Question
from shared.jws.signature import seconds
from shared.kernel.ids import AccountId, derived_id
from shared.kernel.paging import PageRequest
from shared.organisations.model import Organisation
from tests.acts import (
    ACCOUNT,
    NAME,
    add_member,
    assign,
    assign_beyond_brake,
    in_days,
    officer,
    register,
    scan,
    staff,
    station,
)
from tests.appeal_acts import COLLEAGUE, appeal, decide
from tests.builders import face, resident_id
from tests.certificate_acts import handed_in
from tests.declaration_acts import acting, declare, join, organisation, today
from tests.import_acts import waiting_import
from tests.itinerary_acts import give_consent, revoke_consent
from tests.peer_region import asks, asks_about, editions_now, recognise
from tests.province_acts import consent, document, revoke
from tests.region import RESIDENT_ISSUER, STAFF_ISSUER, Answer, Region
from tests.scan_acts import measure, release

EVENTS = Path(__file__).parents[2] / "events"
ADMINISTRATOR = AccountId("officer-of-the-sample-events")
OTHER_SYSTEMS = frozenset({"sandbox_itinerary", "sandbox_register"})
WITHOUT_ROUTES = frozenset(
    {
        "audit",
        "audit_days",
        "certificate_uploads",
        "notification_changes",
        "notification_deliveries",
    }
)

Event = dict[str, Any]
Values = dict[str, str]


def sample_files() -> list[Path]:
    """Every sample event of the region's API."""
    return sorted(path for path in EVENTS.glob("*/*.json") if path.parent.name not in OTHER_SYSTEMS | WITHOUT_ROUTES)


def route_key(path: Path) -> str:
    """The route that a sample is for."""
    return cast(str, json.loads(path.read_text(encoding="utf-8"))["routeKey"])


SAMPLE = {route_key(path): path for path in sample_files()}
"""The sample of each route."""


def placeholders(text: str) -> set[str]:
    """The names that stand in `{{…}}`."""
    return set(re.findall(r"{{(\w+)}}", text))


def prepared(region: Region) -> Values:
    """Register a resident with a family, put them on the red list, set up a checkpoint; what the placeholders are."""
    registered = register(region)
    give_consent(region)
    consent(region)
    employer, other, inviting = (_organisation(region, number) for number in range(3))
    for each in (employer, other):
        join(region, acting(region), each)
    return {
        "account": ACCOUNT,
        "person": registered.person_id,
        "payload": registered.code.payload,
        **_asked_by_peer(region, registered.code.payload),
        "document_number": resident_id(),
        "name": NAME,
        "face": face(),
        "member": add_member(region, 3).link.member,
        "relative_document_number": resident_id(4),
        "relative_name": NAME,
        "relative_face": face(),
        "checkpoint": station(region).checkpoint_id,
        "certificate": handed_in(region, registered.person_id).certificate_id,
        **_through_scan(region, registered.code.payload),
        "administrator": ADMINISTRATOR,
        "organisation": employer.organisation_id,
        "other_organisation": other.organisation_id,
        "invitation": inviting.invitation,
        "declaration": declare(region, acting(region)).declaration.entry_id,
        "today": today(region),
        "yesterday": _published_yesterday(region),
        "record": assign(region, actor=officer("health_authority-of-the-sample-events")).record_id,
        **_appealed(region, registered.person_id),
        "waiting_record": assign_beyond_brake(region, 6, actor=officer("colleague-of-the-sample-events")).record_id,
        "waiting_import": waiting_import(region, actor=officer("colleague-of-the-sample-events")).import_id,
        "authority": "CDC-440106",
        "ends_on": in_days(14).isoformat(),
        "resident_issuer": RESIDENT_ISSUER,
        "staff_issuer": STAFF_ISSUER,
    }


def _asked_by_peer(region: Region, payload: str) -> Values:
    recognise(region)
    now = region.clock.now
    asked: dict[Question, dict[str, object]] = {
        Question.CODE_VERIFICATION: {"payload": payload},
        Question.STATUS_LIST_CONTENTS: {},
        Question.STATUS_LIST: {"list": 7, "issued_at": seconds(editions_now(region)[7])},
    }
    names = ("peer_verification", "peer_status_list_contents", "peer_status_list")
    return {
        name: asks(now, question, about, name=name)
        for name, (question, about) in zip(names, asked.items(), strict=True)
    } | {
        "peer_health_summary": asks_about(now, Question.HEALTH_SUMMARY, document()),
        "peer_health_detail": asks_about(now, Question.HEALTH_DETAIL, document()),
    }


def _published_yesterday(region: Region) -> str:
    region.publishing.publish()
    return region.days.published()[-1].isoformat()


def _appealed(region: Region, person: str) -> Values:
    # Made by a colleague of the officer who decides in the events.
    decided, filed = (assign(region, key=f"appealed-{number}").record_id for number in range(2))
    return {
        "appellant": ACCOUNT,
        "appellant_person": person,
        "appellant_record": filed,
        "appeal": appeal(region, decided, key="appealed-before").standing.appeal.entry_id,
    }


def _decide_what_is_open(region: Region) -> None:
    # The appeal that the events decide stays open.
    kept = derived_id("appeal", ACCOUNT, "appealed-before")
    filed = (each.appeal.entry_id for each in region.deciding.own(COLLEAGUE, PageRequest()).items)
    for entry_id in filed:
        if entry_id != kept:
            decide(region, entry_id, AppealOutcome.UPHELD)


def _forget_who_was_written_down(region: Region) -> None:
    unconfirmed = {item["pk"] for item in region.items(region.vault) if "unconfirmed" in item}
    for table in (region.core, region.vault):
        for item in region.items(table):
            if item["pk"] in unconfirmed:
                place = wire_item({"pk": item["pk"], "sk": item["sk"]})
                table.client.delete_item(TableName=table.name, Key=place)


def _through_scan(region: Region, payload: str) -> Values:
    medic = staff(account="officer-of-the-sample-events")
    scanned = scan(region, payload, actor=medic, key="scan-of-the-sample-events").scan_id
    measured = measure(region, scanned, actor=medic, key="measured-before")
    notice = release(region, scanned, actor=medic, key="released-before").notice
    return {
        "officer": medic.account,
        "scan": scanned,
        "temperature": measured.temperature.entry_id,
        "notice": notice.entry_id,
        "notice_digits": notice.payload.rpartition("/")[2],
    }


def newcomer(values: Values) -> Values:
    """The same values for somebody who is not registered yet."""
    return values | {"account": "account-2", "document_number": resident_id(2)}


def first_time(key: str, values: Values) -> Values:
    """The values with which route `key` is asked for what has not been done before."""
    return newcomer(values) if key == "POST /v1/registration" else values


TAKES_AWAY = frozenset({"DELETE /v1/family/{person}", "DELETE /v1/people/{person}/organisations/{organisation}"})
"""What these routes take away is not there to be taken a second time."""


def put_back(region: Region, key: str) -> None:
    """Make again what route `key` may have taken away, and take away what it would find made."""
    if key == "POST /v1/people/{person}/appeals":
        _decide_what_is_open(region)
    if key == "POST /v1/offline-registrations":
        _forget_who_was_written_down(region)
    if key in TAKES_AWAY:
        add_member(region, 3)
        join(region, acting(region), _organisation(region, 1))
    if key == "PUT /v1/people/{person}/itinerary/consent":
        revoke_consent(region)
    else:
        give_consent(region)
    if key == "PUT /v1/people/{person}/provinces/consent":
        revoke(region)
    else:
        consent(region)


def _organisation(region: Region, number: int) -> Organisation:
    return organisation(region, account=ADMINISTRATOR, key=f"sample-organisation-of-{number}")


def filled(key: str, values: Values) -> Event:
    """The sample of route `key`."""
    text = SAMPLE[key].read_text(encoding="utf-8")
    for name in placeholders(text):
        text = text.replace(f"{{{{{name}}}}}", values[name])
    return cast(Event, json.loads(text))


def send(region: Region, event: Event) -> Answer:
    """What the handler of the event's route answers."""
    answer = region.handlers[event["routeKey"]](event, None)
    text = answer["body"]
    return Answer(answer["statusCode"], answer["headers"], b64decode(text) if answer["isBase64Encoded"] else text)
