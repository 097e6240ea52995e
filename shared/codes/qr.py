"""The payload of a code as a QR symbol (ISO/IEC 18004): always version 6-M, 41 by 41 modules.

Two segments make the symbol this small: the prefix in alphanumeric mode
(hence upper case) and the token in numeric mode, where a digit costs 10/3 bits.
"""

import re
from typing import Any, cast

from shared.drawing.qr import Matrix

SIDE = 41
"""Modules along one side of a version 6 symbol."""

LONGEST_PREFIX = 30
"""Characters before the digits that still fit into version 6-M next to 200 digits."""

DIGITS = 200

_VERSION, _LEVEL = 6, "m"
_ALPHANUMERIC, _NUMERIC = 2, 1  # mode indicators of ISO/IEC 18004, table 2; segno takes them as numbers
# Every mask is legal and any reader undoes it. Choosing one by score costs four times as much as everything else,
# for a token that is as good as random under all of them.
_MASK = 0
_PAYLOAD = re.compile(rf"([0-9A-Z $%*+\-./:]{{1,{LONGEST_PREFIX}}})([0-9]{{{DIGITS}}})")


def symbol(payload: str) -> Matrix:
    """The modules of `payload`: a prefix of 1 to 30 characters that QR calls alphanumeric, then 200 decimal digits.

    Raises ValueError for any other text, without repeating it.
    """
    # Imported here, because it costs about a fifth of a client's start and most requests draw nothing.
    import segno

    parts = _PAYLOAD.fullmatch(payload)
    if parts is None:
        raise ValueError(
            f"a payload is 1 to {LONGEST_PREFIX} characters out of 0-9 A-Z $ % * + - . / : or space, then {DIGITS} "
            f"decimal digits; this text of {len(payload)} characters is not"
        )
    # segno's stubs leave out that `content` may be a list of segments.
    segments = cast(Any, [(parts[1], _ALPHANUMERIC), (parts[2], _NUMERIC)])
    code = segno.make(segments, error=_LEVEL, version=_VERSION, mask=_MASK, micro=False, boost_error=False)
    return tuple(bytes(row) for row in code.matrix)
