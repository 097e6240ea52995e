"""What moto's S3 leaves out: a copy on the condition that its source still is the file it was."""

from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from botocore.exceptions import ClientError

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client


def heed_conditions_of_copies(client: "S3Client", aside: "S3Client") -> "S3Client":
    """`client`, whose `CopyObject` is refused as S3 refuses it when the source has another tag than it asks for.

    The source is looked at through `aside`, so that whoever counts or fails the calls of `client` meets its own only.
    """

    def check(params: dict[str, Any], model: Any, **_: Any) -> None:
        asked = params["headers"].get("x-amz-copy-source-if-match")
        if model.name != "CopyObject" or not asked:
            return
        bucket, key = unquote(params["headers"]["x-amz-copy-source"]).split("/", 1)
        if aside.head_object(Bucket=bucket, Key=key)["ETag"].strip('"') != asked.strip('"'):
            answer: Any = {"Error": {"Code": "PreconditionFailed", "Message": "x-amz-copy-source-If-Match"}}
            raise ClientError(answer, "CopyObject")

    # After everything that tests do to a call, as the service itself would.
    client.meta.events.register_last("before-call", check)
    return client
