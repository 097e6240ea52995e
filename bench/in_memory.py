"""The table, the bucket and the key of a build, in memory, so that a build is measured without AWS."""

import hashlib
import time
from bisect import bisect_right
from collections.abc import Mapping
from io import BytesIO
from typing import Any

from botocore.exceptions import ClientError
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from bench.reds import Reds, items
from shared.aws import keys
from shared.aws.table_specs import LISTS
from shared.aws.transactions import wire_item


class LocalKey:
    """A P-256 key of this process, in place of the one that never leaves KMS."""

    def __init__(self) -> None:
        self._key = ec.generate_private_key(ec.SECP256R1())

    def sign(self, message: bytes) -> bytes:
        """As KMS signs."""
        return self._key.sign(message, ec.ECDSA(SHA256()))

    def public_key(self) -> bytes:
        """As KMS tells it."""
        return self._key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


class CoreClient:
    """As much of DynamoDB as a build asks; `seconds` is the processor time it took, to be left out of a build's."""

    def __init__(self, reds: Reds) -> None:
        self.seconds = 0.0
        self._issuer_keys: list[Any] = []
        self._listed = {keys.codes_not_green(digit): reds.under(digit) for digit in "0123456789abcdef"}

    def put_item(self, **arguments: Any) -> None:
        """Keep the issuer's key, which is all that a build puts."""
        if arguments["Item"] not in self._issuer_keys:
            self._issuer_keys.append(arguments["Item"])

    # A write is sent by whichever of three it names, and all three have to be there to choose from.
    update_item = delete_item = put_item

    def query(self, **arguments: Any) -> Mapping[str, Any]:
        """The issuer's keys, or the next page of a list of codes that are not green."""
        if "IndexName" not in arguments:
            return {"Items": self._issuer_keys}
        started = time.process_time()
        values = arguments["ExpressionAttributeValues"]
        listed = self._listed[values[":list"]["S"]]
        after = values.get(":after", {"S": ""})["S"]
        begin = bisect_right(listed, after, key=lambda red: str(red.code_id))
        end = begin + arguments["Limit"]
        page = list(items(listed[begin:end]))
        more = {"LastEvaluatedKey": wire_item({LISTS.sort_key: listed[end - 1].code_id})} if end < len(listed) else {}
        self.seconds += time.process_time() - started
        return {"Items": page, **more}


class BucketClient:
    """As much of S3 as a build asks; `files` is what was put last under each key."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}

    def put_object(self, **arguments: Any) -> None:
        """Put a file; whoever builds alone meets no condition."""
        self.files[arguments["Key"]] = arguments["Body"]

    def get_object(self, **arguments: Any) -> Mapping[str, Any]:
        """A file, or S3's own refusal."""
        content = self.files.get(arguments["Key"])
        if content is None:
            raise ClientError({"Error": {"Code": "NoSuchKey"}}, "GetObject")
        return {"Body": BytesIO(content), "ETag": hashlib.sha256(content).hexdigest()}
