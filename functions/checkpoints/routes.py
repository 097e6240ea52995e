"""The routes of checkpoints and of the posters that lead into the service."""

from shared.aws.http import Audience, Route
from shared.kernel.errors import ErrorCode
from shared.kernel.roles import StaffRole

_OPERATORS = frozenset({StaffRole.OPERATOR})
_SVG, _PNG = "image/svg+xml", "image/png"

CREATE = Route(
    "POST",
    "/v1/checkpoints",
    Audience.STAFF,
    "Set up a checkpoint",
    serves="M24",
    roles=_OPERATORS,
    body="NewCheckpointBody",
    answer="CheckpointBody",
    status=201,
    idempotency_key=True,
    errors=(ErrorCode.IDEMPOTENCY_KEY_REUSED,),
)
LIST = Route(
    "GET",
    "/v1/checkpoints",
    Audience.STAFF,
    "The checkpoints of the region, in the order of division and kind",
    serves="M24",
    roles=_OPERATORS,
    answer="CheckpointsBody",
    query=("limit", "cursor"),
    errors=(ErrorCode.INVALID_REQUEST, ErrorCode.INVALID_CURSOR),
)
CHECKPOINT_SVG = Route(
    "GET",
    "/v1/checkpoints/{checkpoint}/poster.svg",
    Audience.STAFF,
    "The poster of one checkpoint to print: it opens the service, and tells staff the checkpoint's id",
    serves="M23 M24",
    roles=_OPERATORS,
    media_type=_SVG,
    errors=(ErrorCode.NOT_FOUND,),
)
CHECKPOINT_PNG = Route(
    "GET",
    "/v1/checkpoints/{checkpoint}/poster.png",
    Audience.STAFF,
    "The poster of one checkpoint as PNG, its heading in Chinese and the rest in English",
    serves="M23 M24",
    roles=_OPERATORS,
    media_type=_PNG,
    errors=(ErrorCode.NOT_FOUND,),
)
ENTRY_SVG = Route(
    "GET",
    "/v1/entry/poster.svg",
    Audience.STAFF,
    "The poster to print that opens the service",
    serves="M23",
    roles=_OPERATORS,
    media_type=_SVG,
)
ENTRY_PNG = Route(
    "GET",
    "/v1/entry/poster.png",
    Audience.STAFF,
    "The poster that opens the service as PNG, its heading in Chinese and the rest in English",
    serves="M23",
    roles=_OPERATORS,
    media_type=_PNG,
)
