"""The desk at which documents are verified: off the loop, one at a time, then held to the register.

A verification is work of the processor, so few of them may go on beside the inquiries.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from hub.api.problems import TransportRefusal
from hub.api.published import key_set
from hub.errors import HubUnavailable
from hub.preservation.twins import Twins
from hub.store.certificates import Certificates
from hub.store.database import DatabaseUnavailable
from hub.web.upload import Document
from schemas.canonical.signing_key import PublishedKey
from schemas.canonical.status import Status
from signing.verify import Policy, Report, Unreadable
from signing.verify.anything import Form, form_of, verify
from signing.verify.keyset import KeySet, read_keyset
from signing.verify.report import Refused
from signing.verify.seal import claims_of
from signing.verify.together import Traits, check_together, traits_of

CERTIFICATES: Final = frozenset({"certificate", "pdf", "seal"})
"""The kinds of document that a certificate may come as."""

_SEATS: Final = 1
_QUEUE: Final = 8


@dataclass(frozen=True, slots=True)
class Entry:
    """What the register says of a proven certificate: its ``status`` now, None for no such one.

    ``asked`` is False while the register cannot be asked; ``differs`` when the certificate that
    was issued under the number is another document.
    """

    status: Status | None = None
    asked: bool = True
    differs: bool = False


@dataclass(frozen=True, slots=True)
class Judged:
    """A document with its report, or the code of why it is unreadable.

    ``entry`` and ``traits`` are there for a certificate whose signature is proven.
    """

    name: str
    report: Report | None
    unreadable: str = ""
    traits: Traits | None = None
    entry: Entry | None = None


@dataclass(frozen=True, slots=True)
class Judgement:
    """What came of everything handed in together at ``at``; ``apart`` is where two differ."""

    at: datetime
    documents: tuple[Judged, ...]
    apart: Refused | None = None


class Desk:
    """Verifies what is handed in; whoever comes when the queue is full is asked to come again."""

    def __init__(
        self,
        *,
        certificates: Certificates,
        twins: Twins,
        keys: Callable[[], Awaitable[tuple[PublishedKey, ...]]],
        policy: Policy,
        clock: Callable[[], datetime],
    ) -> None:
        self._certificates = certificates
        self._twins = twins
        self._keys = keys
        self._policy = policy
        self._clock = clock
        self._seats = asyncio.Semaphore(_SEATS)
        self._present = 0

    async def judge(self, documents: Sequence[Document]) -> Judgement:
        """Return what is true of ``documents`` now, each alone and all together.

        Raises `TransportRefusal` (``upload.busy``), and `DatabaseUnavailable` where a seal is to
        be judged and the published keys cannot be read.
        """
        now = self._clock()
        policy = await self._policy_for(documents)
        found = await self._seated(documents, policy, now)
        judged = tuple([await self._entered(one, now) for one in found])
        return Judgement(now, judged, _apart(judged))

    async def _policy_for(self, documents: Sequence[Document]) -> Policy:
        """Return the policy with the published keys, which only a seal cannot do without."""
        try:
            return replace(self._policy, keys=_keys(await self._keys()))
        except DatabaseUnavailable:
            if any(map(_is_seal, documents)):
                raise
            return self._policy

    async def _seated(
        self, documents: Sequence[Document], policy: Policy, now: datetime
    ) -> list[Judged]:
        """Return the reports, made in a thread once there is a seat."""
        if self._present >= _SEATS + _QUEUE:
            raise TransportRefusal("upload.busy", 503)
        self._present += 1
        try:
            async with self._seats:
                return await asyncio.to_thread(
                    lambda: [_judged(one, policy, now) for one in documents]
                )
        finally:
            self._present -= 1

    async def _entered(self, judged: Judged, now: datetime) -> Judged:
        """Return ``judged`` with what the register says of it."""
        if judged.traits is None:
            return judged
        try:
            return replace(judged, entry=await self._entry(judged.traits, now))
        except HubUnavailable:
            return replace(judged, entry=Entry(asked=False))

    async def _entry(self, traits: Traits, now: datetime) -> Entry:
        number = traits.claims.number
        forms = await self._twins.best(number)
        if forms is None:
            return Entry()
        issued = Traits(claims_of(forms.issued), forms.twin.digest if forms.twin else None)
        status = await self._certificates.status(number, now, now)
        return Entry(status, differs=_check([issued, traits]) is not None)


def _judged(document: Document, policy: Policy, now: datetime) -> Judged:
    """Return a document's report, and its traits where it is a proven certificate."""
    try:
        report = verify(document.data, policy=policy, at=now)
    except Unreadable as unreadable:
        return Judged(document.name, None, unreadable.code)
    proven = report.found is not None and report.kind in CERTIFICATES
    traits = traits_of(document.data) if proven else None
    return Judged(document.name, report, traits=traits)


def _apart(documents: Sequence[Judged]) -> Refused | None:
    """Return what proven forms do not agree in, if anything."""
    return _check([one.traits for one in documents if one.traits])


def _check(traits: Sequence[Traits]) -> Refused | None:
    try:
        check_together(traits)
    except Refused as refused:
        return refused
    return None


def _is_seal(document: Document) -> bool:
    try:
        return form_of(document.data) is Form.SEAL
    except Unreadable:
        return False


def _keys(published: tuple[PublishedKey, ...]) -> KeySet:
    return read_keyset(key_set(published))
