"""Credential to consumer: which registered agency a certificate belongs to.

The register lives in the database; a process keeps a copy a few seconds old, so that a request
costs no query for it. A certificate added or retired holds everywhere within `AGE`.
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from hub.store.agencies import CertificateRow
from schemas.canonical.case import Consumer
from signing.verify.wss import RegisteredCertificate, load_certificate

AGE = timedelta(seconds=5)
"""How old the copy may be; for a certificate it does not hold, a fifth of that."""

Entry = tuple[RegisteredCertificate, Consumer]


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
        self._entries: dict[bytes, Entry] = {}

    def certificate(self, fingerprint: bytes) -> RegisteredCertificate | None:
        """Return the registered certificate, by the copy at hand."""
        entry = self._entries.get(fingerprint)
        return entry[0] if entry else None

    def owner(self, fingerprint: bytes) -> Consumer:
        """Return whose certificate this is; ``KeyError`` for one that is not registered."""
        return self._entries[fingerprint][1]

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

    def _is_older(self, age: timedelta) -> bool:
        return self._loaded_at is None or self._clock() - self._loaded_at >= age

    def _entry(self, row: CertificateRow) -> Entry:
        """Return the row ready to verify with; a certificate is parsed once."""
        known = self.certificate(row.fingerprint)
        consumer = Consumer(row.agency, frozenset(row.operations))
        return known or load_certificate(row.certificate), consumer
