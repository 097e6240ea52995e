"""`make audit`: prove that the chains of an audit table are as they were written, or say where they are not.

It reads with the AWS credentials of whoever calls it, who needs `dynamodb:Query` on the table, for `--all` also
`dynamodb:Scan`, and the use of the table's key. It writes nothing.
"""

import argparse
import sys
from collections.abc import Sequence
from typing import Any

import boto3

from ops.chains import Chains
from shared.audit.model import Finding, Flaw
from shared.audit.rules import verify
from shared.aws.tables import Table
from shared.kernel.ids import PersonId

SOUND, FLAWED = 0, 1
"""Exit statuses; argparse uses 2 for a command that it does not understand."""

_WORDS = {
    Flaw.ALTERED: "entry {number} was altered: it is not what its digest says",
    Flaw.MISSING: "entry {number} is missing",
    Flaw.REORDERED: "entry {number} lies at another place than it was written for",
    Flaw.WRONG_PREVIOUS: "entry {number} follows another entry than the one before it: one of the two was written anew",
    Flaw.FOREIGN: "something lies beside the chain that is no entry",
    Flaw.HEAD_MISSING: "no entry has the known digest: the end was cut off, or the chain was written anew",
}


def main(arguments: Sequence[str], client: Any = None) -> int:
    """Verify what `arguments` name, with `client` in place of one of our own; returns the exit status."""
    given = _parser().parse_args(arguments)
    if given.known and given.all:
        _parser().error("--known is the digest of one person's entry")
    dynamodb = client or boto3.client("dynamodb", endpoint_url=given.endpoint)
    store = Chains(Table(dynamodb, given.table))
    chains = flaws = 0
    for person_id in store.persons() if given.all else (PersonId(given.person),):
        chains += 1
        for finding in verify(person_id, store.chain(person_id), given.known):
            flaws += 1
            print(f"{person_id}: {words(finding)}")
    print(f"{chains} {'chain' if chains == 1 else 'chains'} read, {flaws} {'flaw' if flaws == 1 else 'flaws'} found")
    if not given.known:
        print("What was removed at the end of a chain shows only with a digest that the chain had: --known")
    return FLAWED if flaws else SOUND


def words(finding: Finding) -> str:
    """A finding in words, with the number of its entry."""
    if finding.last:
        return f"entries {finding.number} to {finding.last} are missing"
    return _WORDS[finding.flaw].format(number=finding.number)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m ops.verify_audit", description=__doc__)
    parser.add_argument("--table", required=True, help="the audit table: output AuditTableName of the data stack")
    whose = parser.add_mutually_exclusive_group(required=True)
    whose.add_argument("--person", help="the id of the person whose chain it is")
    whose.add_argument("--all", action="store_true", help="every chain; reads the whole table twice")
    parser.add_argument("--known", help="a digest that one of the person's entries had, from a published head")
    parser.add_argument("--endpoint", help="where DynamoDB is, if not at AWS")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
