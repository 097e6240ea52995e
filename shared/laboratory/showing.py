"""A test result as clients are shown it: to the one who records it, and to its person."""

from shared.kernel.clock import iso
from shared.laboratory.model import LabResult


def shown(result: LabResult) -> dict[str, object]:
    """The result by the names of the wire, without its officer."""
    return {
        "test_result": result.entry_id,
        "result": result.sample.result.value,
        "sampled_at": iso(result.sample.sampled_at),
        "laboratory": result.sample.laboratory,
        "lifted": list(result.lifted),
        "recorded_at": iso(result.recorded_at),
        "checkpoint": result.checkpoint_id,
    }
