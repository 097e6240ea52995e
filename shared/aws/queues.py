"""SQS: what is to be done later, and the function that does it."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from shared.aws.http import failed
from shared.kernel.signals import Signals

QueueHandler = Callable[[dict[str, Any], Any], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Queue:
    """A queue's address with the client that reaches it."""

    client: Any = field(repr=False)
    url: str

    def send(self, body: dict[str, str], delay: int) -> None:
        """Hand out `body` after `delay` seconds, 0 to 900; once or, rarely, more often."""
        self.client.send_message(QueueUrl=self.url, MessageBody=json.dumps(body), DelaySeconds=delay)


def queue_handler(handle: Callable[[Mapping[str, str]], None], signals: Signals) -> QueueHandler:
    """The Lambda handler that gives `handle` the body of one message after another.

    Those on which it raises, and no others, are handed out again.
    """

    def handler(event: dict[str, Any], _context: Any) -> dict[str, Any]:
        again = []
        for record in event["Records"]:
            try:
                handle(json.loads(record["body"]))
            except Exception as fault:  # noqa: BLE001  (Lambda would log the text of what is raised)
                signals(failed(fault, record["messageId"]))
                again.append({"itemIdentifier": record["messageId"]})
        return {"batchItemFailures": again}

    return handler
