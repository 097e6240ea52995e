"""The status lists are built as often as they promise, and nobody but our functions reads them."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest

from shared.statuslist.rules import GOOD_FOR, PERIOD
from tests.infra.template import Template


@pytest.fixture(scope="module")
def schedule(templates: Mapping[str, Template]) -> Any:
    rules = templates["Api"].of_type("AWS::Events::Rule").values()
    (found,) = [
        rule["Properties"] for rule in rules if rule["Properties"].get("Description") == "The status lists are built"
    ]
    return found


def test_they_are_built_as_often_as_scanners_ask(schedule: Any) -> None:
    assert timedelta(minutes=4) == PERIOD
    assert schedule["ScheduleExpression"] == "rate(4 minutes)"


def test_editions_outlive_what_they_are_good_for(templates: Mapping[str, Template]) -> None:
    buckets = templates["Data"].of_type("AWS::S3::Bucket").values()
    rules = [
        rule
        for each in buckets
        for rule in each["Properties"].get("LifecycleConfiguration", {}).get("Rules", [])
        if rule["Id"] == "Editions"
    ]
    (rule,) = rules
    assert (rule["Prefix"], rule["Status"]) == ("lists/", "Enabled")
    assert timedelta(days=rule["ExpirationInDays"]) > GOOD_FOR


def test_those_of_others_are_taken_over_as_often_as_they_are_built(templates: Mapping[str, Template]) -> None:
    rules = templates["Api"].of_type("AWS::Events::Rule").values()
    about = "The status lists of other regions are taken over"
    (found,) = [rule["Properties"] for rule in rules if rule["Properties"].get("Description") == about]
    assert found["ScheduleExpression"] == "rate(4 minutes)"


def test_what_is_held_of_others_goes_when_it_has_not_been_good_for_a_day(templates: Mapping[str, Template]) -> None:
    buckets = templates["Data"].of_type("AWS::S3::Bucket").values()
    rules = [
        rule
        for each in buckets
        for rule in each["Properties"].get("LifecycleConfiguration", {}).get("Rules", [])
        if rule["Id"] == "Mirrors"
    ]
    (rule,) = rules
    assert (rule["Prefix"], rule["Status"]) == ("peers/", "Enabled")
    # An edition may be a day old when contents name it, and those are good for a day.
    assert timedelta(days=rule["ExpirationInDays"]) >= 2 * GOOD_FOR


def test_the_bucket_is_nobodys_but_the_accounts(templates: Mapping[str, Template]) -> None:
    for bucket in templates["Data"].of_type("AWS::S3::Bucket").values():
        assert set(bucket["Properties"]["PublicAccessBlockConfiguration"].values()) == {True}
        assert bucket["DeletionPolicy"] == "Retain"
