"""Where posters lead: the addresses that open the service, and the place that such an address names (M23, M24)."""

from shared.checkpoints.model import Place
from shared.checkpoints.rules import place_of
from shared.kernel.errors import DomainError, ErrorCode
from shared.kernel.ids import CheckpointId

_CODE, _ENTRY = "/C/", "/E"


def entry_address(code_prefix: str) -> str:
    """The address that opens the service, on the host whose codes start with `code_prefix`, as `HTTPS://HOST/C/`.

    Upper case, so that its symbol stays small. Raises ValueError for a prefix that is none.
    """
    if not code_prefix.endswith(_CODE):
        raise ValueError(f"the prefix of a code ends in {_CODE}")
    return code_prefix.removesuffix(_CODE) + _ENTRY


def checkpoint_address(code_prefix: str, checkpoint_id: CheckpointId) -> str:
    """The address that opens the service at a checkpoint.

    Raises ValueError for a prefix that is none.
    """
    return f"{entry_address(code_prefix)}/{checkpoint_id}"


def place_behind(text: str) -> Place:
    """Where the checkpoint is whose id stands in an address; the id alone tells, so this says nothing of who set it up.

    Raises DomainError NOT_FOUND for a text that is no id.
    """
    try:
        return place_of(text)
    except DomainError:
        raise DomainError(ErrorCode.NOT_FOUND) from None
