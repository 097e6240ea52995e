"""Prove that days of the audit are as they were published, or say where they are not.

It reads with the AWS credentials of whoever calls it, who needs `dynamodb:Query` on the index `lists` of the audit
table and the use of its key, and on the bucket of published days `s3:ListBucketVersions` and `s3:GetObjectVersion`.
It writes nothing.
"""

import argparse
import sys
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import boto3

from shared.audit_days.service import DayVerification
from shared.audit_days.store import DayVersions
from shared.audit_days.verifying import in_words
from shared.aws.buckets import Bucket
from shared.aws.tables import Table

SOUND, FLAWED = 0, 1
"""Exit statuses; argparse uses 2 for a command that it does not understand."""


def main(arguments: Sequence[str], dynamodb: Any = None, s3: Any = None) -> int:
    """Verify the days that `arguments` name, with the clients given in place of our own; returns the exit status."""
    given = _parser().parse_args(arguments)
    last = given.until or given.day
    if last < given.day:
        _parser().error("--until lies before the day")
    verification = DayVerification(
        audit=Table(dynamodb or boto3.client("dynamodb", endpoint_url=given.endpoint), given.table),
        versions=DayVersions(Bucket(s3 or boto3.client("s3", endpoint_url=given.endpoint), given.bucket)),
    )
    flaws = 0
    days = [given.day + timedelta(days=number) for number in range((last - given.day).days + 1)]
    for finding in (each for day in days for each in verification.verify(day)):
        flaws += 1
        print(in_words(finding))
    print(f"{len(days)} {'day' if len(days) == 1 else 'days'} read, {flaws} {'flaw' if flaws == 1 else 'flaws'} found")
    return FLAWED if flaws else SOUND


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m ops.verify_days", description=__doc__)
    parser.add_argument("--table", required=True, help="the audit table: output AuditTableName of the data stack")
    parser.add_argument("--bucket", required=True, help="the published days: output DaysBucketName of the data stack")
    parser.add_argument("--until", type=date.fromisoformat, help="the last of several days")
    parser.add_argument("--endpoint", help="where DynamoDB and S3 are, if not at AWS")
    parser.add_argument("day", type=date.fromisoformat, help="the day, as 2020-04-07, or the first of several")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
