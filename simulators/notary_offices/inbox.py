"""What the notaries' system has taken: each message once, by its NoticeId."""

from dataclasses import dataclass
from datetime import UTC, datetime

_BEFORE_ALL = datetime.min.replace(tzinfo=UTC)


class OtherContent(ValueError):
    """A NoticeId comes back with another message."""


@dataclass(slots=True)
class Taken:
    """One message, how often it came, and whether it came after a later one on its number."""

    notice_id: str
    operation: str
    fields: dict[str, str]
    content: bytes
    accepted_at: datetime
    out_of_order: bool
    deliveries: int = 1


class Inbox:
    """Everything taken so far, in the order in which it came."""

    def __init__(self) -> None:
        self._taken: dict[str, Taken] = {}
        self._latest: dict[str, datetime] = {}

    def clear(self) -> None:
        """Forget everything."""
        self._taken.clear()
        self._latest.clear()

    def take(
        self, operation: str, fields: dict[str, str], content: bytes, now: datetime
    ) -> tuple[Taken, bool]:
        """Return the message as it was taken first, and whether that was before; `OtherContent`."""
        notice_id = fields["NoticeId"]
        known = self._taken.get(notice_id)
        if known is None:
            late = self._comes_late(fields)
            known = Taken(notice_id, operation, fields, content, now, late)
            self._taken[notice_id] = known
            return known, False
        if known.content != content:
            raise OtherContent(notice_id)
        known.deliveries += 1
        return known, True

    def _comes_late(self, fields: dict[str, str]) -> bool:
        """Note a message, and tell whether its number has been told of later things already.

        An answer is the first that there is to say.
        """
        number, known_at = fields["ReplyNo"], fields.get("KnownAt")
        moment = datetime.fromisoformat(known_at) if known_at else _BEFORE_ALL
        latest = self._latest.get(number, _BEFORE_ALL)
        self._latest[number] = max(moment, latest)
        return moment < latest

    def told(self) -> list[dict[str, object]]:
        """Return everything as the keeper reads it."""
        return [
            {
                "notice_id": one.notice_id,
                "operation": one.operation,
                "fields": one.fields,
                "accepted_at": instant(one.accepted_at),
                "deliveries": one.deliveries,
                "out_of_order": one.out_of_order,
            }
            for one in self._taken.values()
        ]


def instant(moment: datetime) -> str:
    """Return ``moment`` as xsd:dateTime in UTC."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
