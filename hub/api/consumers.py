"""Credential to consumer: which registered agency a certificate belongs to.

The register lives in the database; a process keeps a copy a few seconds old, so that a request
costs no query for it. A certificate added or retired holds everywhere within `AGE`.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from hub.store.agencies import CertificateRow
from schemas.canonical.case import Consumer
from signing.verify.wss import RegisteredCertificate, load_certificate

AGE = timedelta(seconds=5)
"""How old the copy may be; for a certificate it does not hold, a fifth of that."""


@dataclass(frozen=True, slots=True)
class _Entry:
    """A certificate ready to verify with, whose it is, and until when it holds."""

    certificate: RegisteredCertificate
    consumer: Consumer
    retired_at: datetime | None


class Consumers:
    """The register of certificates by fingerprint (SHA-256 over DER)."""

    def __init__(
        self,
        load: Callable[[datetime], Awaitable[list[CertificateRow]]],
        clock: Callable[[], datetime],
    ) -> None:
        self._load = load
        self._clock = clock
        self._loading = asyncio.Lock()
        self._loaded_at: datetime | None = None
        self._entries: dict[bytes, _Entry] = {}

    def certificate(self, fingerprint: bytes) -> RegisteredCertificate | None:
        """Return the registered certificate, by the copy at hand; none past its retirement."""
        entry = self._entries.get(fingerprint)
        return entry.certificate if entry and self._holds(entry) else None

    def owner(self, fingerprint: bytes) -> Consumer:
        """Return whose certificate this is; ``KeyError`` for one that is not registered."""
        entry = self._entries[fingerprint]
        if not self._holds(entry):
            raise KeyError(fingerprint)
        return entry.consumer

    async def refresh(self, older_than: timedelta = AGE) -> None:
        """Load the register anew if the copy is older; `HubUnavailable` without a database."""
        if not self._is_older(older_than):
            return
        async with self._loading:
            if self._is_older(older_than):
                now = self._clock()
                rows = await self._load(now)
                self._entries = {row.fingerprint: self._entry(row) for row in rows}
                self._loaded_at = now

    def _holds(self, entry: _Entry) -> bool:
        return entry.retired_at is None or self._clock() < entry.retired_at

    def _is_older(self, age: timedelta) -> bool:
        return self._loaded_at is None or self._clock() - self._loaded_at >= age

    def _entry(self, row: CertificateRow) -> _Entry:
        """Return the row ready to verify with; a certificate is parsed once."""
        known = self._entries.get(row.fingerprint)
        certificate = known.certificate if known else load_certificate(row.certificate)
        return _Entry(certificate, Consumer(row.agency), row.retired_at)
