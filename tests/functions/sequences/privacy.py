"""Who reads what of whom in full: the names, documents and phones of everybody, looked for in every answer."""

from tests.builders import resident_id
from tests.functions.sequences.calls import NAMES, phone
from tests.functions.sequences.changes import Step
from tests.functions.sequences.ledger import Law, check

# Whoever scanned a person may read this of that person, and of nobody else.
SHOWN = {"GET /v1/scans/{scan}/identity": {"name", "document"}}


def check_privacy(step: Step, serials: dict[str, int]) -> None:
    """No answer has a name, a document or a phone in full but for whoever may read it; `serials` by person id."""
    text = step.answer.body if isinstance(step.answer.body, str) else step.answer.body.decode(errors="replace")
    for serial, name in NAMES.items():
        own = {"name": name, "document": resident_id(serial), "phone": phone(serial)}
        read = {what for what, mark in own.items() if mark in text}
        if not read:
            continue
        scan = step.before.get((f"SCAN#{step.path.get('scan')}", "SCAN"), {})
        met = scan.get("officer") == step.caller.account and "uploaded_at" not in scan
        met = met and serials.get(scan.get("person_id", "")) == serial
        check(Law.PERSONAL, met and read <= SHOWN.get(step.key, set()), f"{sorted(read)} in {step.key}")
