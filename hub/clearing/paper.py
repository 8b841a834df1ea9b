"""Minutes on paper forms are taken down here: judged, kept as evidence, and never undone."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from hub.clearing.gate import Admitted, Asking, Gate
from hub.clearing.paper_minutes import Making, facts_of, new_minute, weighed
from hub.clearing.proof import ReceiptBook, refused, told
from hub.clearing.refusals import FormsRefused, KeyReused, MinuteKnown
from hub.errors import HubUnavailable, Refusal
from hub.quotas import Usage
from hub.receipts import World
from hub.store.paper_forms import (
    FormsWriting,
    FormsWrittenMeanwhile,
    KeptMinute,
    NewMinute,
    PaperForms,
)
from hub.usecases.article38.paper.serials import SerialForm
from hub.usecases.article38.paper.weigh import Weighed
from schemas.canonical.paper_form import Line, Minute

FIELD: Final = "paper.forms"
"""The field of the agreements under which forms are told of and read."""
SUBJECT: Final = "paper-forms"
_TRIES = 4
_MOST_SLIPS = 100
"""Slips that one refusal names at most."""


@dataclass(frozen=True, slots=True)
class FormsTelling:
    """Minutes that a consumer tells under a key; ``digest`` is the SHA-256 of what he told."""

    asking: Asking
    key: str
    digest: bytes
    minute: Minute
    lines: Sequence[Line]


@dataclass(frozen=True, slots=True)
class TakenDown:
    """What minutes came to: the answer (JSON), the receipt over its SHA-256, the quotas' use."""

    answer: bytes
    receipt: bytes
    usages: tuple[Usage, ...]


class PaperDesk:
    """Takes down minutes that consumers tell: the whole of them, or nothing."""

    def __init__(
        self,
        *,
        gate: Gate,
        store: PaperForms,
        serial: SerialForm,
        book: ReceiptBook,
        world: World,
    ) -> None:
        self._gate = gate
        self._store = store
        self._serial = serial
        self._book = book
        self._making = Making(world.clock, world.new_id, world.random)

    async def record(self, telling: FormsTelling) -> TakenDown:
        """Return what minutes came to; the same answer again to those that were told before.

        Raises `NotPermitted`, `MessageReplayed`, `KeyReused`, `MinuteKnown` and `FormsRefused`
        (each with its receipt), and `HubUnavailable`.
        """
        admitted = await self._gate.admit(telling.asking, (SUBJECT,), FIELD)
        for _ in range(_TRIES):
            try:
                found = await self._once(telling, admitted)
            except FormsWrittenMeanwhile:
                continue
            if isinstance(found, Refusal):
                raise found
            return found
        raise HubUnavailable("store.busy")

    async def _once(self, telling: FormsTelling, admitted: Admitted) -> TakenDown | Refusal:
        """Judge minutes and take them down, in one transaction; a refusal is returned."""
        async with self._store.writing() as writing:
            try:
                answer = await self._taken(telling, writing)
            except Refusal as why:
                if isinstance(why, HubUnavailable):
                    raise
                said = refused(admitted, (SUBJECT,), why)
                why.receipt = await self._book.kept_within(writing.connection, admitted, said, None)
                return why
            said = told(admitted, (SUBJECT,), {FIELD: "whole"}, ())
            digest = sha256(answer).digest()
            receipt = await self._book.kept_within(writing.connection, admitted, said, digest)
            return TakenDown(answer, receipt, admitted.usages)

    async def _taken(self, telling: FormsTelling, writing: FormsWriting) -> bytes:
        """Return the answer to minutes that are taken down, now or under their key before.

        What stands against them may be themselves, told under the same key since that was looked
        for; so it is looked for again before they are refused.
        """
        consumer = telling.asking.reception.consumer
        if (before := await _before(telling, writing)) is not None:
            return _answer(before)
        found, parts = await weighed(writing, telling.minute, telling.lines)
        if parts or any(one.slips for one in found):
            if (before := await _before(telling, writing)) is not None:
                return _answer(before)
            if parts:
                raise MinuteKnown(field="number")
        self._refuse(found)
        new = new_minute(
            telling.minute,
            telling.lines,
            1,
            consumer,
            self._making,
            key=telling.key,
            digest=telling.digest,
        )
        await writing.append(new)
        return _answer(new)

    def _refuse(self, found: Sequence[Weighed]) -> None:
        """Raise `FormsRefused` for lines that cannot follow, with the serials concerned."""
        slips = [
            (number, slip.rule, self._serial.shown(slip.span))
            for number, one in enumerate(found)
            for slip in one.slips
        ]
        if slips:
            field = f"lines.{slips[0][0]}"
            raise FormsRefused(slips[0][1], field=field, slips=slips[:_MOST_SLIPS])


async def _before(telling: FormsTelling, writing: FormsWriting) -> KeptMinute | None:
    """Return what was told under the key before; `KeyReused` where it was something else."""
    before = await writing.told_under(telling.asking.reception.consumer, telling.key)
    if before is not None and before.request_digest != telling.digest:
        raise KeyReused(field="Idempotency-Key")
    return before


def _answer(kept: KeptMinute | NewMinute) -> bytes:
    return json.dumps(facts_of(kept), ensure_ascii=False, separators=(",", ":")).encode()
