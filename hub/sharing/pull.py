"""A register's contracts pulled page by page, from where the last process stopped."""

import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import date, datetime, timedelta

from psycopg import AsyncConnection

from adapters.base.errors import AgencyBrokeContract, AgencyError, AgencyRefused, NoSuchRecord
from adapters.base.ports import Attested
from hub.contracts.check import check
from hub.sharing.intake import Intake
from hub.sharing.results import Line, Outcome
from hub.store.contract_pulls import Place, Pulls
from schemas.canonical.contract import Page, RegisteredContract
from schemas.canonical.dates import tehran_day

log = logging.getLogger("hub.sharing")

Pages = Callable[[str | None], Awaitable[Attested[Page[RegisteredContract]]]]
"""A register's list: the page at a cursor, the first one for None."""

LEASE = timedelta(minutes=10)
"""How long one process has a register to itself."""
AGAIN = timedelta(minutes=5)
"""How long after its end a register is asked whether it goes on."""
_LONGEST = timedelta(hours=6)
_PAGES = 20
TWICE = 2
"""From so many failures in a row on, an operator has to look."""


class Pull:
    """Pulls one register; a worker's chore.

    A page and the cursor behind it are one transaction, so whoever dies, it goes on where it
    stopped. The end of a list is asked for again every now and then: the last page may grow. A page
    that cannot be had is asked for again later and later, at most every six hours, and the cursor
    stays: a contract that nobody can read may be mended there, and what is skipped would never come
    again. A page that breaks the contract twice in a row is an error in the log, for an operator.
    """

    def __init__(
        self,
        source: str,
        pages: Pages,
        intake: Intake,
        store: Pulls,
        clock: Callable[[], datetime],
        again: timedelta = AGAIN,
    ) -> None:
        self._source = source
        self._pages = pages
        self._intake = intake
        self._store = store
        self._clock = clock
        self._again = again

    async def turn(self) -> int:
        """Read up to twenty pages if the register is due; return how many."""
        read = 0
        while read < _PAGES and (place := await self._claim()) is not None:
            if not await self._page(place):
                break
            read += 1
        return read

    async def _claim(self) -> Place | None:
        now = self._clock()
        return await self._store.claim(self._source, now=now, leased_until=now + LEASE)

    async def _page(self, place: Place) -> bool:
        """Read the page at a place; tell whether it was taken in."""
        try:
            page = (await self._pages(place.cursor)).value
        except AgencyError as error:
            await self._failed(place, error)
            return False
        except ValueError:  # what was kept is no cursor of this register, as after a change of ways
            await self._begin_again("cursor-unknown")
            return False
        await self._take(place, page)
        return True

    async def _take(self, place: Place, page: Page[RegisteredContract]) -> None:
        """Take a page in, with where to go on; the end of the list is where it is now."""
        now = self._clock()
        ended = page.next_cursor is None
        cursor = place.cursor if ended else page.next_cursor
        due_at = now + self._again if ended else now

        async def also(connection: AsyncConnection) -> None:
            await self._store.read(connection, self._source, cursor, now=now, due_at=due_at)

        lines = self._sound(page.items, tehran_day(now))
        results = await self._intake.take(self._source, lines, also)
        for one in results:
            if one.outcome is Outcome.REFUSED:
                log.warning("contract refused", extra={"agency": self._source, "code": one.code})

    def _sound(self, items: Sequence[RegisteredContract], today: date) -> list[Line]:
        """Return the contracts that may be taken in; the others are said, and stay outside.

        One that its gateway could read and that breaks a rule of ours holds nobody else up.
        """
        lines = []
        for number, one in enumerate(items, 1):
            slips = check(one, today)
            if slips:
                codes = " ".join(map(str, slips))
                log.warning("contract left out", extra={"agency": self._source, "code": codes})
            else:
                lines.append(Line(number, one))
        return lines

    async def _failed(self, place: Place, error: AgencyError) -> None:
        """Put a page off that could not be had; begin anew where the register forgot the cursor."""
        if isinstance(error, NoSuchRecord) and place.cursor is not None:
            await self._begin_again(error.code)
            return
        failures = await self._store.failed(self._source, error.code, self._due(place, error))
        broken = isinstance(error, AgencyBrokeContract) and failures >= TWICE
        log.log(
            logging.ERROR if broken else logging.WARNING,
            "contracts not pulled",
            extra={"agency": self._source, "code": error.code, "times": failures},
        )

    def _due(self, place: Place, error: AgencyError) -> datetime:
        """Return when to ask again: later each time, or when the register opens."""
        now = self._clock()
        if isinstance(error, AgencyRefused) and error.until is not None:
            return min(max(error.until, now + self._again), now + _LONGEST)
        return now + min(self._again * (1 << min(place.failures, 16)), _LONGEST)

    async def _begin_again(self, code: str) -> None:
        """Go back to the beginning: what is known already changes nothing."""
        log.warning("contracts pulled anew", extra={"agency": self._source, "code": code})
        await self._store.restart(self._source, self._clock() + self._again)
