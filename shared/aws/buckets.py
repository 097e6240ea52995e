"""S3: forms to upload with, links to download with, and what is done with a file between them.

S3 answers for a file that is not there as for a forbidden one unless the caller may list the whole bucket, which no
function may; both are `FileMissing` here, and whoever asked knows whether a file ought to be there. `content` is for
the one bucket without anything personal in it, which may be listed.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, TypeVar

from botocore.exceptions import BotoCoreError, ClientError

from shared.kernel.concurrency import Changed

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

_MISSING = frozenset({"NoSuchKey", "404", "AccessDenied", "403"})
_OTHER_CONTENT = frozenset({"PreconditionFailed", "ConditionalRequestConflict", "412"})

T = TypeVar("T")


class FileMissing(Exception):
    """There is no such file, or it is not ours to read; the cause is S3's own answer."""


class FileFault(Exception):
    """S3 did not answer as it should; says the class of the fault and no more."""


@dataclass(frozen=True, slots=True)
class Bucket:
    """A bucket's name with the client that reaches it."""

    client: "S3Client" = field(repr=False)
    name: str


@dataclass(frozen=True, slots=True)
class Start:
    """The beginning of a file: the size of the whole in bytes, its tag, and its first bytes."""

    size: int
    etag: str
    first_bytes: bytes


def upload_form(
    bucket: Bucket, key: str, *, media_type: str, most_bytes: int, term: timedelta
) -> tuple[str, dict[str, str]]:
    """The address and the fields of a form with which anyone may post one file, of 1 to `most_bytes` bytes, to `key`.

    S3 refuses a form with any other key or media type, with further fields, or after `term`.
    """
    form = bucket.client.generate_presigned_post(
        Bucket=bucket.name,
        Key=key,
        Fields={"Content-Type": media_type},
        Conditions=[{"Content-Type": media_type}, ["content-length-range", 1, most_bytes]],
        ExpiresIn=int(term.total_seconds()),
    )
    return form["url"], form["fields"]


def download_link(bucket: Bucket, key: str, *, file_name: str, media_type: str, term: timedelta) -> str:
    """An address from which anyone may download the file at `key` for `term`, as an attachment called `file_name`."""
    return bucket.client.generate_presigned_url(
        "get_object",
        Params={
            "Bucket": bucket.name,
            "Key": key,
            "ResponseContentDisposition": f'attachment; filename="{file_name}"',
            "ResponseContentType": media_type,
        },
        ExpiresIn=int(term.total_seconds()),
    )


def start_of(bucket: Bucket, key: str, number: int) -> Start:
    """The first `number` bytes of a file, or all of a shorter one.

    Raises FileMissing.
    """

    def read() -> Start:
        answer = bucket.client.get_object(Bucket=bucket.name, Key=key, Range=f"bytes=0-{number - 1}")
        size = int(answer["ContentRange"].rpartition("/")[2])
        return Start(size, answer["ETag"].strip('"'), answer["Body"].read())

    try:
        return translated(read)
    except ClientError as error:
        if _code(error) != "InvalidRange":
            raise
        return Start(0, "", b"")  # an empty file has no first byte to ask for


def copy(bucket: Bucket, source: str, target: str, *, etag: str, media_type: str) -> None:
    """Copy a file within the bucket, if it still is the one with the tag `etag`; nothing of it but its bytes is kept.

    Raises Changed when it is another one by now, and FileMissing.
    """
    translated(
        lambda: bucket.client.copy_object(
            Bucket=bucket.name,
            Key=target,
            CopySource={"Bucket": bucket.name, "Key": source},
            CopySourceIfMatch=etag,
            MetadataDirective="REPLACE",
            ContentType=media_type,
        )
    )


def content(bucket: Bucket, key: str) -> bytes:
    """A whole file, which must be a small one, of a bucket that the caller may list.

    Raises FileMissing only when S3 says that there is none: who may not read it is told another fault.
    """
    try:
        return bucket.client.get_object(Bucket=bucket.name, Key=key)["Body"].read()
    except ClientError as error:
        if _code(error) == "NoSuchKey":
            raise FileMissing from error
        raise


def keys_under(bucket: Bucket, prefix: str) -> list[str]:
    """The keys of all files that begin with `prefix`, in their order."""
    pages = bucket.client.get_paginator("list_objects_v2").paginate(Bucket=bucket.name, Prefix=prefix)
    return [each["Key"] for page in pages for each in page.get("Contents", [])]


def versions(bucket: Bucket, key: str) -> list[str | None]:
    """The ids of everything that was put at `key`, the oldest first; None for each time that it was removed."""
    put: list[tuple[datetime, str | None]] = []
    removed: list[tuple[datetime, str | None]] = []
    for page in bucket.client.get_paginator("list_object_versions").paginate(Bucket=bucket.name, Prefix=key):
        put += [(each["LastModified"], each["VersionId"]) for each in page.get("Versions", []) if each["Key"] == key]
        removed += [(each["LastModified"], None) for each in page.get("DeleteMarkers", []) if each["Key"] == key]
    # S3 lists the newest first and tells no more than seconds: what is of one second stays in the order of the list.
    return [version for _, version in sorted([*reversed(put), *reversed(removed)], key=lambda each: each[0])]


def version(bucket: Bucket, key: str, version_id: str) -> bytes:
    """One of a file's versions, whole."""
    return bucket.client.get_object(Bucket=bucket.name, Key=key, VersionId=version_id)["Body"].read()


def put_new(bucket: Bucket, key: str, data: bytes, *, media_type: str) -> None:
    """Put a file where there is none; raises Changed when there is one, whatever is in it."""
    translated(
        lambda: bucket.client.put_object(
            Bucket=bucket.name,
            Key=key,
            Body=data,
            ContentType=media_type,
            IfNoneMatch="*",
            # S3 asks for a checksum of whatever it locks.
            ChecksumAlgorithm="SHA256",
        )
    )


def read(bucket: Bucket, key: str) -> tuple[bytes, str]:
    """A whole file of ours, small enough for memory, and its tag.

    Raises FileMissing.
    """

    def get() -> tuple[bytes, str]:
        answer = bucket.client.get_object(Bucket=bucket.name, Key=key)
        return answer["Body"].read(), answer["ETag"]

    return translated(get)


def is_there(bucket: Bucket, key: str) -> bool:
    """Whether there is such a file, without reading it."""
    try:
        translated(lambda: bucket.client.head_object(Bucket=bucket.name, Key=key))
    except FileMissing:
        return False
    return True


def at_hand(bucket: Bucket, key: str) -> bytes:
    """A whole file, small enough for memory, for who can do without it.

    Raises FileMissing, and FileFault in place of every other fault of S3.
    """
    try:
        return read(bucket, key)[0]
    except (BotoCoreError, ClientError) as fault:
        raise FileFault(type(fault).__name__) from None


def write(bucket: Bucket, key: str, content: bytes, *, media_type: str, replaces: str | None) -> None:
    """Put a file, where there is none, or in place of the one with the tag `replaces`.

    Raises Changed when another one is there by now.
    """
    condition: Any = {"IfMatch": replaces} if replaces else {"IfNoneMatch": "*"}
    translated(
        lambda: bucket.client.put_object(Bucket=bucket.name, Key=key, Body=content, ContentType=media_type, **condition)
    )


def delete(bucket: Bucket, key: str) -> None:
    """Remove a file; one that is not there is no fault."""
    bucket.client.delete_object(Bucket=bucket.name, Key=key)


def translated(call: Callable[[], T]) -> T:
    """What `call` returns.

    Raises FileMissing and Changed in place of S3's own words for them.
    """
    try:
        return call()
    except ClientError as error:
        if _code(error) in _OTHER_CONTENT:
            raise Changed from None
        if _code(error) in _MISSING:
            raise FileMissing from error
        raise


def _code(error: ClientError) -> str:
    response: Any = error.response
    return str(response["Error"]["Code"])
