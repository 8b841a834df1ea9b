"""What the worker does for files of itself: clearances asked for, and put into their files.

Circular of 1399 on the electronic clearance, clause 4: at most a day after the premium came in.
"""

import logging
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final

from hub.clearing.ground import file_of
from hub.clearing.own import OwnActs
from hub.clock.patience import LEASE
from hub.errors import HubUnavailable, NotPermitted, Refusal
from hub.receipts import World
from hub.store.contract_file_rows import KeptAct
from hub.store.contract_files import ContractFiles
from hub.usecases.article38.file.clearable import asked_by, morning_after
from hub.usecases.article38.file.contents import File
from hub.usecases.article38.messages import may_change, write_inquiry
from schemas.canonical.case import Consumer, InboundRequest
from schemas.canonical.contract_file import ClearanceStage
from schemas.canonical.dates import jalali, tehran_day
from schemas.canonical.inquiry import ContractClearanceInquiry

log = logging.getLogger("hub.clearing")

Ask = Callable[[InboundRequest], Awaitable[bytes]]
"""Takes a request for clearance along the common road."""
_DUTY: Final = "article38"
_OPERATION: Final = "RequestClearance"
_BATCH: Final = 16
_FILED_AT_ONCE: Final = 100
_LOOKED_BACK: Final = 31
"""Days of which a request that is still open is looked for."""
_LATER: Final = timedelta(hours=1)
"""When it is tried again after the policy said no."""


class AutomaticClearance:
    """Asks for the clearance of files whose premium came in, in the name of who told so."""

    def __init__(self, store: ContractFiles, own: OwnActs, ask: Ask, world: World) -> None:
        self._store = store
        self._own = own
        self._ask = ask
        self._world = world

    async def turn(self) -> int:
        """Look after the files that are due; return how many there were.

        One that cannot be asked for now is looked after again once its lease has run out.
        """
        now = self._world.clock()
        due = await self._store.claim_due(now=now, leased_until=now + LEASE, limit=_BATCH)
        for ocid in due:
            try:
                await self._attend(ocid, now)
            except HubUnavailable as error:
                log.warning("file left", extra={"ocid": ocid, "code": error.code})
        return len(due)

    async def _attend(self, ocid: str, now: datetime) -> None:
        """Ask for a file's clearance if it can be issued now; note when to look again."""
        again, acts = await self._own.due_again(ocid)
        if again is not None and again <= now:
            again = await self._asked(ocid, now)
        await self._own.attend(ocid, again, acts)

    async def _asked(self, ocid: str, now: datetime) -> datetime | None:
        """Ask for a file's clearance; return when to look again, None where it is decided.

        Later where the policy said no. The next day where only what no act of the file tells of
        stands in the way: established debts, which the contractor may pay meanwhile, or an agency
        that is silent, in whose case the worker goes on.
        """
        acts = await self._store.acts(ocid)
        file = file_of(acts)
        if file is None or file.calculated is None:
            return None
        tomorrow = morning_after(tehran_day(now))
        told = acts[asked_by(file) - 1]
        if await self._store.is_asked(told.said_by, self._names(ocid, told, now)):
            return tomorrow
        try:
            answer = await self._ask(self._request(ocid, file, told, now))
        except NotPermitted as denied:
            log.warning("clearance not asked", extra={"ocid": ocid, "code": denied.code})
            return now + _LATER
        return tomorrow if may_change(answer) else None

    def _names(self, ocid: str, told: KeptAct, now: datetime) -> list[str]:
        """Return the names of the requests by an act over the last month, newest first.

        The first one names the act, those of later days their day too.
        """
        name, first = f"urn:peyvand:article38:{ocid}:{told.number}", tehran_day(told.said_at)
        days = [tehran_day(now) - timedelta(days=n) for n in range(_LOOKED_BACK)]
        return [name if day == first else f"{name}:{day}" for day in days if day >= first]

    def _request(self, ocid: str, file: File, told: KeptAct, now: datetime) -> InboundRequest:
        """Return the request of a day that follows from an act: the same whenever it is made.

        It rests on the signature under which the act was told.
        """
        told_on = tehran_day(told.said_at)
        stage = file.calculated.stage if file.calculated else ClearanceStage.FINAL
        inquiry = ContractClearanceInquiry(
            ocid, ClearanceStage(stage), f"38-{told.number}", told_on
        )
        document = write_inquiry(inquiry, jalali(told_on))
        return InboundRequest(
            consumer=Consumer(told.said_by),
            duty=_DUTY,
            operation=_OPERATION,
            message_id=self._names(ocid, told, now)[0],
            document=document,
            digest=sha256(document).digest(),
            replay_key=sha256(self._world.new_id().bytes).digest(),
            expires_at=now + LEASE,
            received_at=now,
            signed=True,
        )


class Filing:
    """Puts clearances into their files as they are issued, what becomes of them, who was told."""

    def __init__(self, store: ContractFiles, own: OwnActs, clock: Callable[[], datetime]) -> None:
        self._store = store
        self._own = own
        self._clock = clock

    async def turn(self) -> int:
        """File what was issued, changed and told; return how much that was."""
        issued = await self._store.clearances_to_file(_FILED_AT_ONCE)
        for one in issued:
            if not await self._filed(self._own.issued(one), one.number):
                await self._store.filed(one.number)
        changed = await self._store.clearances_changed(self._clock(), _FILED_AT_ONCE)
        for change in changed:
            await self._filed(self._own.changed(change), change.number)
        told = await self._store.clearances_told(_FILED_AT_ONCE)
        for each in told:
            await self._filed(self._own.told(each), each.number)
        return len(issued) + len(changed) + len(told)

    async def _filed(self, filing: Awaitable[None], number: str) -> bool:
        """File one act; what a file does not take is logged, and the others go on."""
        try:
            await filing
        except HubUnavailable:
            raise
        except Refusal as why:
            told = {"certificate": number, "code": why.code}
            log.exception("clearance out of its file", extra=told)
            return False
        return True
