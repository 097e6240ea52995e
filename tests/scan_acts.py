"""What staff register through a scan; valid unless the test says otherwise."""

from datetime import datetime, timedelta
from typing import Any

from shared.declarations.model import Symptom
from shared.health_checks.model import Findings
from shared.health_checks.service import Checked
from shared.kernel.clock import day_of, iso
from shared.kernel.roles import Actor, StaffRole
from shared.laboratory.model import Result, Sample
from shared.laboratory.service import Recorded
from shared.notices.model import Observation
from shared.notices.service import Issued
from shared.temperatures.service import Registered
from tests.acts import staff
from tests.region import START, Region

TODAY = day_of(START)


def observation(**changes: Any) -> Observation:
    """What a medic states at the end of two weeks."""
    valid: dict[str, Any] = {
        "institution": "区人民医院",
        "place": "集中医学观察点3号楼",
        "observed_from": TODAY - timedelta(days=14),
        "observed_to": TODAY,
    }
    return Observation(**(valid | changes))


def release_body(*lifts: str, **changes: Any) -> dict[str, Any]:
    """The same as a body, with the records that end."""
    valid: dict[str, Any] = {
        "institution": "区人民医院",
        "place": "集中医学观察点3号楼",
        "observed_from": (TODAY - timedelta(days=14)).isoformat(),
        "observed_to": TODAY.isoformat(),
        "lifts": list(lifts),
    }
    return valid | changes


def sample(
    result: Result = Result.NEGATIVE,
    *,
    hours_ago: float = 1,
    laboratory: str = "区疾控中心实验室",
    at: datetime = START,
) -> Sample:
    """What a medic was told by a laboratory; `at` is the present instant."""
    return Sample(result, at - timedelta(hours=hours_ago), laboratory)


def sample_body(**changes: Any) -> dict[str, Any]:
    """The same as a body."""
    taken = iso(START - timedelta(hours=1))
    return {"result": "NEGATIVE", "sampled_at": taken, "laboratory": "区疾控中心实验室"} | changes


def record_result(
    region: Region,
    scan_id: str,
    result: Result = Result.NEGATIVE,
    *,
    hours_ago: float = 1,
    actor: Actor | None = None,
    key: str = "result-0001",
    **changes: Any,
) -> Recorded:
    encounter = region.encounters.encounter(actor or staff(), scan_id)
    stated = sample(result, hours_ago=hours_ago, at=region.clock.now, **changes)
    return region.recording.record(encounter, stated, key)


def measure(
    region: Region, scan_id: str, *, tenths: int = 365, actor: Actor | None = None, key: str = "measure-0001"
) -> Registered:
    encounter = region.encounters.encounter(actor or staff(), scan_id)
    return region.measuring.register(encounter, tenths, key)


def check(
    region: Region,
    scan_id: str,
    *,
    symptoms: tuple[Symptom, ...] = (Symptom.COUGH,),
    tenths: int | None = 368,
    remarks: str | None = None,
    actor: Actor | None = None,
    key: str = "check-0001",
) -> Checked:
    encounter = region.encounters.encounter(actor or staff(StaffRole.GRID_WORKER), scan_id)
    return region.checking.register(encounter, Findings(symptoms, tenths, remarks), key)


def release(
    region: Region,
    scan_id: str,
    *lifts: str,
    actor: Actor | None = None,
    key: str = "release-0001",
    **changes: Any,
) -> Issued:
    encounter = region.encounters.encounter(actor or staff(), scan_id)
    return region.releasing.issue(encounter, observation(**changes), lifts, key)
