"""How a signed document grows from level to level; the XML and its PDF twin by the same steps."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from adapters.base.errors import AgencyError
from adapters.base.ports import TimestampAuthority
from hub.preservation.collect import Collector
from schemas.canonical.validation import Level, ValidationData
from signing import augment, pades
from signing.verify.document import evidence_of_xml
from signing.verify.evidence import Evidence
from signing.verify.pdf import evidence_of_pdf
from signing.verify.timestamp import Token, read_token

log = logging.getLogger("hub.preservation")


@dataclass(frozen=True, slots=True)
class Waiting:
    """A document about to be stamped: the SHA-256 ``digest`` to stamp, and what takes the token."""

    digest: bytes
    finish: Callable[[bytes], bytes]


@dataclass(frozen=True, slots=True)
class Format:
    """What one kind of document does at each step; every function takes the document's octets.

    ``stamp`` begins the timestamp of B-T, ``archive`` that of B-LTA, given the last token, whose
    size the next one will have. ``prove`` adds validation data, ``evidence`` finds what the
    signature carries. ``run`` calls one of them: in a thread where it takes long, at once where a
    thread would cost more than the work.
    """

    run: Callable[..., Awaitable[Any]]
    stamp: Callable[[bytes], Waiting]
    archive: Callable[[bytes, bytes], Waiting]
    prove: Callable[[bytes, ValidationData], bytes]
    evidence: Callable[[bytes], Evidence]


def _stamp_xml(xml: bytes) -> Waiting:
    return Waiting(
        augment.signature_imprint(xml), lambda token: augment.add_signature_timestamp(xml, token)
    )


def _archive_xml(xml: bytes, _: bytes) -> Waiting:
    return Waiting(
        augment.archive_imprint(xml), lambda token: augment.add_archive_timestamp(xml, token)
    )


def _stamp_pdf(pdf: bytes) -> Waiting:
    pending = pades.prepare_timestamp(pdf)
    return Waiting(pending.digest, pending.finish)


async def _at_once(step: Callable[..., Any], *given: Any, **named: Any) -> Any:
    return step(*given, **named)


def _archive_pdf(pdf: bytes, token: bytes) -> Waiting:
    pending = pades.prepare_timestamp(pdf, room=pades.room_for(token))
    return Waiting(pending.digest, pending.finish)


XML = Format(_at_once, _stamp_xml, _archive_xml, augment.add_validation_data, evidence_of_xml)
PDF = Format(
    asyncio.to_thread, _stamp_pdf, _archive_pdf, pades.add_validation_data, evidence_of_pdf
)


@dataclass(frozen=True, slots=True)
class Document:
    """A document on its way up: its octets and the level they have reached.

    ``stampers`` are its timestamps in order, each with when and by whom.
    """

    format: Format
    octets: bytes
    level: Level
    stampers: tuple[Token, ...] = ()

    @classmethod
    def of(cls, form: Format, octets: bytes, level: Level) -> "Document":
        """Return a document as it stands; its own timestamps are read from it."""
        if level is Level.B_B:
            return cls(form, octets, level)
        stamps = form.evidence(octets).stamps
        return cls(form, octets, level, tuple(read_token(one.token, one.imprint) for one in stamps))

    async def stamped(self, authority: TimestampAuthority) -> "Document":
        """Return the document at B-T at least."""
        if self.level is not Level.B_B:
            return self
        stamp = partial(self.format.stamp, self.octets)
        return await self._with(stamp, authority, Level.B_T)

    async def proven(self, collector: Collector) -> "Document":
        """Return the document at B-LT at least: with what judges its signer and its stamper."""
        if self.level is not Level.B_T:
            return self
        signer = self.format.evidence(self.octets).certificates
        chains = (signer, *(one.certificates for one in self.stampers))
        data = await collector.data_for(chains, since=self.stampers[0].gen_time)
        octets = await self.format.run(self.format.prove, self.octets, data)
        return replace(self, octets=octets, level=Level.B_LT)

    async def archived(self, authority: TimestampAuthority, collector: Collector) -> "Document":
        """Return the document with one more timestamp over all of it, B-LTA.

        What judges the last stamper goes in before, so that its timestamp stays provable.
        """
        last = self.stampers[-1]
        data = await collector.data_for((last.certificates,), since=last.gen_time)
        octets = await self.format.run(self.format.prove, self.octets, data)
        proven = replace(self, octets=octets)
        archive = partial(self.format.archive, proven.octets, last.der)
        return await proven._with(archive, authority, Level.B_LTA)

    async def _with(
        self,
        step: Callable[[], Waiting],
        authority: TimestampAuthority,
        level: Level,
    ) -> "Document":
        """Return the document with the timestamp that ``step`` asks for."""
        waiting = await self.format.run(step)
        token = await authority.timestamp(waiting.digest)
        octets = await self.format.run(waiting.finish, token)
        stampers = (*self.stampers, read_token(token, waiting.digest))
        return replace(self, octets=octets, level=level, stampers=stampers)


@dataclass(slots=True)
class Climb:
    """One document's way in one turn: where it began, and as far as it has come.

    ``waits`` when an authority stopped it where it stands, ``failed`` when what it has become
    cannot be used.
    """

    number: str
    begun: Document
    document: Document
    waits: bool = False
    failed: bool = False

    @property
    def grown(self) -> bool:
        """Whether there is something new and usable."""
        return self.document is not self.begun and not self.failed

    @property
    def usable(self) -> Document:
        """The document as far as it has come in a state that can be used."""
        return self.document if self.grown else self.begun

    async def take(self, step: Callable[[Document], Awaitable[Document]]) -> None:
        """Take one step, unless the document waits; what goes wrong stops this document alone."""
        if self.waits or self.failed:
            return
        try:
            self.document = await step(self.document)
        except AgencyError as error:
            self.waits = True
            log.warning("form waits", extra={"certificate": self.number, "code": str(error)})
        except Exception:
            self.failed = True
            log.exception("form left", extra={"certificate": self.number})
