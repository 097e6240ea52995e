"""EventBridge: events on a bus of our own."""

from dataclasses import dataclass, field
from typing import Any

from botocore.exceptions import ClientError

from shared.aws.transactions import is_throttled


@dataclass(frozen=True, slots=True)
class EventBus:
    """A bus with the client that reaches it, and what all events that are put there have in common."""

    client: Any = field(repr=False)
    name: str
    source: str
    detail_type: str

    def put(self, detail: str) -> bool:
        """Put one event, `detail` being its JSON; returns False when the bus says that it did not take it.

        Whatever it raises, the event may be on the bus.
        """
        entry = {
            "EventBusName": self.name,
            "Source": self.source,
            "DetailType": self.detail_type,
            "Detail": detail,
        }
        try:
            answer = self.client.put_events(Entries=[entry])
        except ClientError as error:
            if is_throttled(error):
                return False
            raise
        return not answer["FailedEntryCount"]
