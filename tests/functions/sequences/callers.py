"""Everybody who may send a request, entitled to it or not."""

from dataclasses import dataclass

from shared.aws.http import WITHOUT_TOKENS, Audience, Route
from shared.kernel.roles import StaffRole
from tests.region import RESIDENT_ISSUER, STAFF_ISSUER, SUPERVISING

ONE_AUTHORITY, OTHER_AUTHORITY = "CDC-440106", "CDC-440305"


@dataclass(frozen=True)
class Caller:
    """Whose token a request carries; no issuer is no token at all."""

    account: str
    issuer: str
    roles: frozenset[str] = frozenset()
    authority: str | None = None

    def claims(self) -> dict[str, str]:
        """The claims of the token, as API Gateway hands them over."""
        said = {
            "sub": self.account,
            "iss": self.issuer,
            "cognito:groups": f"[{' '.join(sorted(self.roles))}]" if self.roles else "",
            "custom:authority": self.authority or "",
        }
        return {name: value for name, value in said.items() if value}

    def may_call(self, route: Route) -> bool:
        """Whether the route takes this token: for itself, apart from whatever the request is about."""
        if route.audience in WITHOUT_TOKENS:
            return True
        if route.audience is Audience.RESIDENT:
            return self.issuer == RESIDENT_ISSUER
        return self.issuer == STAFF_ISSUER and bool(self.roles & {role.value for role in route.roles})


def _staff(account: str, role: StaffRole, authority: str | None) -> Caller:
    return Caller(account, STAFF_ISSUER, frozenset({role.value}), authority)


NOBODY = Caller("", "")
RESIDENTS = tuple(Caller(f"account-{number}", RESIDENT_ISSUER) for number in (1, 2, 3))
OFFICERS = (
    _staff("officer-1", StaffRole.HEALTH_AUTHORITY, ONE_AUTHORITY),
    _staff("officer-2", StaffRole.HEALTH_AUTHORITY, ONE_AUTHORITY),
    _staff("officer-3", StaffRole.HEALTH_AUTHORITY, OTHER_AUTHORITY),
    _staff("officer-4", StaffRole.HEALTH_AUTHORITY, None),
    _staff("supervisor-1", StaffRole.HEALTH_AUTHORITY, SUPERVISING),
)
# All of the first authority, so that nothing but the role keeps them from what its officers do.
OTHER_STAFF = tuple(
    _staff(f"{role.value}-1", role, ONE_AUTHORITY) for role in StaffRole if role is not StaffRole.HEALTH_AUTHORITY
)
STAFF = {caller.account: caller for caller in (*OFFICERS, *OTHER_STAFF)}
GRID_WORKER, INSPECTOR, MEDIC, OPERATOR, SCANNER = (
    STAFF[f"{name}-1"] for name in ("grid_worker", "inspector", "medic", "operator", "scanner")
)
# The two colleagues twice, since most of what officers do needs one of the same authority.
CALLERS = (*RESIDENTS, *OFFICERS, *OFFICERS[:2], *OTHER_STAFF, NOBODY)
