"""The PDF twin and its seal, made when they are first asked for and the same ever after."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from hashlib import sha256

from hub.store.forms import Forms, FormStore, Twin
from schemas.canonical.validation import Level
from signing.keys.ring import Ring
from signing.pades import sign_pdf
from signing.page.render import render
from signing.seal import make_seal
from signing.signer import Signer
from signing.verify.anything import verify
from signing.verify.policy import Policy
from signing.verify.report import Indication
from signing.verify.seal import claims_of


class TwinUnsound(Exception):
    """The PDF that was just signed does not verify; nothing of it may be stored or sent."""


class Twins:
    """Gives certificates in their best forms, with the twin where it is asked for."""

    def __init__(
        self, *, store: FormStore, ring: Ring, policy: Policy, clock: Callable[[], datetime]
    ) -> None:
        self._store = store
        self._ring = ring
        self._policy = policy
        self._clock = clock

    async def best(self, number: str) -> Forms | None:
        """Return the forms of a certificate as they stand; None when there is no such one."""
        return await self._store.find(number)

    async def with_twin(self, number: str) -> Forms | None:
        """Return the forms of a certificate with its twin, made now if it is not there yet.

        It leaves at B-B: no authority is asked while somebody waits. Of two made at the same
        time, both callers get the one that was stored.
        """
        forms = await self._store.find(number)
        if forms is None or forms.twin is not None:
            return forms
        now = self._clock()
        made = await asyncio.to_thread(self._make, forms.issued, self._ring.at(now), now)
        await self._store.keep_twin(number, made, now)
        return await self._store.find(number)

    def _make(self, issued: bytes, signer: Signer, now: datetime) -> Twin:
        """Return the twin of a certificate as issued, sealed, signed, and found sound."""
        seal = make_seal(claims_of(issued), signer)
        pdf = sign_pdf(render(issued, seal), signer, now)
        report = verify(pdf, policy=self._policy, at=now)
        if report.indication is not Indication.TOTAL_PASSED:
            raise TwinUnsound(str(report.checks[-1]))
        return Twin(pdf, Level.B_B, seal, sha256(pdf).digest())
