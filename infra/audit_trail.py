"""The function that keeps the history of every person, and what it is called with."""

from collections.abc import Mapping

from constructs import Construct

from infra.failed_events import failed_events
from infra.grants import Granted, Resource
from infra.lambda_target import LambdaTarget
from infra.stream_function import StreamFunction
from infra.stream_specs import AUDIT

# Everything, also what the function then leaves out: a filter that is wrong would be a gap that nobody sees.
_FILTERS = ({"eventName": ["INSERT", "MODIFY", "REMOVE"]},)


class AuditTrail(Construct):
    """Every change of the core table goes to the audit; one that it does not understand is noted in a queue."""

    def __init__(
        self,
        scope: Construct,
        name: str,
        *,
        target: LambdaTarget,
        values: Mapping[str, str],
        resources: Mapping[Resource, Granted],
        log_days: int,
    ) -> None:
        """Raises SettingMissingError, ClosureError or DistributionError."""
        super().__init__(scope, name)
        poison = failed_events(self, "Poison")
        StreamFunction(
            self,
            "Changes",
            AUDIT,
            filters=_FILTERS,
            target=target,
            values=dict(values) | {"poison_changes": poison.queue_url},
            resources=dict(resources) | {Resource.POISON_CHANGES: Granted(poison.queue_arn)},
            log_days=log_days,
        )
