"""The worker's second duty: every certificate issued grows forms that last.

A certificate leaves at level B-B; within a turn of the worker its XML gets a timestamp and
validation data (B-T, B-LT), and so does its PDF twin once somebody has asked for it. Before the
proof of the last timestamp runs out both get an archive timestamp (B-LTA), year after year. What
an authority does not give today is asked for again; no answer ever waits for it.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from adapters.base.ports import RevocationSource, TimestampAuthority
from hub.clock.patience import LEASE, next_attempt
from hub.errors import HubUnavailable
from hub.preservation.collect import Collector
from hub.preservation.growth import PDF, XML, Climb, Document
from hub.preservation.twins import Twins
from hub.store.forms import Forms, FormStore, Twin
from schemas.canonical.decision import Remedy
from schemas.canonical.validation import Level
from signing.augment import add_twin, has_twin
from signing.verify.anything import verify
from signing.verify.policy import Policy
from signing.verify.proof import load
from signing.verify.report import Indication

log = logging.getLogger("hub.preservation")

_BATCH = 8
_ARCHIVE_EVERY = timedelta(days=365)
_BEFORE_EXPIRY = timedelta(days=30)
"""How long before its last stamper's certificate runs out a document is archived."""
_DAY = timedelta(days=1)


class NotPreserved(Exception):
    """A form that was just made does not verify; what stood before is kept."""


@dataclass(frozen=True, slots=True)
class Authorities:
    """Who stamps, who tells what was revoked, and what is trusted of them and of us."""

    stamps: TimestampAuthority
    revocation: RevocationSource
    policy: Policy


@dataclass(frozen=True, slots=True)
class _Growing:
    """The forms of one certificate in one turn."""

    forms: Forms
    xml: Climb
    pdf: Climb | None

    @property
    def climbs(self) -> tuple[Climb, ...]:
        return (self.xml,) if self.pdf is None else (self.xml, self.pdf)


class Preservation:
    """Grows the forms of certificates; any number of workers may do so on one store."""

    def __init__(
        self,
        *,
        store: FormStore,
        twins: Twins,
        authorities: Authorities,
        clock: Callable[[], datetime],
        first_retry: timedelta,
    ) -> None:
        self._store = store
        self._twins = twins
        self._to = authorities
        self._clock = clock
        self._first_retry = first_retry

    async def turn(self) -> int:
        """Grow the forms that are due; return how many certificates there were.

        All are stamped before any is proven, so that the revocation data, fetched once for all of
        them, is newer than every timestamp.
        """
        now = self._clock()
        claimed = await self._store.claim(now=now, leased_until=now + LEASE, limit=_BATCH)
        begun = [await self._begin(forms, now) for forms in claimed]
        growing = [one for one in begun if one is not None]
        climbs = [climb for one in growing for climb in one.climbs]
        await _all(climbs, lambda document: document.stamped(self._to.stamps))
        collector = Collector(self._to.revocation, self._to.policy.anchors)
        await _all(climbs, lambda document: document.proven(collector))
        await asyncio.gather(*(_name_twin(one) for one in growing))
        due = [climb for one in growing if _archive_due(one.forms, now) for climb in one.climbs]
        await _all(due, lambda document: document.archived(self._to.stamps, collector))
        await asyncio.gather(*(self._verify(climb) for climb in climbs if climb.grown))
        await asyncio.gather(*(self._keep(one, now) for one in growing))
        return len(claimed)

    async def _begin(self, forms: Forms, now: datetime) -> _Growing | None:
        """Return a certificate's forms under way; None for one that cannot even be read.

        What is to be archived gets its twin first: afterwards its XML can name none.
        """
        try:
            if forms.twin is None and _archive_due(forms, now):
                forms = await self._twins.with_twin(forms.number) or forms
            return _begin(forms)
        except HubUnavailable:
            raise
        except Exception:
            log.exception("form left", extra={"certificate": forms.number})
            return None

    async def _verify(self, climb: Climb) -> None:
        """Hold what has grown against the verifier, like a stranger's, at the level it claims."""
        arrived = replace(climb, waits=False)
        await arrived.take(self._verified)
        climb.failed = arrived.failed

    async def _verified(self, document: Document) -> Document:
        lasting = document.level.rank >= Level.B_LT.rank
        policy = replace(self._to.policy, revocation_required=lasting)
        report = await document.format.run(verify, document.octets, policy=policy, at=self._clock())
        level = report.found.level if report.found else None
        if report.indication is not Indication.TOTAL_PASSED or level is not document.level:
            raise NotPreserved(f"{document.level}, found {level}: {report.checks[-1]}")
        return document

    async def _keep(self, one: _Growing, now: datetime) -> None:
        """Store what has grown, and say when the certificate is looked at again."""
        grown = any(climb.grown for climb in one.climbs)
        forms = _as_forms(one, now)
        if all(not climb.waits and not climb.failed for climb in one.climbs):
            again = forms.archive_at or now + _DAY
        else:
            again = next_attempt(Remedy.AGENCY, forms.attempts, self._first_retry, now)
        if grown:
            await self._store.keep(forms, again)
        else:
            await self._store.put_off(forms, again)


def _begin(forms: Forms) -> _Growing:
    """Return the forms with a way for each document there is."""
    xml = Document.of(XML, forms.xml, forms.xml_level)
    climb = Climb(forms.number, xml, xml)
    if forms.twin is None:
        return _Growing(forms, climb, None)
    pdf = Document.of(PDF, forms.twin.pdf, forms.twin.level)
    return _Growing(forms, climb, Climb(forms.number, pdf, pdf))


async def _all(climbs: Iterable[Climb], step: Callable[[Document], Awaitable[Document]]) -> None:
    """Let every document take ``step``, each for itself."""
    await asyncio.gather(*(climb.take(step) for climb in climbs))


async def _name_twin(one: _Growing) -> None:
    """Write the twin's digest into the XML, once there is a twin and the XML has grown."""
    twin = one.forms.twin
    if twin is None:
        return

    async def named(document: Document) -> Document:
        if document.level is Level.B_B or has_twin(document.octets):
            return document
        return replace(document, octets=add_twin(document.octets, twin.digest))

    await one.xml.take(named)


def _archive_due(forms: Forms, now: datetime) -> bool:
    """Tell whether the proof of the last timestamp is about to run out."""
    return forms.archive_at is not None and forms.archive_at <= now


def _as_forms(one: _Growing, now: datetime) -> Forms:
    """Return the forms as they stand after this turn."""
    xml, twin = one.xml.usable, one.forms.twin
    proofs = [_archive_at(climb.usable, now) for climb in one.climbs]
    if not _archive_due(one.forms, now):
        proofs.append(one.forms.archive_at)
    if twin is not None and one.pdf is not None:
        twin = Twin(one.pdf.usable.octets, one.pdf.usable.level, twin.seal, twin.digest)
    archive_at = min(filter(None, proofs), default=None)
    return replace(one.forms, xml=xml.octets, xml_level=xml.level, twin=twin, archive_at=archive_at)


def _archive_at(document: Document, now: datetime) -> datetime | None:
    """Return when a document needs its next archive timestamp; None below B-LT.

    A year from now, or a month before its stamper's certificate runs out; never today,
    so that a stamper who is about to run out is not asked without end.
    """
    if document.level.rank < Level.B_LT.rank:
        return None
    stamper = document.stampers[-1].certificates[0]
    runs_out = load(stamper).not_valid_after_utc - _BEFORE_EXPIRY
    return max(now + _DAY, min(now + _ARCHIVE_EVERY, runs_out))
