"""Counts of quotas, where every process counts: a share of a quota is drawn in one statement."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from hub.store.database import Database, refusing_outages
from hub.store.sql import load


@dataclass(frozen=True, slots=True)
class _Statements:
    draw: str


_SQL = load(_Statements, "quotas")


@dataclass(frozen=True, slots=True)
class Draw:
    """So much that is counted at once under the ``words`` of an agreement, in one span of time."""

    words: str
    span: str
    starts_at: datetime
    share: int


@dataclass(frozen=True, slots=True)
class Drawn:
    """What a count came to: ``used`` since ``starts_at``, the drawn share among it."""

    words: str
    span: str
    starts_at: datetime
    used: int


class QuotaCounts:
    """The counts in the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def draw(self, wanted: Sequence[Draw]) -> list[Drawn]:
        """Count each share, all or none; return what the counts are then, in any order.

        Raises `HubUnavailable`.
        """
        arguments = {
            "words": [one.words for one in wanted],
            "spans": [one.span for one in wanted],
            "starts": [one.starts_at for one in wanted],
            "shares": [one.share for one in wanted],
        }
        with refusing_outages():
            rows = await self._database.rows(_SQL.draw, arguments)
        return [Drawn(**row) for row in rows]
