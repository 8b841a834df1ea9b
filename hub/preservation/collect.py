"""Revocation data for the chains of signers and authorities, each certificate asked about once."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from itertools import pairwise

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from adapters.base.errors import AgencyRefused, AgencyUnavailable, NoSuchRecord
from adapters.base.ports import RevocationSource
from schemas.canonical.validation import ValidationData

Chain = tuple[bytes, ...]
"""Certificates in DER, the leaf first, its issuers after it, with or without the root."""


class Collector:
    """Collects what is needed to judge chains later; keeps what it was told while it lives.

    One is made for a turn of the worker, after the timestamps of that turn: the revocation data of
    a B-LT form is newer than its timestamp (ETSI EN 319 102-1, clause 5.2.5).
    """

    def __init__(self, source: RevocationSource, anchors: Sequence[x509.Certificate]) -> None:
        self._source = source
        self._anchors = anchors
        self._asked: dict[tuple[str, bytes], asyncio.Task[bytes]] = {}

    async def data_for(self, chains: Iterable[Chain]) -> ValidationData:
        """Return the certificates and revocation data of ``chains``, up to their anchors.

        Raises what the port raises when an authority does not answer.
        """
        found = ValidationData()
        for chain in chains:
            found |= ValidationData(certificates=chain)
            for place, (certificate, issuer) in enumerate(pairwise(self._anchored(chain))):
                found |= await self._revocation(certificate, issuer, leaf=place == 0)
        return found

    def _anchored(self, chain: Chain) -> Chain:
        """Return the chain with its anchor at the end, where it is not there already."""
        last = x509.load_der_x509_certificate(chain[-1])
        anchors = (one for one in self._anchors if one != last and one.subject == last.issuer)
        return (*chain, *(one.public_bytes(Encoding.DER) for one in list(anchors)[:1]))

    async def _revocation(self, certificate: bytes, issuer: bytes, *, leaf: bool) -> ValidationData:
        """Return an OCSP response on a leaf, where one is to be had; else the issuer's CRL."""
        if leaf:
            try:
                response = await self._once(
                    ("ocsp", certificate), lambda: self._source.status_of(certificate, issuer)
                )
            except (AgencyRefused, AgencyUnavailable, NoSuchRecord):
                pass
            else:
                return ValidationData(ocsp_responses=(response,))
        crl = await self._once(("crl", issuer), lambda: self._source.revocation_list(issuer))
        return ValidationData(crls=(crl,))

    async def _once(self, key: tuple[str, bytes], ask: Callable[[], Awaitable[bytes]]) -> bytes:
        """Return the answer to a question that is put only once, whoever needs it."""
        if key not in self._asked:
            self._asked[key] = asyncio.ensure_future(ask())
        return await self._asked[key]
