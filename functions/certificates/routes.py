"""The routes of a person's health certificates."""

from shared.aws.http import Audience, Route
from shared.kernel.errors import ErrorCode

REQUEST = Route(
    "POST",
    "/v1/people/{person}/certificates",
    Audience.RESIDENT,
    "Announce a certificate and get the form with which its file is posted straight to the bucket",
    serves="M20",
    body="NewCertificateBody",
    answer="RequestedBody",
    status=201,
    idempotency_key=True,
    errors=(ErrorCode.NOT_FOUND, ErrorCode.IDEMPOTENCY_KEY_REUSED),
)
LIST = Route(
    "GET",
    "/v1/people/{person}/certificates",
    Audience.RESIDENT,
    "A person's certificates, newest first",
    serves="M20",
    answer="CertificatesBody",
    query=("limit", "cursor"),
    errors=(ErrorCode.INVALID_REQUEST, ErrorCode.INVALID_CURSOR, ErrorCode.NOT_FOUND),
)
VIEW = Route(
    "GET",
    "/v1/people/{person}/certificates/{certificate}",
    Audience.RESIDENT,
    "One certificate: whether its file was confirmed, and if it was rejected, why",
    serves="M20",
    answer="CertificateBody",
    errors=(ErrorCode.NOT_FOUND,),
)
FILE = Route(
    "GET",
    "/v1/people/{person}/certificates/{certificate}/file",
    Audience.RESIDENT,
    "A link to download a confirmed certificate's file, good for five minutes",
    serves="M20",
    answer="LinkBody",
    errors=(ErrorCode.NOT_FOUND, ErrorCode.CERTIFICATE_NOT_READY),
)
