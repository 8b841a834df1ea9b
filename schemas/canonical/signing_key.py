"""The hub's signing keys as they are published, and the acts that end one."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class KeyEvent(StrEnum):
    """What ends a key: it signs no more, or it may have been in other hands."""

    RETIRED = "retired"
    COMPROMISED = "compromised"


@dataclass(frozen=True, slots=True)
class KeyAct:
    """An operator's act on a key, named by the SHA-256 of its certificate.

    ``effective_at`` is the instant from which the key signs no more, or from which it may have
    been in other hands; it is never after ``recorded_at``. Both are not naive.
    """

    fingerprint: bytes
    event: KeyEvent
    effective_at: datetime
    recorded_at: datetime
    reason: str
    by: str


@dataclass(frozen=True, slots=True)
class PublishedKey:
    """A signing certificate with its issuers (DER, leaf first), and what became of its key.

    ``fingerprint`` is the SHA-256 of the leaf. Times are UTC; ``not_before`` and ``not_after`` are
    the certificate's own. ``reason`` is that of the compromise, or of the retirement.
    """

    fingerprint: bytes
    certificates: tuple[bytes, ...]
    not_before: datetime
    not_after: datetime
    registered_at: datetime
    retired_at: datetime | None = None
    compromised_at: datetime | None = None
    reason: str | None = None

    @property
    def until(self) -> datetime:
        """When the key signs no more: its certificate ends, or it was retired before."""
        return min(self.not_after, self.retired_at or self.not_after)
