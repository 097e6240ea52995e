"""`make anchor`: print the key that signs this region's trust list, as peers' files and scanners have it.

Hand the line to the operators of a peer by a way on which they know you, for `[peers.NN]` of their region's file, and
put the text in it into every scanner. It is a public key, and no secret; but whoever is given another one believes
somebody else.

It works with the AWS credentials of whoever calls it, who needs `kms:GetPublicKey` on that key.
"""

import argparse
import sys
from collections.abc import Sequence
from typing import Any

import boto3
from botocore.exceptions import ClientError

from shared.aws.kms import KmsPublicKey
from shared.trust.anchors import anchor_text

PRINTED, REFUSED = 0, 1
"""Exit statuses; argparse uses 2 for a command that it does not understand."""


def main(arguments: Sequence[str], client: Any = None) -> int:
    """Print the anchor that `arguments` name, with `client` in place of one of our own; returns the exit status."""
    given = _parser().parse_args(arguments)
    kms = client or boto3.client("kms", endpoint_url=given.endpoint)
    try:
        print(f'anchor = "{anchor_text(KmsPublicKey(kms, given.key).public_key())}"')
    except ClientError as refusal:
        print(f"KMS does not hand out that key: {refusal.response.get('Error', {}).get('Code', '')}", file=sys.stderr)
        return REFUSED
    except ValueError:
        print("That is not the key of trust lists: they are signed with a P-256 key", file=sys.stderr)
        return REFUSED
    return PRINTED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="make anchor", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--key", required=True, help="the KMS key: output TrustKeyId of the Data stack")
    parser.add_argument("--endpoint", help="another address of KMS, as of a local cloud")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
