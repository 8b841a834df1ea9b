"""The hub's own acts in a file: a clearance issued, what became of it, and who was told of it."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime

from hub.clearing.ground import Grounds, contract_of, file_of
from hub.clearing.writing import file_row, new_acts, new_notices
from hub.errors import HubUnavailable
from hub.receipts import World
from hub.store.clearances import ChangedClearance, note_change, status_within
from hub.store.contract_file_rows import IssuedClearance, ToldClearance
from hub.store.contract_files import ContractFiles, FileWriting, WrittenMeanwhile
from hub.usecases.article38.file.acts import Act, ClearanceIssued
from hub.usecases.article38.file.changes import change_of
from hub.usecases.article38.file.clearable import attend_at
from hub.usecases.article38.file.clearance_acts import Changed, ClearanceNotified
from hub.usecases.article38.file.contents import File, Recorded
from hub.usecases.article38.file.due import due_on
from hub.usecases.article38.file.follow import cleared, notified
from hub.usecases.article38.file.state import grown
from hub.usecases.article38.model import Party
from schemas.canonical.certificate import parse_certificate_number
from schemas.canonical.dates import tehran_day
from schemas.canonical.money import Rials

log = logging.getLogger("hub.clearing")


class OwnActs:
    """Appends what the hub itself did; every method may be repeated, raises `HubUnavailable`."""

    def __init__(self, store: ContractFiles, grounds: Grounds, world: World) -> None:
        self._store = store
        self._grounds = grounds
        self._world = world

    async def issued(self, one: IssuedClearance) -> None:
        """Put a clearance into its file, and tell both parties of it.

        One of a calculation that is not the newest any more stays out, and is logged.
        """
        _, ocid, of = one.issued_once.split("/")
        async with self._file(ocid) as (writing, file):
            await writing.filed(one.number)
            calculated = file.calculated
            if calculated is None or file.clears != int(of):
                log.error("clearance out of its file", extra={"certificate": one.number})
                return
            on = tehran_day(one.issued_at)
            due = due_on(file, on, self._grounds.periods) or 0
            act = ClearanceIssued(
                number=parse_certificate_number(one.number),
                stage=calculated.stage,
                until=calculated.until,
                amount=Rials(max(0, due - file.cleared)),
                on=on,
            )
            await self._append(writing, file, cleared(file, act))

    async def changed(self, one: ChangedClearance) -> None:
        """Put into a file what became of its clearance, and tell both parties of it.

        It is what the certificate is by now, read while the file is held: later words on it come
        by themselves. A clearance that the file does not have has nothing to be noted.
        """
        async with self._file(one.ocid) as (writing, file):
            await note_change(writing.connection, one)
            found = await self._change(writing, file, one)
            await self._append(writing, file, (found,) if found else ())

    async def _change(
        self, writing: FileWriting, file: File, one: ChangedClearance
    ) -> Changed | None:
        number = parse_certificate_number(one.number)
        clearance = file.clearance_of(number)
        now = self._world.clock()
        status = await status_within(writing.connection, number, now)
        if clearance is None or status is None:
            log.error("clearance out of its file", extra={"certificate": number})
            return None
        return change_of(clearance, number, status, anew=one.anew)

    async def told(self, one: ToldClearance) -> None:
        """Put into a file that a party took the notice of a clearance."""
        number = parse_certificate_number(one.number)
        act = ClearanceNotified(Party(one.party), number, tehran_day(one.delivered_at))
        async with self._file(one.ocid) as (writing, file):
            await self._append(writing, file, notified(file, act))

    async def due_again(self, ocid: str) -> tuple[datetime | None, int]:
        """Return when a file is to be looked after, and by how many acts that is so."""
        async with self._file(ocid) as (writing, file):
            return await self._attend_at(writing, file), file.acts

    async def attend(self, ocid: str, at: datetime | None, acts: int) -> None:
        """Note when a file of so many ``acts`` is to be looked after next; None for not at all.

        Where there are more by now, it is they that say when.
        """
        async with self._file(ocid) as (writing, file):
            if file.acts == acts:
                await writing.append(
                    file_row(ocid, file, at, self._grounds.periods), (), (), self._world.clock()
                )

    async def _append(self, writing: FileWriting, file: File, acts: tuple[Act, ...]) -> None:
        if not acts:
            return
        now = self._world.clock()
        own = tuple(Recorded(file.acts + n, act, now) for n, act in enumerate(acts, 1))
        after = grown(file, own)
        at = await self._attend_at(writing, after)
        hub = self._world.hub_name
        await writing.append(
            file_row(writing.ocid, after, at, self._grounds.periods),
            new_acts(own, hub, hub),
            new_notices(after, own, self._grounds.periods, self._world.new_id),
            now,
        )

    async def _attend_at(self, writing: FileWriting, file: File) -> datetime | None:
        on = tehran_day(self._world.clock())
        contract = await contract_of(writing)
        return attend_at(file, await self._grounds.of(writing, contract, file, None, on))

    @asynccontextmanager
    async def _file(self, ocid: str) -> AsyncIterator[tuple[FileWriting, File]]:
        """Hold a file that there is for one transaction."""
        try:
            async with self._store.writing(ocid) as writing:
                file = file_of(writing.acts)
                if file is None:
                    raise LookupError("a file that is not there has no acts of ours")
                yield writing, file
        except WrittenMeanwhile as error:
            raise HubUnavailable("store.busy") from error
