"""Two persons for every import, and what there is to decide on (M8)."""

from shared.imports.model import ImportState, RiskImport
from shared.kernel.errors import DomainError, ErrorCode
from shared.kernel.ids import AccountId

_APPROVED = frozenset({ImportState.RUNNING, ImportState.DONE})


def is_settled(import_: RiskImport, officer: AccountId, *, approve: bool) -> bool:
    """Whether just this was decided by just this officer before, so that nothing is left to decide."""
    decided = import_.state in _APPROVED if approve else import_.state is ImportState.REFUSED
    return decided and import_.decided_by == officer


def check_decidable(import_: RiskImport, officer: AccountId, *, approve: bool) -> None:
    """Who decides on an import is not who announced it; and it waits, or stalled and may be set going again.

    Raises DomainError OWN_RECORD or ALREADY_DECIDED.
    """
    if import_.officer == officer:
        raise DomainError(ErrorCode.OWN_RECORD)
    resumable = approve and import_.state is ImportState.STALLED
    if import_.state is not ImportState.WAITING and not resumable:
        raise DomainError(ErrorCode.ALREADY_DECIDED)
