"""What residents and officers do with appeals; valid unless the test says otherwise."""

from shared.appeals.model import AppealOutcome
from shared.appeals.service import Filed, Standing
from shared.family.model import Acting
from shared.kernel.ids import AccountId
from shared.kernel.roles import Actor
from tests.acts import ACCOUNT, officer
from tests.region import Region

WHY, BECAUSE = "当日未乘坐该车次，有乘车记录为证。", "经核对乘车记录，与本人所述一致。"
COLLEAGUE = officer("officer-2")
"""Of the authority that makes the records, and not the officer who makes them."""
SUPERVISOR = officer("supervisor-1", "CDC-440000")


def acting(region: Region, person: str | None = None, account: AccountId = ACCOUNT) -> Acting:
    """The right to act for a person, the account's own one unless told otherwise."""
    return region.family.acting(account, person or region.family.people(account)[0].person_id)


def appeal(
    region: Region, record: str, *, person: str | None = None, reason: str = WHY, key: str = "appeal-0001"
) -> Filed:
    return region.appeals.file(acting(region, person), record, reason, key)


def decide(
    region: Region,
    appeal_id: str,
    outcome: AppealOutcome = AppealOutcome.LIFTED,
    *,
    actor: Actor = COLLEAGUE,
    reason: str = BECAUSE,
) -> Standing:
    return region.deciding.decide(actor, appeal_id, outcome, reason)
