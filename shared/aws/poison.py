"""Where a change is noted that can never be handled, so that it stops nobody and is not forgotten."""

import json
from collections.abc import Callable
from typing import Any

Poison = Callable[[dict[str, str]], None]


def poison_queue(client: Any, url: str) -> Poison:
    """A function that puts a note into the queue at `url`; what it raises is the client's own."""

    def note(told: dict[str, str]) -> None:
        client.send_message(QueueUrl=url, MessageBody=json.dumps(told, sort_keys=True))

    return note
