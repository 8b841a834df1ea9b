"""The desk of contract files: acts are told here, and what follows from them is written with them.

    Telling -policy-> grant -one transaction-> file held, act judged, acts and notices appended,
        receipt and evidence -> answer

An act that is refused leaves a receipt too, and nothing else.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from hub.clearing.gate import Admitted, Asking, Gate
from hub.clearing.ground import Grounds, contract_of, file_of, recorded
from hub.clearing.proof import ReceiptBook, contract_subject, refused, subjects_of, told
from hub.clearing.refusals import KeyReused, RowTaken
from hub.clearing.telling import ACTS, STATUS, act_of, status_of, tell
from hub.clearing.writing import file_row, new_acts, new_notices
from hub.contracts.ending import last_day_of
from hub.errors import HubUnavailable, Refusal
from hub.quotas import Usage
from hub.receipts import World
from hub.sharing.written import read_joined
from hub.store.contract_files import ContractFiles, FileWriting, WrittenMeanwhile
from hub.usecases.article38.file.acts import RowAllocated, Told
from hub.usecases.article38.file.clearable import attend_at
from hub.usecases.article38.file.contents import Recorded
from hub.usecases.article38.file.follow import follow
from hub.usecases.article38.file.form import write_act
from hub.usecases.article38.file.state import fold, grown
from schemas.canonical.dates import tehran_day

_TRIES = 4
"""How often an act is judged anew because somebody else wrote at the same time."""
_FOLLOWING = frozenset({"coefficient-fixed", "premium-calculated"})
"""The kinds of acts that are written together with the one that was told."""


@dataclass(frozen=True, slots=True)
class Telling:
    """An act that a consumer tells of a contract's file, under a key of his own.

    ``digest`` is the SHA-256 of what he told, the contract's name in it.
    """

    asking: Asking
    ocid: str
    key: str
    digest: bytes
    act: Told


@dataclass(frozen=True, slots=True)
class Taken:
    """What an act came to: the answer (JSON), the receipt over its SHA-256, and the quotas' use."""

    answer: bytes
    receipt: bytes
    usages: tuple[Usage, ...]


class ClearingDesk:
    """Takes acts into files; one for all doors of a process."""

    def __init__(
        self,
        *,
        gate: Gate,
        store: ContractFiles,
        grounds: Grounds,
        book: ReceiptBook,
        world: World,
    ) -> None:
        self._gate = gate
        self._store = store
        self._grounds = grounds
        self._book = book
        self._world = world

    async def record(self, telling: Telling) -> Taken:
        """Return what an act came to; the same answer again to one that was told before.

        Raises `NotPermitted`, `MessageReplayed`, `UnknownContract`, `KeyReused`, `RowTaken`,
        `ActRefused`, the `AssessmentRefused` family (each with its receipt), `HubUnavailable`.
        """
        subjects = (contract_subject(telling.ocid),)
        admitted = await self._gate.admit(telling.asking, subjects)
        for _ in range(_TRIES):
            try:
                found = await self._once(telling, admitted)
            except WrittenMeanwhile:
                continue
            if isinstance(found, Refusal):
                raise found
            return found
        raise HubUnavailable("store.busy")

    async def _once(self, telling: Telling, admitted: Admitted) -> Taken | Refusal:
        """Judge an act and write what it comes to, in one transaction; a refusal is returned."""
        async with self._store.writing(telling.ocid) as writing:
            try:
                return await self._taken(telling, admitted, writing)
            except Refusal as why:
                if isinstance(why, HubUnavailable):
                    raise
                about = await _subjects(telling, writing)
                disclosed = refused(admitted, about, why)
                why.receipt = await self._book.kept_within(
                    writing.connection, admitted, disclosed, None
                )
                return why

    async def _taken(self, telling: Telling, admitted: Admitted, writing: FileWriting) -> Taken:
        before = await writing.told_under(telling.asking.reception.consumer, telling.key)
        if before is not None:
            if (before.ocid, before.request_digest) != (telling.ocid, telling.digest):
                raise KeyReused(field="Idempotency-Key")
            if before.number > len(writing.acts):  # the file was begun since its acts were read
                raise WrittenMeanwhile
            return await self._answered(
                telling, admitted, writing, recorded(writing.acts), before.number
            )
        acts = await self._followed(telling, writing)
        return await self._answered(telling, admitted, writing, acts, len(writing.acts) + 1)

    async def _followed(self, telling: Telling, writing: FileWriting) -> tuple[Recorded, ...]:
        """Append the act and what follows from it; return all acts of the file."""
        now, kept = self._world.clock(), recorded(writing.acts)
        file = fold(kept) if kept else None
        contract = await contract_of(writing)
        if isinstance(telling.act, RowAllocated):
            await _check_row(telling.act, writing)
        ground = await self._grounds.of(writing, contract, file, telling.act, tehran_day(now))
        follows = follow(file, telling.act, ground)
        first = len(writing.acts) + 1
        own = tuple(Recorded(first + n, act, now) for n, act in enumerate(follows))
        after = grown(file, own)
        consumer, hub = telling.asking.reception.consumer, self._world.hub_name
        await writing.append(
            file_row(
                telling.ocid,
                after,
                attend_at(after, ground),
                self._grounds.periods,
                last_day_of(contract),
            ),
            new_acts(own, consumer, hub, telling.key, telling.digest),
            new_notices(after, own, self._grounds.periods, self._world.new_id),
            now,
        )
        return (*kept, *own)

    async def _answered(
        self,
        telling: Telling,
        admitted: Admitted,
        writing: FileWriting,
        acts: Sequence[Recorded],
        number: int,
    ) -> Taken:
        """Return the answer to the act of this number, as it was when it was taken."""
        together = _together(acts, number)
        until = acts[: number - 1 + len(together)]
        values = {
            STATUS: status_of(fold(until).status),
            ACTS: [act_of(one) for one in together],
        }
        on = tehran_day(telling.asking.reception.received_at)
        answer = tell(admitted.grant, telling.ocid, values, on, number=number)
        about = await _subjects(telling, writing, acts)
        disclosed = told(admitted, about, answer.forms, answer.withheld)
        digest = sha256(answer.octets).digest()
        receipt = await self._book.kept_within(writing.connection, admitted, disclosed, digest)
        return Taken(answer.octets, receipt, admitted.usages)


def _together(acts: Sequence[Recorded], number: int) -> list[Recorded]:
    """Return the act of this number and those that the hub did because of it."""
    found = [acts[number - 1]]
    for one in acts[number:]:
        if write_act(one.act)[0] not in _FOLLOWING:
            break
        found.append(one)
    return found


async def _check_row(act: RowAllocated, writing: FileWriting) -> None:
    """Raise `RowTaken` for a contract row that another contract's file has."""
    if await writing.file_of_row(act.row, act.branch) not in {None, writing.ocid}:
        raise RowTaken(field="row")


async def _subjects(
    telling: Telling, writing: FileWriting, acts: Sequence[Recorded] = ()
) -> tuple[str, ...]:
    """Return whom a told act is about: those of the file, or of its own allocation."""
    first = acts[0].act if acts else telling.act
    if not acts and (file := file_of(writing.acts)) is not None:
        first = file.allocated
    body = await writing.contract()
    contract = read_joined(writing.ocid, body) if body is not None else None
    return subjects_of(writing.ocid, first if isinstance(first, RowAllocated) else None, contract)
