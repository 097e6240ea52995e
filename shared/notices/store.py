"""Release notices in the core table: each under its own id, in the list of its person, written once."""

from dataclasses import dataclass
from datetime import date

from shared.aws import keys
from shared.aws.reading import in_list, newest, one
from shared.aws.tables import Table
from shared.aws.transactions import Item, Refused, commit, put_new
from shared.kernel.clock import from_iso, iso
from shared.kernel.concurrency import Changed
from shared.kernel.ids import AccountId, CheckpointId, EntryId, PersonId, RecordId, ScanId
from shared.kernel.roles import StaffRole
from shared.notices.model import Observation, ReleaseNotice
from shared.risk.model import Hold
from shared.risk.store import Lift, Person, lift_writes

NOTICE = "release notice"


@dataclass(frozen=True, slots=True)
class NoticeStore:
    """Release notices."""

    core: Table

    def add(self, notice: ReleaseNotice, person: Person, lift: Lift, holds: tuple[Hold, ...]) -> ReleaseNotice:
        """Store a notice, lift the records that it ends, and leave its person with `holds`: all or none.

        Returns the stored notice when this one was stored before. Raises Changed when the person or one of the records
        was changed meanwhile.
        """
        expires_at = int(notice.kept_until.timestamp())
        item = keys.release_notice(notice.entry_id) | _item(notice) | {"expires_at": expires_at}
        lifts = lift_writes(self.core.name, person, notice.lifted, lift, holds) if notice.lifted else []
        try:
            commit(self.core.client, [put_new(NOTICE, self.core.name, item), *lifts])
        except Refused as refused:
            if refused.what == NOTICE:
                return _notice(refused.item)
            raise Changed from None
        return notice

    def notice(self, entry_id: EntryId) -> ReleaseNotice | None:
        """One notice, or None."""
        item = one(self.core, keys.release_notice(entry_id))
        return _notice(item) if item else None

    def page(
        self, person_id: PersonId, limit: int, after: str | None = None
    ) -> tuple[tuple[ReleaseNotice, ...], str | None]:
        """At most `limit` notices of a person that are older than `after`, newest first, and where to go on."""
        items, last = newest(self.core, keys.release_notices(person_id), limit, after)
        return tuple(map(_notice, items)), last


def _item(notice: ReleaseNotice) -> Item:
    return {
        "entry_id": notice.entry_id,
        "person_id": notice.person_id,
        "masked_name": notice.masked_name,
        "institution": notice.observation.institution,
        "place": notice.observation.place,
        "observed_from": notice.observation.observed_from.isoformat(),
        "observed_to": notice.observation.observed_to.isoformat(),
        "lifted": list(notice.lifted),
        "issued_at": iso(notice.issued_at),
        "kept_until": iso(notice.kept_until),
        "payload": notice.payload,
        "officer": notice.officer,
        "role": notice.role.value,
        "checkpoint_id": notice.checkpoint_id,
        "scan_id": notice.scan_id,
    } | in_list(keys.release_notices(notice.person_id), notice.issued_at, notice.entry_id)


def _notice(item: Item) -> ReleaseNotice:
    return ReleaseNotice(
        entry_id=EntryId(item["entry_id"]),
        person_id=PersonId(item["person_id"]),
        masked_name=item["masked_name"],
        observation=Observation(
            institution=item["institution"],
            place=item["place"],
            observed_from=date.fromisoformat(item["observed_from"]),
            observed_to=date.fromisoformat(item["observed_to"]),
        ),
        lifted=tuple(map(RecordId, item["lifted"])),
        issued_at=from_iso(item["issued_at"]),
        kept_until=from_iso(item["kept_until"]),
        payload=item["payload"],
        officer=AccountId(item["officer"]),
        role=StaffRole(item["role"]),
        checkpoint_id=CheckpointId(item["checkpoint_id"]),
        scan_id=ScanId(item["scan_id"]),
    )
