"""Acts that start at the same instant, and what the tables then hold."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

from local.client import Answer
from local.state import State
from shared.aws.transactions import Item, plain_item

T = TypeVar("T")


def at_once(act: Callable[[T], Answer], arguments: Sequence[T]) -> list[Answer]:
    """Run `act` for each argument in a thread of its own, all starting at once."""
    barrier = Barrier(len(arguments))

    def run(argument: T) -> Answer:
        barrier.wait()
        return act(argument)

    with ThreadPoolExecutor(len(arguments)) as threads:
        return list(threads.map(run, arguments))


def stored(state: State, table: str) -> list[Item]:
    """Everything in the table `core` or `vault`."""
    client = state.deployed.client("dynamodb")
    pages = client.get_paginator("scan").paginate(TableName=state.deployed.outputs[f"{table.title()}TableName"])
    return [plain_item(item) for page in pages for item in page["Items"]]
