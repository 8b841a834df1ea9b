"""Minutes taken down by an operator, a lot of lines at a time: the good ones are kept."""

from collections.abc import Sequence

from hub.clearing.paper_minutes import Making, new_minute, weighed
from hub.errors import HubUnavailable
from hub.store.paper_forms import FormsWrittenMeanwhile, PaperForms
from hub.usecases.article38.paper.weigh import Weighed
from schemas.canonical.paper_form import Line, Minute

_TRIES = 4


class PaperBulk:
    """Takes down long minutes in parts, each a transaction and a leaf of its own."""

    def __init__(self, store: PaperForms, making: Making, said_by: str) -> None:
        self._store = store
        self._making = making
        self._said_by = said_by

    async def take(self, minute: Minute, lines: Sequence[Line]) -> list[Weighed]:
        """Return what came of lines in their order; those that fit are taken down.

        Raises `MinuteKnown` where the number is that of other minutes, and `HubUnavailable`.
        """
        for _ in range(_TRIES):
            try:
                return await self._once(minute, lines)
            except FormsWrittenMeanwhile:
                continue
        raise HubUnavailable("store.busy")

    async def _once(self, minute: Minute, lines: Sequence[Line]) -> list[Weighed]:
        async with self._store.writing() as writing:
            found, parts = await weighed(writing, minute, lines)
            taken = [one.line for one in found if one.taken]
            if taken:
                part = len(parts) + 1
                new = new_minute(minute, taken, part, self._said_by, self._making)
                await writing.append(new)
            return found
