"""Accounts and the tokens they get: a Cognito user pool, unless the region's file names an issuer of its own."""

from dataclasses import dataclass

import aws_cdk as cdk
from aws_cdk import aws_cognito as cognito
from constructs import Construct

from infra.decisions import Accounts, StaffAccounts
from infra.findings import accept
from shared.kernel.roles import StaffRole


@dataclass(frozen=True, slots=True)
class TokenIssuer:
    """Whose tokens an authorizer takes."""

    issuer: str
    audience: tuple[str, ...]


def resident_issuer(scope: Construct, accounts: Accounts) -> TokenIssuer:
    """The issuer of residents' tokens."""
    if accounts.issuer:
        return TokenIssuer(accounts.issuer, accounts.audience)
    pool = _pool(scope, "Residents", cognito.FeaturePlan.ESSENTIALS)
    accept(
        pool,
        "AwsSolutions-COG2",
        "A code is obtained with no more than an account (M1); a second factor is offered, and asking for one "
        "would shut out those who have a single old phone.",
    )
    for rule in ("AwsSolutions-COG3", "AwsSolutions-COG8"):
        accept(
            pool,
            rule,
            "Threat protection is priced per active account, and residents number tens of millions; the public signs "
            "in with the region's own identity platform, not with this pool.",
        )
    return _client(scope, "Residents", pool, accounts)


def staff_issuer(scope: Construct, accounts: StaffAccounts) -> TokenIssuer:
    """The issuer of staff tokens; its pool has one group for each staff role."""
    if accounts.issuer:
        return TokenIssuer(accounts.issuer, accounts.audience)
    authority = accounts.authority_claim.removeprefix("custom:")
    pool = _pool(
        scope,
        "Staff",
        cognito.FeaturePlan.PLUS,
        standard_threat_protection_mode=cognito.StandardThreatProtectionMode.FULL_FUNCTION,
        custom_attributes={authority: cognito.StringAttribute(mutable=True, max_len=64)},
    )
    accept(
        pool,
        "AwsSolutions-COG2",
        "Unattended gates have accounts in this pool and cannot type a one-time password, so the pool offers "
        "a second factor to people and does not ask everyone for it.",
    )
    for role in StaffRole:
        cognito.CfnUserPoolGroup(scope, f"Staff-{role}", user_pool_id=pool.user_pool_id, group_name=role.value)
    return _client(scope, "Staff", pool, accounts, authority)


def _pool(
    scope: Construct,
    name: str,
    plan: cognito.FeaturePlan,
    *,
    standard_threat_protection_mode: cognito.StandardThreatProtectionMode | None = None,
    custom_attributes: dict[str, cognito.ICustomAttribute] | None = None,
) -> cognito.UserPool:
    """A pool in which administrators create the accounts."""
    return cognito.UserPool(
        scope,
        name,
        feature_plan=plan,
        standard_threat_protection_mode=standard_threat_protection_mode,
        custom_attributes=custom_attributes,
        self_sign_up_enabled=False,
        sign_in_aliases=cognito.SignInAliases(username=True),
        sign_in_case_sensitive=False,
        mfa=cognito.Mfa.OPTIONAL,
        mfa_second_factor=cognito.MfaSecondFactor(otp=True, sms=False),
        account_recovery=cognito.AccountRecovery.NONE,
        password_policy=cognito.PasswordPolicy(
            min_length=12, require_digits=True, require_lowercase=True, require_symbols=True, require_uppercase=True
        ),
        deletion_protection=True,
        removal_policy=cdk.RemovalPolicy.RETAIN,
    )


def _client(
    scope: Construct, name: str, pool: cognito.UserPool, accounts: Accounts, *custom_attributes: str
) -> TokenIssuer:
    """A client whose tokens say who someone is, and with which nobody can change that of oneself."""
    validity = cdk.Duration.minutes(accounts.token_minutes)
    client = cognito.UserPoolClient(
        scope,
        f"{name}Client",
        user_pool=pool,
        auth_flows=cognito.AuthFlow(user_srp=True, user_password=True, admin_user_password=True),
        disable_o_auth=True,
        id_token_validity=validity,
        access_token_validity=validity,
        prevent_user_existence_errors=True,
        read_attributes=cognito.ClientAttributes().with_custom_attributes(*custom_attributes),
        write_attributes=cognito.ClientAttributes().with_standard_attributes(locale=True),
    )
    cdk.CfnOutput(scope, f"{name}UserPoolId", value=pool.user_pool_id)
    cdk.CfnOutput(scope, f"{name}ClientId", value=client.user_pool_client_id)
    return TokenIssuer(f"https://{pool.user_pool_provider_name}", (client.user_pool_client_id,))
