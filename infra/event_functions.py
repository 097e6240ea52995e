"""The functions that no route leads to: S3, streams, queues, a schedule and a state machine call them."""

from functions.audit import app as audit
from functions.audit_days import app as audit_days
from functions.certificate_uploads import app as certificate_uploads
from functions.import_report import app as import_report
from functions.import_rows import app as import_rows
from functions.import_uploads import app as import_uploads
from functions.notification_changes import app as notification_changes
from functions.notification_deliveries import app as notification_deliveries
from functions.status_list_builds import app as status_list_builds
from functions.status_list_mirrors import app as status_list_mirrors
from functions.trust_refreshes import app as trust_refreshes
from infra.function_spec import FunctionSpec
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

AUDIT = FunctionSpec(
    "audit",
    audit.ROUTES,
    audit.Settings,
    (
        # It adds entries to chains, and neither it nor any other function can change or remove one.
        Grant(Resource.AUDIT, ("dynamodb:PutItem", "dynamodb:Query")),
        Grant(Resource.CORE_STREAM, ("dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator")),
        Grant(Resource.FAILED_CHANGES, ("sqs:SendMessage",)),
        Grant(Resource.POISON_CHANGES, ("sqs:SendMessage",)),
    ),
    memory_mb=512,
    # A hundred changes, each a query and a transaction.
    timeout_s=60,
)
"""Keeps the history of every person; called by the core table's stream."""

AUDIT_DAYS = FunctionSpec(
    "audit_days",
    audit_days.ROUTES,
    audit_days.Settings,
    (
        Grant(Resource.AUDIT_LISTS, ("dynamodb:Query",)),
        Grant(Resource.DAYS, ("s3:ListBucket",)),
        Grant(Resource.DAY_HEADS, ("s3:GetObject", "s3:PutObject")),
        Grant(Resource.DAY_COUNTS, ("s3:GetObject", "s3:PutObject")),
        Grant(Resource.FAILED_DAYS, ("sqs:SendMessage",)),
    ),
    memory_mb=1024,
    # As long as Lambda allows: a day's entries are read one thousand after another.
    timeout_s=900,
)
"""Publishes the days that are over; called by a schedule and not by the API."""

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

NOTIFICATION_CHANGES = FunctionSpec(
    "notification_changes",
    notification_changes.ROUTES,
    notification_changes.Settings,
    (
        Grant(Resource.CORE, ("dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:Query")),
        Grant(Resource.CORE_STREAM, ("dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator")),
        Grant(Resource.NOTIFICATION_QUEUE, ("sqs:SendMessage",)),
        Grant(Resource.FAILED_CHANGES, ("sqs:SendMessage",)),
    ),
    memory_mb=512,
    timeout_s=60,
)
"""Makes notifications of what is written; called by the core table's stream."""

NOTIFICATION_DELIVERIES = FunctionSpec(
    "notification_deliveries",
    notification_deliveries.ROUTES,
    notification_deliveries.Settings,
    (
        Grant(Resource.CORE, ("dynamodb:UpdateItem",)),
        Grant(Resource.NOTIFICATION_QUEUE, ("sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage")),
        Grant(Resource.NOTIFICATION_BUS, ("events:PutEvents",)),
    ),
    memory_mb=512,
    timeout_s=30,
)
"""Sends them; called by the queue in which they wait."""

STATUS_LIST_BUILDS = FunctionSpec(
    "status_list_builds",
    status_list_builds.ROUTES,
    status_list_builds.Settings,
    (
        Grant(Resource.CORE, ("dynamodb:PutItem",)),
        Grant(Resource.CORE_LISTS, ("dynamodb:Query",)),
        Grant(Resource.SIGNING_KEY, ("kms:GetPublicKey", "kms:Sign")),
        Grant(Resource.STATUS_LISTS, ("s3:GetObject", "s3:PutObject")),
    ),
    memory_mb=1769,
    # Shorter than the time to the next build, so that there is never more than one.
    timeout_s=180,
)
"""Builds the status lists; called by a schedule and not by the API."""

STATUS_LIST_MIRRORS = FunctionSpec(
    "status_list_mirrors",
    status_list_mirrors.ROUTES,
    status_list_mirrors.Settings,
    (
        Grant(Resource.CORE, ("dynamodb:Query",)),
        Grant(Resource.SIGNING_KEY, ("kms:Sign",)),
        # What it holds of others it can never put in the place of the region's own.
        Grant(Resource.PEER_STATUS_LISTS, ("s3:GetObject", "s3:PutObject")),
    ),
    memory_mb=1024,
    # Shorter than the time to the next run, as above.
    timeout_s=180,
)
"""Takes over the status lists of other regions; called by a schedule and not by the API."""

TRUST_REFRESHES = FunctionSpec(
    "trust_refreshes",
    trust_refreshes.ROUTES,
    trust_refreshes.Settings,
    (
        Grant(Resource.CORE, ("dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:Query", "dynamodb:UpdateItem")),
        Grant(Resource.TRUST_KEY, ("kms:GetPublicKey", "kms:Sign")),
        Grant(Resource.ENCRYPTION_KEY, ("kms:GetPublicKey",)),
    ),
    memory_mb=1024,
    # Peers get ten seconds, all of them at once.
    timeout_s=60,
)
"""Hears peers and keeps the trust list fresh; called by a schedule and not by the API."""

EVENT_FUNCTIONS = (
    AUDIT,
    AUDIT_DAYS,
    CERTIFICATE_UPLOADS,
    IMPORT_UPLOADS,
    IMPORT_ROWS,
    IMPORT_REPORT,
    NOTIFICATION_CHANGES,
    NOTIFICATION_DELIVERIES,
    STATUS_LIST_BUILDS,
    STATUS_LIST_MIRRORS,
    TRUST_REFRESHES,
)
"""The functions of the API's stack that no route leads to."""
