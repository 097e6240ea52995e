"""Every field of every body with all that is wrong for it: refused by name, repeated nowhere, written nowhere."""

import json
from typing import Any

import pytest

from shared.kernel.errors import ErrorCode
from tests.functions.edge.fields import (
    FIELDS,
    MODELS,
    TEXTS,
    WRONG_TYPES,
    Field,
    body_fields,
    carrying,
    valid_body,
    with_value,
    without,
)
from tests.functions.edge.refusals import MARK, code_of, fields_of, nothing_done, refusal
from tests.functions.samples import Values, filled, send
from tests.region import Region

# A rule of the domain that refuses a text, in place of the model, and whether it names the field besides its code.
BY_RULE = {
    ("POST /v1/registration", "document.type"): (ErrorCode.UNSUPPORTED_DOCUMENT, False),
    ("POST /v1/registration", "document.number"): (ErrorCode.INVALID_DOCUMENT_NUMBER, True),
    ("POST /v1/family", "document.type"): (ErrorCode.UNSUPPORTED_DOCUMENT, False),
    ("POST /v1/family", "document.number"): (ErrorCode.INVALID_DOCUMENT_NUMBER, True),
    ("POST /v1/offline-registrations", "document.type"): (ErrorCode.UNSUPPORTED_DOCUMENT, False),
    ("POST /v1/offline-registrations", "document.number"): (ErrorCode.INVALID_DOCUMENT_NUMBER, True),
    ("POST /v1/offline-registrations", "checkpoint_id"): (ErrorCode.INVALID_CHECKPOINT, True),
    ("POST /v1/risk-records", "document.type"): (ErrorCode.UNSUPPORTED_DOCUMENT, False),
    ("POST /v1/risk-records", "document.number"): (ErrorCode.INVALID_DOCUMENT_NUMBER, True),
    ("POST /v1/scans", "checkpoint_id"): (ErrorCode.INVALID_CHECKPOINT, True),
    ("POST /v1/federation/code-verification", "request"): (ErrorCode.UNAUTHENTICATED, False),
    ("POST /v1/federation/status-list-contents", "request"): (ErrorCode.UNAUTHENTICATED, False),
    ("POST /v1/federation/status-list", "request"): (ErrorCode.UNAUTHENTICATED, False),
    ("POST /v1/federation/health-summary", "request"): (ErrorCode.UNAUTHENTICATED, False),
    ("POST /v1/federation/health-detail", "request"): (ErrorCode.UNAUTHENTICATED, False),
}
# Lines of prose take letters, digits and punctuation of every script; these texts are no more than that.
PROSE = {
    *("digits", "full-width digits", "only full-width digits", "sql", "sql of letters and punctuation", "temperature"),
    *("key separator", "path", "format"),
}
# What is text to its field, and so no fault: any text may be scanned.
DATA = {
    ("POST /v1/scans", "payload"): set(TEXTS),
    ("POST /v1/risk-records", "case_reference"): {"digits", "path"},
    ("POST /v1/risk-records", "reason"): PROSE,
    ("POST /v1/risk-records/{record}/lift", "reason"): PROSE,
    ("POST /v1/people/{person}/appeals", "reason"): PROSE,
    ("POST /v1/appeals/{appeal}/decision", "reason"): PROSE,
    ("POST /v1/risk-records/{record}/approval", "reason"): PROSE,
    ("POST /v1/risk-imports/{import}/approval", "reason"): PROSE,
    ("POST /v1/checkpoints", "name"): PROSE,
    ("POST /v1/people/{person}/declarations", "remarks"): PROSE,
    ("POST /v1/people/{person}/organisations", "number"): {"digits"},
    ("POST /v1/organisations", "name"): PROSE,
    ("POST /v1/scans/{scan}/health-checks", "remarks"): PROSE,
    ("POST /v1/scans/{scan}/test-results", "laboratory"): PROSE,
    ("POST /v1/scans/{scan}/release-notices", "institution"): PROSE,
    ("POST /v1/scans/{scan}/release-notices", "place"): PROSE,
    ("POST /v1/people/{person}/certificates", "note"): PROSE,
}


def wrong_values(field: Field) -> dict[str, Any]:
    values = {name: value for name, value in WRONG_TYPES.items() if name != "null" or not field.may_be_null}
    if field.is_text:
        data = DATA.get((field.key, field.path), set())
        values |= {name: text for name, text in TEXTS.items() if name not in data} | {"too long": field.too_long}
    else:
        values |= {"text": MARK}
    return values


def assert_names(answer: Any, field: Field, what: str) -> None:
    rule, named = BY_RULE.get((field.key, field.path), (ErrorCode.INVALID_REQUEST, True))
    assert code_of(answer) in {ErrorCode.INVALID_REQUEST, rule}, what
    if code_of(answer) is rule and not named:
        assert fields_of(answer) == set(), what
    elif field.is_text:
        assert fields_of(answer) == {field.path}, what
    else:
        assert fields_of(answer), what
        assert all(name == field.path or name.startswith(f"{field.path}.") for name in fields_of(answer)), what


def test_the_tables_name_fields_that_exist() -> None:
    assert set(BY_RULE) | set(DATA) <= {(field.key, field.path) for field in FIELDS}


@pytest.mark.parametrize("field", FIELDS, ids=str)
def test_a_wrong_value_is_refused_by_the_name_of_its_field(region: Region, values: Values, field: Field) -> None:
    valid = valid_body(field.key, values)

    with nothing_done(region, read=False):
        for what, value in wrong_values(field).items():
            answer = refusal(region, carrying(field.key, values, with_value(valid, field.path, value)))
            assert_names(answer, field, what)


@pytest.mark.parametrize("field", FIELDS, ids=str)
def test_a_field_may_be_missing_only_where_the_document_says_so(region: Region, values: Values, field: Field) -> None:
    valid = valid_body(field.key, values)
    event = carrying(field.key, values, without(with_value(valid, field.path, None), field.path))

    if field.info.is_required():
        with nothing_done(region, read=False):
            assert fields_of(refusal(region, event)) == {field.path}
    else:
        assert (field.key, field.path) in {
            ("POST /v1/offline-registrations", "phone"),
            ("POST /v1/risk-records", "starts_at"),
            ("POST /v1/risk-records", "ends_on"),
            ("POST /v1/risk-records", "review_on"),
            ("POST /v1/people/{person}/declarations", "organisation"),
            ("POST /v1/people/{person}/declarations", "temperature"),
            ("POST /v1/people/{person}/declarations", "isolation.from"),
            ("POST /v1/people/{person}/declarations", "isolation.to"),
            ("POST /v1/people/{person}/declarations", "remarks"),
            ("POST /v1/people/{person}/organisations", "number"),
            ("POST /v1/scans/{scan}/health-checks", "celsius"),
            ("POST /v1/scans/{scan}/health-checks", "remarks"),
            ("POST /v1/people/{person}/certificates", "issued_on"),
            ("POST /v1/people/{person}/certificates", "note"),
        }


@pytest.mark.parametrize("key", MODELS)
def test_all_wrong_fields_are_named_at_once(region: Region, values: Values, key: str) -> None:
    leaves = [field for field in body_fields(key) if field.is_text] or body_fields(key)
    outer = {field.path for field in body_fields(key) if "." not in field.path and field.info.is_required()}
    numbers = valid_body(key, values)
    for field in leaves:
        numbers = with_value(numbers, field.path, 987654321987)

    with nothing_done(region, read=False):
        assert fields_of(refusal(region, carrying(key, values, numbers))) == {field.path for field in leaves}
        assert fields_of(refusal(region, carrying(key, values, {}))) == outer
        assert fields_of(refusal(region, carrying(key, values, {MARK: numbers} | numbers))) == {
            "unknown field",
            *(field.path for field in leaves),
        }


@pytest.mark.parametrize(
    ("key", "fields"),
    [("POST /v1/registration", ("name", "phone", "face")), ("POST /v1/family", ("name", "face"))],
)
def test_all_fields_that_break_a_rule_are_named_at_once(
    region: Region, values: Values, key: str, fields: tuple[str, ...]
) -> None:
    wrong = {"document": {"type": "RESIDENT_ID", "number": f"{MARK}1"}} | dict.fromkeys(fields, f"{MARK}1")

    with nothing_done(region, read=False):
        answer = refusal(region, carrying(key, values, valid_body(key, values) | wrong))

    assert code_of(answer) is ErrorCode.INVALID_REQUEST
    assert fields_of(answer) == {"document.number", *fields}


@pytest.mark.parametrize("key", MODELS)
def test_a_field_that_no_model_knows_is_refused_without_its_name(region: Region, values: Values, key: str) -> None:
    valid = valid_body(key, values)
    prefixes = ["", *(f"{field.path}." for field in body_fields(key) if field.is_object)]

    with nothing_done(region, read=False):
        for prefix in prefixes:
            for name in (MARK, f"{MARK}\x00", f"{MARK}.{MARK}", f"{MARK}#"):
                changed = json.loads(json.dumps(valid))
                place = changed
                for step in prefix.split(".")[:-1]:
                    place = place[step]
                place[name] = MARK
                answer = refusal(region, carrying(key, values, changed))
                assert code_of(answer) is ErrorCode.INVALID_REQUEST
                assert fields_of(answer) == {f"{prefix}unknown field"}


@pytest.mark.parametrize("field", [field for field in FIELDS if field.is_text], ids=str)
def test_half_a_character_is_no_text(region: Region, values: Values, field: Field) -> None:
    valid = with_value(valid_body(field.key, values), field.path, MARK)
    text = json.dumps(valid, ensure_ascii=False)

    with nothing_done(region, read=False):
        for half in (r"\ud800", r"\udfff", r"\ud83dx", r"\ude00\ud83d"):
            answer = refusal(region, carrying(field.key, values, text.replace(MARK, f"{MARK}{half}")))
            assert code_of(answer) is ErrorCode.INVALID_JSON


DAYS = ("ends_on", "review_on")
NO_DAYS = (
    "20200421",
    "2020-4-21",
    "2020-04-31",
    "2020-W17-2",
    "2020-112",
    "21.04.2020",
    "2020-04-21T00:00:00",
    "-1",
    "０",
)
NO_INSTANTS = (
    *("2020-04-08", "2020-04-08T00:00:00", "2020-04-08 00:00:00Z", "2020-04-08T00:00Z", "2020-04-08T24:00:00Z"),
    *("20200408T000000Z", "2020-04-31T00:00:00Z", "2020-04-08T00:00:00+25:00", "2020-04-08T00:00:00+08", "-1", "now"),
)


@pytest.mark.parametrize(
    ("path", "text"),
    [(path, text) for path in DAYS for text in NO_DAYS] + [("starts_at", text) for text in NO_INSTANTS],
)
def test_days_and_instants_are_written_one_way(region: Region, values: Values, path: str, text: str) -> None:
    valid = valid_body("POST /v1/risk-records", values)

    with nothing_done(region, read=False):
        answer = refusal(region, carrying("POST /v1/risk-records", values, valid | {path: text}))

    assert (code_of(answer), fields_of(answer)) == (ErrorCode.INVALID_REQUEST, {path})


@pytest.mark.parametrize(
    "start",
    ["2020-04-08T00:00:00Z", "2020-04-08T08:00:00+08:00", "2020-04-07T19:00:00-05:00", "2020-04-08T00:00:00.000001Z"],
)
def test_an_instant_may_be_written_in_any_zone(region: Region, values: Values, start: str) -> None:
    valid = valid_body("POST /v1/risk-records", values)
    event = carrying("POST /v1/risk-records", values, valid | {"starts_at": start})
    event["headers"]["idempotency-key"] = "any-zone-0001"

    assert send(region, event).json["starts_at"] == "2020-04-08T00:00:00Z"


@pytest.mark.parametrize("start", ["0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59"])
@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_the_first_and_the_last_of_days_are_refused(region: Region, values: Values, start: str, day: str) -> None:
    valid = valid_body("POST /v1/risk-records", values)

    with nothing_done(region, read=True):
        for change in ({"starts_at": start}, {"ends_on": day}, {"review_on": day, "ends_on": None, "starts_at": start}):
            event = carrying("POST /v1/risk-records", values, valid | change)
            event["headers"]["idempotency-key"] = "never-recorded"
            assert code_of(refusal(region, event)) is ErrorCode.INVALID_RISK_PERIOD


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_any_text_may_be_scanned_and_is_kept_nowhere(region: Region, values: Values, text: str) -> None:
    before = len(region.items())
    event = carrying("POST /v1/scans", values, valid_body("POST /v1/scans", values) | {"payload": text})
    event["headers"]["idempotency-key"] = f"any-text-{list(TEXTS.values()).index(text):04}"

    answer = send(region, event)

    assert answer.status == 200
    assert (answer.json["outcome"], answer.json["decision"]) == ("MALFORMED", "CHECK")
    assert MARK not in str(answer.body)
    assert len(region.items()) == before + 1
    assert MARK not in repr(region.items())


@pytest.mark.parametrize("what", sorted(PROSE))
def test_prose_is_kept_as_it_was_sent_and_does_no_harm(region: Region, values: Values, what: str) -> None:
    text, number = TEXTS[what], sorted(PROSE).index(what)
    valid = valid_body("POST /v1/checkpoints", values)
    event = carrying("POST /v1/checkpoints", values, valid | {"name": text})
    event["headers"]["idempotency-key"] = f"prose-text-{number:04}"
    before = region.items()

    answer = send(region, event)

    after = region.items()
    new = [item for item in after if item not in before]
    assert answer.status == 201
    assert answer.json["name"] == text
    assert [item["name"] for item in new] == [text]
    assert all(item in after for item in before)
    assert new[0]["sk"] == f"CHECKPOINT#{answer.json['checkpoint_id']}"


def test_a_reason_is_shown_to_its_person_as_it_was_written(region: Region, values: Values) -> None:
    text = " ".join(TEXTS[what] for what in sorted(PROSE))
    event = carrying("POST /v1/risk-records", values, valid_body("POST /v1/risk-records", values) | {"reason": text})

    assert send(region, event).status == 201
    shown = send(region, filled("GET /v1/people/{person}/code", values)).json["reasons"]

    assert text in [reason["reason"] for reason in shown]
