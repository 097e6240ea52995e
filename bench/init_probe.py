"""Run in an interpreter of its own: how long one side of the cold start takes, without the interpreter's own start.

Prints the milliseconds that went by and those of processor time.
"""

import time

_wall, _processor = time.perf_counter(), time.process_time()

import sys  # noqa: E402  (the clocks come first)

if sys.argv[1] == "bare":
    import boto3

    boto3.client("dynamodb")
else:
    import functions.scans.handler  # noqa: F401  (importing it is the start)

print((time.perf_counter() - _wall) * 1e3, (time.process_time() - _processor) * 1e3)
