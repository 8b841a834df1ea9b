"""The register of paper forms in PostgreSQL: minutes, their lines, and what they come to."""

from collections.abc import AsyncIterator, Collection, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from datetime import date, datetime
from uuid import UUID

from psycopg import AsyncConnection
from psycopg.errors import ExclusionViolation, UniqueViolation
from psycopg.rows import dict_row
from psycopg.types.json import Jsonb

from hub.store.database import Database, Row, refusing_outages
from hub.store.sql import load
from schemas.canonical.evidence import Leaf
from schemas.canonical.paper_form import Entry, FormAct, Line, Minute, Office, Span, Tally


@dataclass(frozen=True, slots=True)
class _Statements:
    told_under: str
    parts: str
    over: str
    clearances: str
    append: str
    page: str
    tallies: str
    missing: str


_SQL = load(_Statements, "paper_forms")


class FormsWrittenMeanwhile(Exception):
    """Another transaction took the same forms, minutes or key first; look again and decide anew."""


@dataclass(frozen=True, slots=True)
class KeptMinute:
    """Minutes as they were taken down: which part, how much it says, by whom and when.

    ``position`` is their place in the order of taking down, ``request_digest`` the SHA-256 of what
    was told under a key, None where there was none.
    """

    id: UUID
    minute: Minute
    part: int
    lines: int
    forms: int
    said_by: str
    recorded_at: datetime
    position: int
    request_digest: bytes | None


@dataclass(frozen=True, slots=True)
class NewMinute:
    """Minutes to be taken down with their evidence; ``key`` and digest of who told them."""

    minute: Minute
    part: int
    told: Sequence[Line]
    said_by: str
    leaf: Leaf
    recorded_at: datetime
    key: str | None = None
    request_digest: bytes | None = None

    @property
    def id(self) -> UUID:
        """The id of the minutes, which is that of their evidence."""
        return self.leaf.document_id

    @property
    def lines(self) -> int:
        """How many lines it is."""
        return len(self.told)

    @property
    def forms(self) -> int:
        """How many forms the lines are about."""
        return sum(one.span.forms for one in self.told)


class FormsWriting:
    """A transaction in which minutes are judged and taken down."""

    def __init__(self, connection: AsyncConnection) -> None:
        self.connection = connection

    async def told_under(self, said_by: str, key: str) -> KeptMinute | None:
        """Return what a consumer has told under a key; None for nothing."""
        found = await self._rows(_SQL.told_under, {"said_by": said_by, "key": key})
        return _kept(found[0]) if found else None

    async def parts(self, minute: Minute) -> list[KeptMinute]:
        """Return what was taken down under the number of ``minute`` at its branch."""
        return [_kept(row) for row in await self._rows(_SQL.parts, asdict(minute))]

    async def over(self, spans: Iterable[Span]) -> list[Entry]:
        """Return every entry that has forms in common with any of ``spans``."""
        return [_entry(row) for row in await self._rows(_SQL.over, _spans(spans))]

    async def clearances(self, numbers: Collection[str]) -> frozenset[str]:
        """Return those of these numbers under which a clearance of a contract was issued."""
        if not numbers:
            return frozenset()
        rows = await self._rows(_SQL.clearances, {"numbers": [*numbers]})
        return frozenset(row["number"] for row in rows)

    async def append(self, new: NewMinute) -> None:
        """Take minutes down."""
        leaf, numbered = new.leaf, enumerate(new.told, 1)
        told = {
            **asdict(new.minute),
            "part": new.part,
            "signed_by": [*new.minute.signed_by],
            "lines": new.lines,
            "forms": new.forms,
            "said_by": new.said_by,
            "key": new.key,
            "request_digest": new.request_digest,
            "recorded_at": new.recorded_at,
            "rows": Jsonb([_row(line, number) for number, line in numbered]),
            "id": leaf.document_id,
            "kind": leaf.kind,
            "entry": leaf.entry,
            "leaf_hash": leaf.leaf_hash,
            "salt": leaf.salt,
            "document": leaf.document,
        }
        await self.connection.execute(_SQL.append, told)

    async def _rows(self, sql: str, asked: Row) -> list[Row]:
        cursor = self.connection.cursor(row_factory=dict_row)
        await cursor.execute(sql, asked)
        return await cursor.fetchall()


class PaperForms:
    """The register; every method raises `HubUnavailable`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[FormsWriting]:
        """Open a transaction for one minute; `FormsWrittenMeanwhile` where another came first."""
        try:
            with refusing_outages():
                async with self._database.transaction() as connection:
                    yield FormsWriting(connection)
        except (ExclusionViolation, UniqueViolation) as error:
            raise FormsWrittenMeanwhile from error

    async def over(self, span: Span) -> list[Entry]:
        """Return the entries that have forms in common with ``span``."""
        return [_entry(row) for row in await self._all(_SQL.over, _spans([span]))]

    async def page(
        self,
        *,
        province: str | None = None,
        branch: str | None = None,
        after: int = 0,
        limit: int = 100,
    ) -> list[KeptMinute]:
        """Return the first ``limit`` minutes behind the position ``after``."""
        asked = {"province": province, "branch": branch, "after": after, "limit": limit}
        return [_kept(row) for row in await self._all(_SQL.page, asked)]

    async def tallies(
        self, return_by: date, province: str | None = None, branch: str | None = None
    ) -> list[Tally]:
        """Return what forms came to, by province and branch; late is what came after a day."""
        asked = {"return_by": return_by, "province": province, "branch": branch}
        return [Tally(**row) for row in await self._all(_SQL.tallies, asked)]

    async def missing(self, branch: str, province: str | None, limit: int) -> list[Span]:
        """Return the first ``limit`` spans of forms that a branch has said nothing of."""
        asked = {"branch": branch, "province": province, "limit": limit}
        rows = await self._all(_SQL.missing, asked)
        return [Span(row["series"], row["first_number"], row["last_number"]) for row in rows]

    async def _all(self, sql: str, asked: Row) -> list[Row]:
        with refusing_outages():
            return await self._database.rows(sql, asked)


def _spans(spans: Iterable[Span]) -> Row:
    found = [*spans]
    return {
        "series": [one.series for one in found],
        "first": [one.first for one in found],
        "last": [one.last for one in found],
    }


def _row(line: Line, number: int) -> Row:
    return {
        "line": number,
        "act": line.act,
        "series": line.span.series,
        "first_number": line.span.first,
        "last_number": line.span.last,
        "replaced_by": line.replaced_by,
        "paper_number": line.paper_number,
    }


def _entry(row: Row) -> Entry:
    span = Span(row["series"], row["first_number"], row["last_number"])
    line = Line(FormAct(row["act"]), span, row["replaced_by"], row["paper_number"])
    return Entry(line, row["number"], row["day"], row["province"], row["branch"])


def _kept(row: Row) -> KeptMinute:
    signed = tuple(Office(one) for one in row["signed_by"])
    minute = Minute(row["number"], row["day"], row["province"], row["branch"], signed)
    return KeptMinute(
        id=row["id"],
        minute=minute,
        part=row["part"],
        lines=row["lines"],
        forms=row["forms"],
        said_by=row["said_by"],
        recorded_at=row["recorded_at"],
        position=row["position"],
        request_digest=row["request_digest"],
    )
