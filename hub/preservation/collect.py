"""Revocation data for the chains of signers and authorities, each certificate asked about once."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from datetime import datetime
from itertools import pairwise

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from adapters.base.errors import (
    AgencyBrokeContract,
    AgencyRefused,
    AgencyUnavailable,
    NoSuchRecord,
)
from adapters.base.ports import RevocationSource
from schemas.canonical.validation import ValidationData
from signing.verify.proof import load

Chain = tuple[bytes, ...]
"""Certificates in DER: the leaf first, then its issuers in any order, with or without the root."""

_WHO = "certification_authority"


class Collector:
    """Collects what is needed to judge chains later; keeps what it was told while it lives.

    One is made for a turn of the worker, after the timestamps of that turn: the revocation data of
    a B-LT form is newer than its timestamp (ETSI EN 319 102-1, clause 5.2.5).
    """

    def __init__(self, source: RevocationSource, anchors: Sequence[x509.Certificate]) -> None:
        self._source = source
        self._anchors = anchors
        self._asked: dict[tuple[str, bytes], asyncio.Task[bytes]] = {}

    async def data_for(self, chains: Iterable[Chain], since: datetime) -> ValidationData:
        """Return the certificates and revocation data of ``chains``, up to their anchors.

        A leaf's data are not older than ``since``, its first timestamp. Raises what the port
        raises when an authority does not answer, or has nothing that new yet.
        """
        found = ValidationData()
        for chain in chains:
            path = self._path(chain)
            found |= ValidationData(certificates=chain)
            leaf, issuer, *_ = path
            found |= await self._on_leaf(leaf, issuer, since)
            for _, above in pairwise(path[1:]):
                found |= ValidationData(crls=(await self._list(above),))
        return found

    def _path(self, chain: Chain) -> Chain:
        """Return the leaf, each issuer above it in order, and the anchor."""
        others = [*map(load, chain[1:]), *self._anchors]
        path = [load(chain[0])]
        while path[-1] not in self._anchors:
            issuer = next((one for one in others if one.subject == path[-1].issuer), None)
            if issuer is None or issuer in path:
                raise AgencyBrokeContract(_WHO, "chain")
            path.append(issuer)
        return tuple(one.public_bytes(Encoding.DER) for one in path)

    async def _on_leaf(self, leaf: bytes, issuer: bytes, since: datetime) -> ValidationData:
        """Return an OCSP response on a leaf, where one is to be had; else the issuer's list."""
        try:
            response = await self._once(
                ("ocsp", leaf), lambda: self._source.status_of(leaf, issuer)
            )
        except (AgencyRefused, AgencyUnavailable, NoSuchRecord):
            crl = await self._list(issuer)
            if x509.load_der_x509_crl(crl).last_update_utc < since.replace(microsecond=0):
                raise AgencyUnavailable(_WHO, "list-older-than-timestamp") from None
            return ValidationData(crls=(crl,))
        return ValidationData(ocsp_responses=(response,))

    async def _list(self, issuer: bytes) -> bytes:
        """Return the newest list of an issuer."""
        return await self._once(("crl", issuer), lambda: self._source.revocation_list(issuer))

    async def _once(self, key: tuple[str, bytes], ask: Callable[[], Awaitable[bytes]]) -> bytes:
        """Return the answer to a question that is put only once, whoever needs it."""
        if key not in self._asked:
            self._asked[key] = asyncio.ensure_future(ask())
        return await self._asked[key]
