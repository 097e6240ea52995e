"""Imported before anything else by a function whose cold start counts: until `started`, nobody looks for garbage.

Imports and clients make a great many objects and next to no garbage; looking through them again and again took a
tenth of the scan's cold start (`bench/RESULTS.md`).
"""

import gc

gc.disable()


def started() -> None:
    """Collect garbage from now on, but never again among what the start has made."""
    gc.freeze()
    gc.enable()
