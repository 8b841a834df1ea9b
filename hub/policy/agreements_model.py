"""An agreement: what one consumer may be told by one provider, for one purpose, and how."""

import hashlib
import json
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Literal, NamedTuple

from hub.policy.problems import WrongFiles


class Transform(StrEnum):
    """In which form a field is told."""

    WHOLE = "whole"
    MASKED = "masked"
    YES_NO = "yes-no"
    AGE_BAND = "age-band"


class Delivery(StrEnum):
    """How answers are brought: to one inquiry at a time, or many in one batch."""

    INQUIRY = "inquiry"
    BATCH = "batch"


class Task(NamedTuple):
    """For what the consumer asks: a service, by its passport's code, or a use case of the hub."""

    kind: Literal["service", "use_case"]
    code: str


class Key(NamedTuple):
    """What an agreement is looked up by; nothing passes but under exactly these words."""

    consumer: str
    task: Task
    purpose: str
    provider: str

    @property
    def words(self) -> str:
        """The key in one line, by which a quota is counted whatever the agreement's version."""
        kind, code = self.task
        return f"{self.consumer} {kind}:{code} {self.purpose} {self.provider}"


class Quota(NamedTuple):
    """How many inquiries at most."""

    per_minute: int
    per_day: int


class Span(NamedTuple):
    """Hours of every day: minutes after Tehran's midnight, the last one not within them."""

    begins: int
    ends: int

    def __str__(self) -> str:
        """Return the span as it is written, ``HH:MM-HH:MM``."""
        return "-".join(f"{one // 60:02}:{one % 60:02}" for one in self)


@dataclass(frozen=True, slots=True)
class Agreement:
    """One agreement as it was signed; ``name`` is its file's, ``fields`` has no wildcard.

    Both of its days belong to its validity. ``maximum_age`` is that of an answer when it is told.
    Under one that is ``signed``, every request bears its consumer's own signature.
    """

    name: str
    key: Key
    article: str
    fields: dict[str, Transform]
    maximum_age: timedelta
    quota: Quota
    allowed_hours: tuple[Span, ...]
    delivery: Delivery
    signed: bool
    valid_from: date
    valid_until: date
    approver: str

    def holds(self, on: date) -> bool:
        """Tell whether the agreement is in force on a day in Tehran."""
        return self.valid_from <= on <= self.valid_until

    @property
    def terms(self) -> dict[str, object]:
        """What decides on an answer, in plain words; equal where the terms are."""
        return {
            "fields": {name: str(self.fields[name]) for name in sorted(self.fields)},
            "maximum_age": int(self.maximum_age.total_seconds()),
            "quota": self.quota._asdict(),
            "allowed_hours": [str(one) for one in self.allowed_hours],
            "delivery": str(self.delivery),
            "signed": self.signed,
        }

    @property
    def canonical(self) -> dict[str, object]:
        """The whole agreement in plain words, whatever its file and the order in it were."""
        return {
            "consumer": self.key.consumer,
            self.key.task.kind: self.key.task.code,
            "purpose": self.key.purpose,
            "provider": self.key.provider,
            "article": self.article,
            **self.terms,
            "valid_from": self.valid_from.isoformat(),
            "valid_until": self.valid_until.isoformat(),
            "approver": self.approver,
        }

    @property
    def written(self) -> str:
        """The canonical form as JSON, keys sorted, no blanks."""
        return json.dumps(self.canonical, ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    @property
    def digest(self) -> str:
        """SHA-256 (hex) of the written form in UTF-8."""
        return hashlib.sha256(self.written.encode()).hexdigest()


class WrongAgreements(WrongFiles):
    """Agreements that cannot be taken."""
