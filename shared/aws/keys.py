"""The key of every item, in one place, used for writing and reading alike.

`docs/access-patterns.md` explains them; a test compares the two.
"""

from datetime import date

from shared.kernel.ids import (
    AccountId,
    Authority,
    CheckpointId,
    CodeId,
    EntryId,
    OrganisationId,
    PersonId,
    RecordId,
    ScanId,
)

Key = dict[str, str]


def _key(partition: str, sort: str) -> Key:
    return {"pk": partition, "sk": sort}


def account(account_id: AccountId) -> Key:
    """Which person a resident's account belongs to."""
    return _key(f"ACCOUNT#{account_id}", "ACCOUNT")


def attempts(account_id: AccountId, window: str) -> Key:
    """How often an account tried to register in one window of time."""
    return _key(f"ACCOUNT#{account_id}", f"ATTEMPTS#{window}")


def assignments(account_id: AccountId, window: str) -> Key:
    """How many people an officer put on the red list in one window of time."""
    return _key(f"ACCOUNT#{account_id}", f"ASSIGNMENTS#{window}")


def person(person_id: PersonId) -> Key:
    """A person's holds and current code; exists before registration for someone already on the red list."""
    return _key(f"PERSON#{person_id}", "PERSON")


def risk_record(person_id: PersonId, record_id: RecordId) -> Key:
    """One assignment of a risk category."""
    return _key(f"PERSON#{person_id}", f"RISK#{record_id}")


def offline_registration(person_id: PersonId, entry_id: EntryId) -> Key:
    """One registration of a person by staff, from papers."""
    return _key(f"PERSON#{person_id}", f"OFFLINE_REGISTRATION#{entry_id}")


def replacement(person_id: PersonId, request_id: str) -> Key:
    """Which code a person's request for a replacement led to, so that a retry gets the same one."""
    return _key(f"PERSON#{person_id}", f"REPLACEMENT#{request_id}")


def family(guardian: PersonId) -> Key:
    """Counts the changes to whom a person may act for, so that two at once cannot both fit under the limit."""
    return _key(f"PERSON#{guardian}", "FAMILY")


def member_link(guardian: PersonId, member: PersonId) -> Key:
    """A family link as its guardian has it."""
    return _key(f"PERSON#{guardian}", f"MEMBER#{member}")


def guardian_link(member: PersonId, guardian: PersonId) -> Key:
    """The same link as its member has it."""
    return _key(f"PERSON#{member}", f"GUARDIAN#{guardian}")


def temperature(person_id: PersonId, entry_id: EntryId) -> Key:
    """One measurement of a person's temperature."""
    return _key(f"PERSON#{person_id}", f"TEMPERATURE#{entry_id}")


def health_check(person_id: PersonId, entry_id: EntryId) -> Key:
    """One check of a person's health by a grid worker."""
    return _key(f"PERSON#{person_id}", f"HEALTH_CHECK#{entry_id}")


def test_result(person_id: PersonId, entry_id: EntryId) -> Key:
    """One result of a nucleic acid test of a person."""
    return _key(f"PERSON#{person_id}", f"TEST_RESULT#{entry_id}")


def release_notice(entry_id: EntryId) -> Key:
    """One electronic notice of release from medical observation; whoever verifies it knows no person."""
    return _key(f"RELEASE_NOTICE#{entry_id}", "RELEASE_NOTICE")


def look_up(person_id: PersonId, look_up_id: EntryId) -> Key:
    """One look-up of a person by somebody who had scanned their code."""
    return _key(f"PERSON#{person_id}", f"LOOK_UP#{look_up_id}")


def notification(account_id: AccountId, entry_id: EntryId) -> Key:
    """One notification of an account: that there is news about a person."""
    return _key(f"ACCOUNT#{account_id}", f"NOTIFICATION#{entry_id}")


def look_ups(officer: AccountId, window: str) -> Key:
    """How often an officer looked somebody up in one window of time."""
    return _key(f"OFFICER#{officer}", f"LOOK_UPS#{window}")


def appeal(entry_id: EntryId) -> Key:
    """One appeal against a risk record; whoever decides it knows no person."""
    return _key(f"APPEAL#{entry_id}", "APPEAL")


def open_appeal(authority: Authority, deadline: str, entry_id: EntryId) -> Key:
    """The same appeal in the queue of the authority that made the record, until it is decided."""
    return _key(f"AUTHORITY#{authority}", f"OPEN_APPEAL#{deadline}#{entry_id}")


def risk_import(import_id: EntryId) -> Key:
    """One file of assignments or lifts; whoever works it through knows no person yet."""
    return _key(f"IMPORT#{import_id}", "IMPORT")


def declaration(person_id: PersonId, entry_id: EntryId) -> Key:
    """One health declaration of a person."""
    return _key(f"PERSON#{person_id}", f"DECLARATION#{entry_id}")


def certificate(person_id: PersonId, entry_id: EntryId) -> Key:
    """One health certificate; its file lies in the bucket."""
    return _key(f"PERSON#{person_id}", f"CERTIFICATE#{entry_id}")


def itinerary_consent(person_id: PersonId) -> Key:
    """Whether the carriers may be asked where a person's phone has been."""
    return _key(f"PERSON#{person_id}", "ITINERARY_CONSENT")


def membership(person_id: PersonId, organisation_id: OrganisationId) -> Key:
    """An organisation of a person, as the person has it."""
    return _key(f"PERSON#{person_id}", f"MEMBERSHIP#{organisation_id}")


def organisation(organisation_id: OrganisationId) -> Key:
    """An enterprise or organisation whose members declare their health to it."""
    return _key(f"ORGANISATION#{organisation_id}", "ORGANISATION")


def organisation_member(organisation_id: OrganisationId, person_id: PersonId) -> Key:
    """The same membership as the organisation has it."""
    return _key(f"ORGANISATION#{organisation_id}", f"MEMBER#{person_id}")


def invitation(invitation_code: str) -> Key:
    """Which organisation an invitation code leads to."""
    return _key(f"INVITATION#{invitation_code}", "INVITATION")


def organisation_day(organisation_id: OrganisationId, day: date, person_id: PersonId, entry_id: EntryId) -> Key:
    """What a member declared to the organisation on one of the region's days: all that its administrator sees."""
    return _key(f"ORGANISATION#{organisation_id}#DAY#{day.isoformat()}", f"MEMBER#{person_id}#{entry_id}")


def code(code_id: CodeId) -> Key:
    """A code with the holds of its person: all that a scan reads."""
    return _key(f"CODE#{code_id}", "CODE")


def status_index(issuer: int, index: int) -> Key:
    """The claim of one code on its place in the issuer's status lists."""
    return _key(f"STATUS_INDEX#{issuer}#{index:07x}", "STATUS_INDEX")


def issuer_keys() -> Key:
    """The partition that holds the public keys of all issuers."""
    return _key("ISSUERS", "")


def issuer_key(issuer: int, key_id: int) -> Key:
    """One issuer's public key."""
    return _key("ISSUERS", f"ISSUER#{issuer:03d}#KEY#{key_id:03d}")


def trust_list() -> Key:
    """The present trust list of the region."""
    return _key("TRUST_LIST", "TRUST_LIST")


def scan(scan_id: ScanId) -> Key:
    """One scan and its answer."""
    return _key(f"SCAN#{scan_id}", "SCAN")


def checkpoints() -> Key:
    """The partition of a region's checkpoints; they are thousands, written rarely and listed by operators only."""
    return _key("CHECKPOINTS", "")


def checkpoint(checkpoint_id: CheckpointId) -> Key:
    """One checkpoint."""
    return _key("CHECKPOINTS", f"CHECKPOINT#{checkpoint_id}")


def vault_identity(person_id: PersonId) -> Key:
    """In the vault: a person's name, document and phone."""
    return _key(f"PERSON#{person_id}", "IDENTITY")


def audit_entry(person_id: PersonId, number: int) -> Key:
    """In the audit table: one entry of a person's chain, numbered from 1."""
    return _key(f"PERSON#{person_id}", f"ENTRY#{number:012}")


def audited_change(change_id: str) -> Key:
    """In the audit table: that a change of the core table has its entry, so that it gets no second one."""
    return _key(f"CHANGE#{change_id}", "CHANGE")


def temperatures(person_id: PersonId) -> str:
    """The list of a person's temperatures."""
    return f"TEMPERATURES#{person_id}"


def health_checks(person_id: PersonId) -> str:
    """The list of a person's health checks."""
    return f"HEALTH_CHECKS#{person_id}"


def test_results(person_id: PersonId) -> str:
    """The list of a person's test results."""
    return f"TEST_RESULTS#{person_id}"


def release_notices(person_id: PersonId) -> str:
    """The list of a person's release notices."""
    return f"RELEASE_NOTICES#{person_id}"


def appeals(person_id: PersonId) -> str:
    """The list of a person's appeals."""
    return f"APPEALS#{person_id}"


def open_appeals() -> str:
    """The list of all appeals that are not decided yet, at the places of their deadlines."""
    return "OPEN_APPEALS"


def declarations(person_id: PersonId) -> str:
    """The list of a person's declarations."""
    return f"DECLARATIONS#{person_id}"


def certificates(person_id: PersonId) -> str:
    """The list of a person's certificates."""
    return f"CERTIFICATES#{person_id}"


def accesses(person_id: PersonId) -> str:
    """The list of everybody who scanned a person's code or looked the person up."""
    return f"ACCESSES#{person_id}"


def audit_day(day: date, shard: str) -> str:
    """In the audit table: a sixteenth of the entries that were made on one of the region's days.

    `shard` is the first hexadecimal digit of their digests.
    """
    return f"DAY#{day.isoformat()}#{shard}"


def notifications(account_id: AccountId) -> str:
    """The list of an account's notifications."""
    return f"NOTIFICATIONS#{account_id}"


def organisations(administrator: AccountId) -> str:
    """The list of the organisations that an account administers."""
    return f"ORGANISATIONS#{administrator}"


def waiting_records(authority: Authority) -> str:
    """The list of an authority's risk records that wait for a second officer."""
    return f"WAITING_RECORDS#{authority}"


def waiting_imports(authority: Authority) -> str:
    """The list of an authority's imports that wait for a second officer."""
    return f"WAITING_IMPORTS#{authority}"


def codes_not_green(first_digit: str) -> str:
    """The list of the codes that may be red or are replaced, parted by the first digit of their ids.

    Sixteen of them, so that a wave of assignments does not meet in one partition.
    """
    return f"CODES_NOT_GREEN#{first_digit}"
