"""A release notice that is as others are."""

from datetime import date, timedelta

from shared.kernel.ids import AccountId, CheckpointId, EntryId, PersonId, RecordId, ScanId
from shared.kernel.roles import StaffRole
from shared.notices.model import Observation, ReleaseNotice
from tests.region import START

DIGITS = "0123456789" * 19 + "012345"
NOTICE = ReleaseNotice(
    entry_id=EntryId("abcd2345efgh67ij"),
    person_id=PersonId("p" * 32),
    masked_name="张*明",
    observation=Observation("区人民医院", "集中医学观察点3号楼", date(2020, 3, 24), date(2020, 4, 7)),
    lifted=(RecordId(f"{'p' * 32}-{'r' * 16}"),),
    issued_at=START,
    kept_until=START + timedelta(days=365),
    payload=f"HTTPS://CODE.EXAMPLE/N/{DIGITS}",
    officer=AccountId("account-of-the-medic"),
    role=StaffRole.MEDIC,
    checkpoint_id=CheckpointId("440106-H-AAAAAAAA-0"),
    scan_id=ScanId("s" * 16),
)
