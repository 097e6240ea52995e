"""A verification of one of this region's codes for another region (M22)."""

from dataclasses import dataclass

from shared.kernel.ids import CodeId, PersonId, ScanId
from shared.scans.model import Verdict


@dataclass(frozen=True, slots=True)
class PeerScan:
    """One verification of a code of this region for another one, whose staff have it before them."""

    scan_id: ScanId
    region: int
    """The issuer number of the region that asked."""
    code_id: CodeId
    person_id: PersonId
    verdict: Verdict
