"""User pools, and issuers in their place."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from shared.kernel.roles import StaffRole
from tests.infra.template import Template, read_template

_POOL = "AWS::Cognito::UserPool"


def _pool(templates: Mapping[str, Template], name: str) -> Mapping[str, Any]:
    (found,) = [
        each
        for each in templates["Data"].of_type(_POOL).values()
        if each["Metadata"]["aws:cdk:path"] == f"Data/{name}/Resource"
    ]
    return found


def _client(templates: Mapping[str, Template], name: str) -> Mapping[str, Any]:
    (found,) = [
        each
        for each in templates["Data"].of_type("AWS::Cognito::UserPoolClient").values()
        if each["Metadata"]["aws:cdk:path"] == f"Data/{name}Client/Resource"
    ]
    properties: Mapping[str, Any] = found["Properties"]
    return properties


@pytest.mark.parametrize("name", ["Residents", "Staff"])
def test_a_pool_is_kept_and_takes_accounts_from_administrators_only(
    templates: Mapping[str, Template], name: str
) -> None:
    pool = _pool(templates, name)
    assert pool["DeletionPolicy"] == "Retain"
    assert pool["Properties"]["DeletionProtection"] == "ACTIVE"
    assert pool["Properties"]["AdminCreateUserConfig"]["AllowAdminCreateUserOnly"] is True
    assert pool["Properties"]["Policies"]["PasswordPolicy"]["MinimumLength"] == 12
    assert pool["Properties"]["EnabledMfas"] == ["SOFTWARE_TOKEN_MFA"]


def test_there_is_a_group_for_every_staff_role(templates: Mapping[str, Template]) -> None:
    groups = templates["Data"].properties("AWS::Cognito::UserPoolGroup")
    assert sorted(each["GroupName"] for each in groups) == sorted(StaffRole)


def test_staff_cannot_give_themselves_an_authority(templates: Mapping[str, Template]) -> None:
    client = _client(templates, "Staff")
    assert client["ReadAttributes"] == ["custom:authority"]
    assert client["WriteAttributes"] == ["locale"]


@pytest.mark.parametrize("name", ["Residents", "Staff"])
def test_a_client_has_no_flow_in_which_tokens_travel_through_addresses(
    templates: Mapping[str, Template], name: str
) -> None:
    client = _client(templates, name)
    assert set(client["ExplicitAuthFlows"]) == {
        "ALLOW_ADMIN_USER_PASSWORD_AUTH",
        "ALLOW_USER_PASSWORD_AUTH",
        "ALLOW_USER_SRP_AUTH",
        "ALLOW_REFRESH_TOKEN_AUTH",
    }
    assert client["PreventUserExistenceErrors"] == "ENABLED"
    assert "AllowedOAuthFlows" not in client


def test_a_region_with_issuers_of_its_own_has_no_user_pools(elsewhere: Path) -> None:
    assert not read_template(elsewhere, "Data").of_type(_POOL)
    api = read_template(elsewhere, "Api")
    tokens = {each["Name"]: each["JwtConfiguration"] for each in api.properties("AWS::ApiGatewayV2::Authorizer")}
    assert tokens == {
        "Residents": {"Issuer": "https://residents.example", "Audience": ["yuekang-residents"]},
        "Staff": {"Issuer": "https://staff.example", "Audience": ["yuekang-staff"]},
    }
    assert api.functions()["scans"]["Environment"]["Variables"]["STAFF_ISSUER"] == "https://staff.example"
