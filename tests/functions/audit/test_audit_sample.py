"""The sample of what the core table's stream tells the audit."""

import json

from shared.audit.model import Kind
from shared.kernel.ids import PersonId
from tests.audit_acts import audit, chain
from tests.functions.samples import EVENTS, placeholders
from tests.region import deployed_region

SAMPLE = (EVENTS / "audit" / "core_changes.json").read_text(encoding="utf-8")


def test_the_sample_becomes_an_entry_however_often_it_comes() -> None:
    text = SAMPLE
    for name in placeholders(text):
        text = text.replace(f"{{{{{name}}}}}", f"{name}-1")
    with deployed_region() as region:
        for _ in range(2):
            assert audit(region, json.loads(text)["Records"]) == []

        [entry] = chain(region, PersonId("person-1"))
        assert (entry.kind, entry.facts["scan"], region.poison) == (Kind.SCANNED, "scan-1", [])
