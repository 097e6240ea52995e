"""S3 for files that are larger than memory: read in pieces, copied, and written in parts."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from shared.aws.buckets import Bucket, translated

if TYPE_CHECKING:
    from mypy_boto3_s3.type_defs import CompletedPartTypeDef

_PIECE = 1024 * 1024
_PART = 8 * _PIECE
"""S3 takes 10,000 parts, each but the last of 5 MiB or more: this makes 78 GiB."""


@dataclass(frozen=True, slots=True)
class Stream:
    """A file as it is read: its tag, and its pieces, once."""

    etag: str
    pieces: Iterable[bytes]


def stream(bucket: Bucket, key: str) -> Stream:
    """A whole file, from its beginning.

    Raises FileMissing.
    """
    answer = translated(lambda: bucket.client.get_object(Bucket=bucket.name, Key=key))
    return Stream(answer["ETag"].strip('"'), answer["Body"].iter_chunks(_PIECE))


def part(bucket: Bucket, key: str, start: int, size: int) -> Iterable[bytes]:
    """`size` bytes of a file, in pieces, from the byte `start` on.

    Raises FileMissing.
    """
    span = f"bytes={start}-{start + size - 1}"
    answer = translated(lambda: bucket.client.get_object(Bucket=bucket.name, Key=key, Range=span))
    return answer["Body"].iter_chunks(_PIECE)


def content(bucket: Bucket, key: str) -> bytes:
    """All of a small file.

    Raises FileMissing.
    """
    return translated(lambda: bucket.client.get_object(Bucket=bucket.name, Key=key))["Body"].read()


def put(bucket: Bucket, key: str, text: bytes, media_type: str) -> None:
    """A small file, in place of the one that may be there."""
    bucket.client.put_object(Bucket=bucket.name, Key=key, Body=text, ContentType=media_type)


def write(bucket: Bucket, key: str, pieces: Iterable[bytes], media_type: str) -> None:
    """A file of any size, in place of the one that may be there; there is nothing of it before it is whole.

    What a writer that died has left behind is removed by the bucket's own rules.
    """
    parts = _parts(pieces)
    first, second = next(parts, b""), next(parts, None)
    if second is None:
        put(bucket, key, first, media_type)
        return
    upload_id = bucket.client.create_multipart_upload(Bucket=bucket.name, Key=key, ContentType=media_type)["UploadId"]
    written: list[CompletedPartTypeDef] = []
    for number, each in enumerate(_chained(first, second, parts), 1):
        answer = bucket.client.upload_part(
            Bucket=bucket.name, Key=key, UploadId=upload_id, PartNumber=number, Body=each
        )
        written.append({"ETag": answer["ETag"], "PartNumber": number})
    bucket.client.complete_multipart_upload(
        Bucket=bucket.name, Key=key, UploadId=upload_id, MultipartUpload={"Parts": written}
    )


def _parts(pieces: Iterable[bytes]) -> Iterator[bytes]:
    gathered = bytearray()
    for piece in pieces:
        gathered += piece
        if len(gathered) >= _PART:
            yield bytes(gathered)
            gathered.clear()
    if gathered:
        yield bytes(gathered)


def _chained(first: bytes, second: bytes, more: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield second
    yield from more
