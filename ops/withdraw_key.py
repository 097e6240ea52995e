"""`make withdraw`: let nothing count any more that was ever signed with a key of the region.

For a key whose private half may be in other hands. Deploy the region with the next `code.key_id` before. Every code
that was signed with the withdrawn key is refused from then on, and its holder asks for another one; the trust list says
so within ten minutes, and scanners heed it when they fetch it. It cannot be taken back.

It works with the AWS credentials of whoever calls it, who needs `dynamodb:Query` and `dynamodb:UpdateItem` on the core
table, and the use of the table's key.
"""

import argparse
import sys
from collections.abc import Sequence
from typing import Any

import boto3

from ops.issuer_keys import KeyWithdrawal
from shared.aws.tables import Table
from shared.kernel.clock import Clock, utc_now

DONE, REFUSED = 0, 1
"""Exit statuses; argparse uses 2 for a command that it does not understand."""


def main(arguments: Sequence[str], client: Any = None, clock: Clock = utc_now) -> int:
    """Withdraw the key that `arguments` name, with `client` in place of one of our own; returns the exit status."""
    given = _parser().parse_args(arguments)
    dynamodb = client or boto3.client("dynamodb", endpoint_url=given.endpoint)
    try:
        KeyWithdrawal(Table(dynamodb, given.table), clock).withdraw(given.issuer, given.key)
    except (LookupError, ValueError) as refusal:
        print(f"Nothing was withdrawn: {refusal}")
        return REFUSED
    print(f"Key {given.key} of issuer {given.issuer} is withdrawn; the next trust list says so")
    return DONE


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="make withdraw", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--table", required=True, help="the core table, as the Data stack's output names it")
    parser.add_argument("--issuer", required=True, type=int, help="the number of this region, as `code.issuer` has it")
    parser.add_argument("--key", required=True, type=int, help="the key's number, as `code.key_id` had it")
    parser.add_argument("--endpoint", help="another address of DynamoDB, as of a local cloud")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
