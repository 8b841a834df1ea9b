"""Credential to consumer: which registered agency a certificate belongs to.

The register lives in the database; a process keeps a copy a few seconds old, so that a request
costs no query for it. A certificate added or retired holds everywhere within `AGE`.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from hub.store.agencies import RegisteredCertificate
from schemas.canonical.case import Consumer

AGE = timedelta(seconds=5)
"""How old the copy may be; for a certificate it does not hold, a fifth of that."""


@dataclass(frozen=True, slots=True)
class Credential:
    """A registered certificate, ready to verify with, and whose it is."""

    certificate: x509.Certificate
    public_key: ec.EllipticCurvePublicKey | rsa.RSAPublicKey
    consumer: Consumer


class Consumers:
    """The register of certificates by fingerprint (SHA-256 over DER)."""

    def __init__(
        self,
        load: Callable[[datetime], Awaitable[list[RegisteredCertificate]]],
        clock: Callable[[], datetime],
    ) -> None:
        self._load = load
        self._clock = clock
        self._loading = asyncio.Lock()
        self._loaded_at: datetime | None = None
        self._credentials: dict[bytes, Credential] = {}

    def find(self, fingerprint: bytes) -> Credential | None:
        """Return whose certificate this is, by the copy at hand."""
        return self._credentials.get(fingerprint)

    async def refresh(self, older_than: timedelta = AGE) -> None:
        """Load the register anew if the copy is older; `HubUnavailable` without a database."""
        if not self._is_older(older_than):
            return
        async with self._loading:
            if self._is_older(older_than):
                now = self._clock()
                rows = await self._load(now)
                self._credentials = {row.fingerprint: self._credential(row) for row in rows}
                self._loaded_at = now

    def _is_older(self, age: timedelta) -> bool:
        return self._loaded_at is None or self._clock() - self._loaded_at >= age

    def _credential(self, row: RegisteredCertificate) -> Credential:
        """Return the row as a credential; one already loaded is kept, its key being parsed."""
        consumer = Consumer(row.agency, frozenset(row.operations))
        known = self._credentials.get(row.fingerprint)
        if known is not None and known.consumer == consumer:
            return known
        certificate = x509.load_der_x509_certificate(row.certificate)
        key = certificate.public_key()
        if not isinstance(key, ec.EllipticCurvePublicKey | rsa.RSAPublicKey):
            raise TypeError("a registered certificate holds an ECDSA or RSA key")
        return Credential(certificate, key, consumer)
