"""The answer of an account's notifications."""

from pydantic import Field

from shared.aws.wire import Wire
from shared.notifications.model import Kind


class NotificationBody(Wire):
    """That there is news; what it is, is shown where it belongs: with the code, the appeal, the family."""

    notification: str = Field(description="The id that was in the message about it")
    kind: Kind
    person: str | None = Field(description="Whom it is about; null once the account may no longer act for them")
    at: str


class NotificationsBody(Wire):
    """One page of notifications."""

    notifications: list[NotificationBody]
    cursor: str | None = Field(description="Send it to get the next page; null on the last one")
