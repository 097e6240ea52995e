"""Accounts in the user pools, and the tokens they sign in to."""

import base64
import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from local.cloud import Deployed

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp import CognitoIdentityProviderClient
    from mypy_boto3_cognito_idp.type_defs import AttributeTypeTypeDef


@dataclass(frozen=True, slots=True)
class Account:
    """An account that is signed in; `sub` is how tokens name it."""

    username: str
    sub: str
    token: str


class Accounts:
    """Creates accounts in one of the deployed user pools."""

    def __init__(self, deployed: Deployed, pool: str) -> None:
        """`pool` is `Residents` or `Staff`."""
        self._client: CognitoIdentityProviderClient = deployed.client("cognito-idp")
        self._pool = deployed.outputs[f"{pool}UserPoolId"]
        self._authority_claim = deployed.authority_claim
        self._app = deployed.outputs[f"{pool}ClientId"]

    def create(self, username: str, roles: Sequence[str] = (), authority: str | None = None) -> Account:
        """A new account with these roles, signed in with a password that nobody keeps."""
        attributes: list[AttributeTypeTypeDef] = []
        if authority is not None:
            attributes.append({"Name": self._authority_claim, "Value": authority})
        password = f"{secrets.token_urlsafe(24)}aA1!"
        self._client.admin_create_user(
            UserPoolId=self._pool, Username=username, UserAttributes=attributes, MessageAction="SUPPRESS"
        )
        self._client.admin_set_user_password(
            UserPoolId=self._pool, Username=username, Password=password, Permanent=True
        )
        for role in roles:
            self._client.admin_add_user_to_group(UserPoolId=self._pool, Username=username, GroupName=role)
        answer = self._client.admin_initiate_auth(
            UserPoolId=self._pool,
            ClientId=self._app,
            AuthFlow="ADMIN_USER_PASSWORD_AUTH",
            AuthParameters={"USERNAME": username, "PASSWORD": password},
        )
        token = answer["AuthenticationResult"]["IdToken"]
        return Account(username, str(claims(token)["sub"]), token)


def claims(token: str) -> dict[str, Any]:
    """What a token, or another JWT, says, unchecked."""
    part = token.split(".")[1]
    content: dict[str, Any] = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    return content
