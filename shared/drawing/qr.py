"""QR symbols (ISO/IEC 18004) of addresses: what posters and notices carry. The code itself has its own, smaller one."""

import re

Matrix = tuple[bytes, ...]
"""Rows of a symbol from the top, one byte a module, 1 for dark; without quiet zone."""

_ADDRESS = re.compile(r"HTTPS://[0-9A-Z$%*+\-./:]+")


def address_symbol(address: str) -> Matrix:
    """The modules of an upper-case address, in the smallest version that holds it at level M.

    Raises ValueError for anything else, without repeating it: lower case would make the symbol half as large again.
    """
    # Imported here, because it costs about a fifth of a client's start and most requests draw nothing.
    import segno

    if not _ADDRESS.fullmatch(address):
        raise ValueError("an address in a QR symbol starts with HTTPS:// and has no lower-case letter")
    return tuple(bytes(row) for row in segno.make(address, error="m", micro=False, boost_error=False).matrix)
