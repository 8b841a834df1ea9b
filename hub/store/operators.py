"""Operators of the panel: their accounts, their sessions, and what each looked at."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from hub.store.database import Database, Row, refusing_outages
from hub.store.sql import load

IDLE: Final = timedelta(minutes=30)
LONGEST: Final = timedelta(hours=10)
"""A session is over when nothing was asked for in it so long, and so long after it began."""
ATTEMPTS: Final = 5
WINDOW: Final = timedelta(minutes=15)
"""So many attempts to sign in are heard of one account in so much time."""


@dataclass(frozen=True, slots=True)
class _Statements:
    add: str
    accounts: str
    lock: str
    renew: str
    attempt: str
    begin: str
    session: str
    leave: str
    choose: str
    note: str
    views: str


_SQL = load(_Statements, "operators")


@dataclass(frozen=True, slots=True)
class NewOperator:
    """An operator to be added; ``branches`` are those he works for, None for all.

    ``passphrase`` is what `hub.store.passphrases.keep` returned, ``one_time_until`` when one that
    the house made ends; None for his own.
    """

    code: str
    title: str
    branches: Sequence[str] | None
    passphrase: str
    one_time_until: datetime | None


@dataclass(frozen=True, slots=True)
class Account:
    """An operator as he is listed; ``seen_at`` is of the sessions that there still are."""

    code: str
    title: str
    branches: list[str] | None
    one_time_until: datetime | None
    added_at: datetime
    locked_at: datetime | None
    seen_at: datetime | None


@dataclass(frozen=True, slots=True)
class Tried:
    """An attempt that was counted: ``attempts`` of the account in this span, and what is kept."""

    passphrase: str
    one_time_until: datetime | None
    attempts: int
    locked: bool


@dataclass(frozen=True, slots=True)
class Operator:
    """Who is signed in; with ``must_choose`` he first has to choose a passphrase of his own."""

    code: str
    title: str
    branches: list[str] | None
    must_choose: bool


@dataclass(frozen=True, slots=True)
class View:
    """What an operator looked at, and when; ``ocid`` for a page of one contract."""

    operator: str
    page: str
    ocid: str | None
    at: datetime


class Operators:
    """The aggregate of operators; every method raises `HubUnavailable`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, operator: NewOperator, now: datetime) -> bool:
        """Add an operator; False where there is one of this code."""
        asked = {
            "code": operator.code,
            "title": operator.title,
            "branches": None if operator.branches is None else [*operator.branches],
            "passphrase": operator.passphrase,
            "one_time_until": operator.one_time_until,
            "now": now,
        }
        return bool(await self._rows(_SQL.add, asked))

    async def accounts(self) -> list[Account]:
        """Return every operator, by code."""
        return [Account(**row) for row in await self._rows(_SQL.accounts, {})]

    async def lock(self, code: str, now: datetime) -> bool:
        """Lock an operator out and end his sessions; False where there is none of this code."""
        return bool(await self._rows(_SQL.lock, {"code": code, "now": now}))

    async def renew(self, code: str, passphrase: str, one_time_until: datetime | None) -> bool:
        """Give an operator another passphrase and take a lock off; False where there is none."""
        asked = {"code": code, "passphrase": passphrase, "one_time_until": one_time_until}
        return bool(await self._rows(_SQL.renew, asked))

    async def attempt(self, code: str, now: datetime) -> Tried | None:
        """Count an attempt, before it is judged; None where there is no such operator."""
        asked = {"code": code, "now": now, "since": now - WINDOW}
        rows = await self._rows(_SQL.attempt, asked)
        return Tried(**rows[0]) if rows else None

    async def begin(self, code: str, passphrase: str, digest: bytes, now: datetime) -> bool:
        """Begin a session under the SHA-256 of its token.

        False where the operator was locked, or his kept ``passphrase`` changed, meanwhile.
        """
        asked = {"code": code, "passphrase": passphrase, "digest": digest, **_ends(now)}
        return bool(await self._rows(_SQL.begin, asked))

    async def session(self, digest: bytes, now: datetime) -> Operator | None:
        """Return whose session it is, and note that he was seen; None once it is over."""
        rows = await self._rows(_SQL.session, {"digest": digest, **_ends(now)})
        return Operator(**rows[0]) if rows else None

    async def leave(self, digest: bytes) -> None:
        """End a session."""
        await self._rows(_SQL.leave, {"digest": digest})

    async def choose(self, code: str, passphrase: str, digest: bytes) -> None:
        """Keep the passphrase that an operator chose; his sessions but this one are over."""
        await self._rows(_SQL.choose, {"code": code, "passphrase": passphrase, "digest": digest})

    async def note(self, view: View) -> None:
        """Note what an operator looks at, for good."""
        asked = {
            "operator": view.operator,
            "page": view.page,
            "ocid": view.ocid,
            "at": view.at,
        }
        await self._rows(_SQL.note, asked)

    async def views(self, *, operator: str | None, ocid: str | None, limit: int) -> list[View]:
        """Return what an operator looked at, or who looked at a contract; the newest first."""
        asked = {"operator": operator, "ocid": ocid, "limit": limit}
        return [View(**row) for row in await self._rows(_SQL.views, asked)]

    async def _rows(self, sql: str, asked: Row) -> list[Row]:
        with refusing_outages():
            return await self._database.rows(sql, asked)


def _ends(now: datetime) -> Row:
    return {"now": now, "begun_after": now - LONGEST, "seen_after": now - IDLE}
