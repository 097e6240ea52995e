"""The sandbox register in this process: moto behind its store, its service and its Lambda handler."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from moto import mock_aws

from functions.sandbox_register.app import build
from local.population import SyntheticPerson, register_item
from shared.aws import clients
from shared.aws.http import LambdaHandler
from shared.aws.table_specs import SANDBOX_REGISTER
from shared.aws.tables import Table
from shared.aws.transactions import wire_item
from shared.kernel.signals import Signal
from shared.sandbox.service import SandboxRegister
from shared.sandbox.store import SandboxStore

KEY = "sandbox-key-of-the-sample-events"


@dataclass
class Sandbox:
    """The register with the people that were put on file."""

    store: SandboxStore
    handler: LambdaHandler
    signals: list[Signal] = field(default_factory=list)


@contextmanager
def sandbox(on_file: Iterable[SyntheticPerson]) -> Iterator[Sandbox]:
    """A register with a table of its own; needs AWS credentials and a region in the environment, real or not."""
    with mock_aws():
        table = Table(clients.dynamodb(), SANDBOX_REGISTER.name)
        table.client.create_table(
            TableName=table.name,
            BillingMode="PAY_PER_REQUEST",
            KeySchema=[
                {"AttributeName": SANDBOX_REGISTER.partition_key, "KeyType": "HASH"},
                {"AttributeName": SANDBOX_REGISTER.sort_key, "KeyType": "RANGE"},
            ],
            AttributeDefinitions=[
                {"AttributeName": SANDBOX_REGISTER.partition_key, "AttributeType": "S"},
                {"AttributeName": SANDBOX_REGISTER.sort_key, "AttributeType": "S"},
            ],
        )
        for person in on_file:
            table.client.put_item(TableName=table.name, Item=wire_item(register_item(person)))
        signals: list[Signal] = []
        store = SandboxStore(table)
        yield Sandbox(store, build(SandboxRegister(store), f"{KEY}\n", signals.append), signals)
