"""The functions of the API's stack that no route leads to: S3's events and the state machine of imports call them."""

from functions.certificate_uploads import app as certificate_uploads
from functions.import_report import app as import_report
from functions.import_rows import app as import_rows
from functions.import_uploads import app as import_uploads
from infra.functions import FunctionSpec
from infra.grants import Grant, Resource

CERTIFICATE_UPLOADS = FunctionSpec(
    "certificate_uploads",
    certificate_uploads.ROUTES,
    certificate_uploads.Settings,
    (
        Grant(Resource.CORE, ("dynamodb:GetItem", "dynamodb:UpdateItem")),
        Grant(Resource.CERTIFICATE_UPLOADS, ("s3:DeleteObject", "s3:GetObject")),
        Grant(Resource.CERTIFICATE_FILES, ("s3:DeleteObject", "s3:PutObject")),
        Grant(Resource.FAILED_UPLOADS, ("sqs:SendMessage",)),
    ),
    memory_mb=1024,
    # A file may be replaced while it is copied, and is then looked at again.
    timeout_s=60,
)
"""Checks what was uploaded; called by S3's events and not by the API."""

IMPORT_UPLOADS = FunctionSpec(
    "import_uploads",
    import_uploads.ROUTES,
    import_uploads.Settings,
    (
        Grant(Resource.CORE, ("dynamodb:GetItem", "dynamodb:UpdateItem")),
        Grant(Resource.IMPORT_UPLOADS, ("s3:DeleteObject", "s3:GetObject")),
        Grant(Resource.IMPORT_FILES, ("s3:DeleteObject", "s3:PutObject")),
        Grant(Resource.FAILED_UPLOADS, ("sqs:SendMessage",)),
    ),
    # A whole core: gigabytes are read line by line.
    memory_mb=1769,
    timeout_s=900,
)
"""Reads through what was uploaded for an import; called by S3's events and not by the API."""

IMPORT_ROWS = FunctionSpec(
    "import_rows",
    import_rows.ROUTES,
    import_rows.Settings,
    (
        Grant(
            Resource.CORE,
            ("dynamodb:BatchGetItem", "dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:Query", "dynamodb:UpdateItem"),
        ),
        Grant(Resource.PERSON_KEY, ("kms:GenerateMac",)),
        Grant(Resource.IMPORT_FILES, ("s3:GetObject", "s3:PutObject")),
    ),
    memory_mb=1024,
    # Many times what a part of a file takes; and when it was too short, the next try has less left to do.
    timeout_s=120,
)
"""Works through one part of an import; called by the state machine of imports alone."""

IMPORT_REPORT = FunctionSpec(
    "import_report",
    import_report.ROUTES,
    import_report.Settings,
    (
        Grant(Resource.CORE, ("dynamodb:GetItem", "dynamodb:UpdateItem")),
        Grant(Resource.IMPORT_FILES, ("s3:GetObject", "s3:PutObject")),
    ),
    memory_mb=1769,
    # It reads the results of every part.
    timeout_s=900,
)
"""Ends the run of an import; called by the state machine of imports alone."""

EVENT_FUNCTIONS = (CERTIFICATE_UPLOADS, IMPORT_UPLOADS, IMPORT_ROWS, IMPORT_REPORT)
"""The functions of the API's stack that no route leads to."""
