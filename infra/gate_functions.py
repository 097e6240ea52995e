"""What the API has for gates that had no connection: how much each function may do, and of which machine."""

from functions.scan_batches import app as scan_batches
from infra.function_spec import FunctionSpec
from infra.grants import Grant, Resource

GATE_FUNCTIONS = (
    FunctionSpec(
        "scan_batches",
        scan_batches.ROUTES,
        scan_batches.Settings,
        (Grant(Resource.CORE, ("dynamodb:BatchGetItem", "dynamodb:PutItem", "dynamodb:Query")),),
        memory_mb=1024,
        # A hundred scans take a second; a table that answers slowly may take the rest.
        timeout_s=25,
    ),
)
