"""Which contents and lists of a peer may take the place of those that are held here."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any, Protocol, TypeVar

from shared.codes.model import IssuerKey
from shared.codes.token import load_keys
from shared.jws.signature import Keys, NotGenuine, instant, readable
from shared.kernel.errors import FieldsRefused
from shared.mirrors.model import NotMirrored, Reason
from shared.statuslist.model import LISTS, Contents, StatusList
from shared.statuslist.rules import GOOD_FOR
from shared.trust.model import TrustedIssuer
from shared.trust.rules import is_withdrawn, signed_in_time

_CLOCKS_DIFFER_BY = timedelta(minutes=5)


class Signed(Protocol):
    """A text that says when it was signed."""

    @property
    def issued_at(self) -> datetime: ...


S = TypeVar("S", bound=Signed)


def genuine(read: Callable[[Keys], S], issuer: TrustedIssuer, now: datetime) -> S:
    """What `read` makes of a text of `issuer`, which must be signed with a key that was in use when it says it was.

    Raises NotGenuine.
    """
    said = read(_keys(issuer, now))
    return read(_keys(issuer, now, said.issued_at))


def check_contents(new: Contents, held: Contents | None, now: datetime) -> None:
    """Raise NotMirrored unless `new` may take the place of `held`."""
    if new.issued_at > now + _CLOCKS_DIFFER_BY:
        raise NotMirrored(Reason.FROM_THE_FUTURE)
    if held is not None and new.issued_at < held.issued_at:
        raise NotMirrored(Reason.OLDER)
    if now >= new.expires_at:
        raise NotMirrored(Reason.EXPIRED)
    # Editions that were issued longer ago are removed here, so that a gate would be told of a list that is gone.
    if new.expires_at - new.issued_at > GOOD_FOR or new.issued_at - min(new.lists) > GOOD_FOR:
        raise NotMirrored(Reason.GOOD_FOR_TOO_LONG)


def check_list(found: StatusList, number: int, contents: Contents) -> None:
    """Raise NotMirrored unless `found` is the edition of the list `number` that the contents name."""
    if (found.number, found.issued_at) != (number, contents.lists[number]):
        raise NotMirrored(Reason.OTHER_LIST)


def changed(new: Contents, held: Contents | None) -> Iterator[int]:
    """The numbers of the lists of which the contents name another edition than those that are held."""
    for number, issued_at in enumerate(new.lists):
        if held is None or held.lists[number] != issued_at:
            yield number


def edition_asked_for(about: Mapping[str, Any]) -> tuple[int, datetime]:
    """The list and the instant of its edition that a peer asks for.

    Raises FieldsRefused.
    """
    number = about.get("list")
    if type(number) is not int or not 0 <= number < LISTS:
        raise FieldsRefused({"list": f"the number of a list, 0 to {LISTS - 1}"})
    try:
        return number, readable(lambda: instant(about.get("issued_at")))
    except NotGenuine:
        raise FieldsRefused({"issued_at": "the instant of an edition, in whole seconds since 1970"}) from None


def share(now: datetime, until: datetime, peers_left: int) -> datetime:
    """Until when one peer may be asked, so that one that answers slowly leaves as much time for each of the others."""
    return now + (until - now) / peers_left


def _keys(issuer: TrustedIssuer, now: datetime, signed_at: datetime | None = None) -> Keys:
    counting = tuple(
        IssuerKey(issuer.issuer, key.key_id, key.public_key)
        for key in issuer.keys
        if not is_withdrawn(key, now) and (signed_at is None or signed_in_time(key, signed_at))
    )
    return readable(lambda: load_keys(counting))
