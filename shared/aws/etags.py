"""Not sending again what the caller has already (RFC 9110, section 13.1.2)."""

from collections.abc import Mapping

from shared.aws.http import Request, Response


def unless_known(request: Request, tag: str, content: bytes, media_type: str, headers: Mapping[str, str]) -> Response:
    """The content under its `tag`, or 304 without it for a caller who names that tag as the one they have."""
    tagged = {**headers, "etag": tag}
    if request.headers.get("if-none-match") == tag:
        return Response("", 304, media_type, tagged)
    return Response(content, media_type=media_type, headers=tagged)
