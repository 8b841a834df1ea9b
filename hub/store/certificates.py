"""Issued certificates in PostgreSQL: what they are, and what was done to them since."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from psycopg import AsyncConnection
from psycopg.rows import dict_row

from hub.errors import NotLawful, UnknownCertificate
from hub.store.cases import StoredCertificate
from hub.store.database import Database, Row, refusing_outages
from hub.store.sql import load
from schemas.canonical.certificate import CertificateNumber, CertificateType
from schemas.canonical.evidence import Leaf
from schemas.canonical.status import (
    Act,
    ReasonCode,
    State,
    Status,
    UnlawfulAct,
    check_lawful,
    status_at,
)

_TICK = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class _Statements:
    find_certificate: str
    lock_certificate: str
    acts_on: str
    record_act: str
    add_successor: str
    draw_serial: str


_SQL = load(_Statements, "certificates")

Leafing = Callable[[Act], Leaf]
"""What makes the evidence of an act, once its time of record is settled."""


@dataclass(frozen=True, slots=True)
class IssuedCertificate:
    """A certificate as it was issued; ``digest`` is the SHA-256 of ``document``.

    ``signer`` is the SHA-256 of the certificate it was signed with, None where an old document does
    not show it. ``supersedes`` names the certificate it replaces. Times are UTC, whole seconds.
    """

    number: CertificateNumber
    kind: CertificateType
    case_id: UUID
    document: bytes
    digest: bytes
    issued_at: datetime
    valid_until: datetime
    signer: bytes | None
    supersedes: CertificateNumber | None

    def status(self, acts: Sequence[Act], at: datetime, known_at: datetime) -> Status | None:
        """Return what it is at ``at`` by those of its ``acts`` that were known at ``known_at``."""
        return status_at(self.issued_at, self.valid_until, acts, at=at, known_at=known_at)


class Certificates:
    """The aggregate of issued certificates and the acts on them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def find(self, number: str) -> IssuedCertificate | None:
        """Return the certificate with this number; None when there is none."""
        async with self._connection() as connection:
            return await find_within(connection, number)

    async def status(self, number: str, at: datetime, known_at: datetime) -> Status | None:
        """Return what the certificate was at ``at`` as the hub knew at ``known_at``.

        None when there is no such certificate, or was none at either time.
        """
        async with self._connection() as connection:
            found = await find_within(connection, number)
            if found is None:
                return None
            return found.status(await acts_within(connection, number), at, known_at)

    async def acts(self, number: str) -> list[Act]:
        """Return the acts on a certificate in the order in which they were recorded."""
        async with self._connection() as connection:
            return await acts_within(connection, number)

    async def record(self, act: Act, leafing: Leafing) -> Act:
        """Record an act with its evidence; return it as it was recorded.

        Its time of record is moved behind the acts before it, where a clock lags. Raises
        `UnknownCertificate`, and `NotLawful` with the rule that is broken.
        """
        async with self._connection() as connection, connection.transaction():
            certificate = await _locked(connection, act.number)
            successor = act.superseded_by
            if successor is not None and await find_within(connection, successor) is None:
                raise NotLawful("status.superseded-by")
            acts = await acts_within(connection, act.number)
            return await self._record(connection, certificate, acts, act, leafing)

    async def replace(
        self, act: Act, successor: StoredCertificate, leaf: Leaf, leafing: Leafing
    ) -> bool:
        """Store a successor with its ``leaf`` and the act that supersedes the old one, or nothing.

        False when the old one does not stand as issued any more: another process may have replaced
        it. Raises `UnknownCertificate`, and `NotLawful` for one whose end is recorded for later.
        """
        async with self._connection() as connection, connection.transaction():
            old = await _locked(connection, act.number)
            acts = await acts_within(connection, act.number)
            latest = max([act.recorded_at, *(one.recorded_at for one in acts)])
            stands = old.status(acts, act.effective_at, latest)
            if stands is None or stands.state is not State.ISSUED:
                return False
            await connection.execute(
                _SQL.add_successor, _successor_arguments(old, act, successor, leaf)
            )
            await self._record(connection, old, acts, act, leafing)
            return True

    async def draw_serial(self) -> int:
        """Return a serial for a number; unused, it is void."""
        async with self._connection() as connection:
            (row,) = await _rows(connection, _SQL.draw_serial, {})
            return int(row["serial"])

    async def _record(
        self,
        connection: AsyncConnection,
        certificate: IssuedCertificate,
        acts: Sequence[Act],
        act: Act,
        leafing: Leafing,
    ) -> Act:
        """Record an act on a certificate that is locked, behind the ``acts`` on it so far."""
        settled = replace(act, recorded_at=_settled(act, acts))
        try:
            check_lawful(certificate.issued_at, certificate.valid_until, acts, settled)
        except UnlawfulAct as unlawful:
            raise NotLawful(unlawful.rule) from unlawful
        leaf = _leaf_arguments(certificate, leafing(settled))
        arguments = asdict(settled) | leaf
        await connection.execute(_SQL.record_act, arguments)
        return settled

    @asynccontextmanager
    async def _connection(self) -> AsyncIterator[AsyncConnection]:
        """Lend a connection; `HubUnavailable` when there is none."""
        with refusing_outages():
            async with self._database.connection() as connection:
                yield connection


def read_certificate(row: Row) -> IssuedCertificate:
    """Return the certificate in a row that has its columns."""
    return IssuedCertificate(
        number=CertificateNumber(row["number"]),
        kind=CertificateType(row["kind"]),
        case_id=row["case_id"],
        document=row["document"],
        digest=row["digest"],
        issued_at=row["issued_at"],
        valid_until=row["valid_until"],
        signer=row["signer"],
        supersedes=row["supersedes"],
    )


def read_act(row: Row) -> Act:
    """Return the act in a row that has its columns."""
    return Act(
        number=CertificateNumber(row["number"]),
        state=State(row["state"]),
        effective_at=row["effective_at"],
        recorded_at=row["recorded_at"],
        reason=ReasonCode(row["reason"]),
        note=row["note"],
        by=row["by"],
        superseded_by=row["superseded_by"],
    )


async def _rows(connection: AsyncConnection, sql: str, arguments: Row) -> list[Row]:
    cursor = connection.cursor(row_factory=dict_row)
    return await (await cursor.execute(sql, arguments)).fetchall()


async def find_within(connection: AsyncConnection, number: str) -> IssuedCertificate | None:
    """Return the certificate with this number, within a transaction; None when there is none."""
    rows = await _rows(connection, _SQL.find_certificate, {"number": number})
    return read_certificate(rows[0]) if rows else None


async def _locked(connection: AsyncConnection, number: str) -> IssuedCertificate:
    """Return a certificate that nobody else has a word on until the transaction ends."""
    rows = await _rows(connection, _SQL.lock_certificate, {"number": number})
    if not rows:
        raise UnknownCertificate
    return read_certificate(rows[0])


async def acts_within(connection: AsyncConnection, number: str) -> list[Act]:
    """Return the acts on a certificate in the order of their record, within a transaction."""
    return [read_act(row) for row in await _rows(connection, _SQL.acts_on, {"number": number})]


def _settled(act: Act, acts: Sequence[Act]) -> datetime:
    """Return when an act is recorded: behind the last one, whatever the clocks say."""
    return max(act.recorded_at, acts[-1].recorded_at + _TICK) if acts else act.recorded_at


def _leaf_arguments(certificate: IssuedCertificate, leaf: Leaf) -> Row:
    return {
        "case_id": certificate.case_id,
        "leaf_id": leaf.document_id,
        "leaf_kind": leaf.kind,
        "entry": leaf.entry,
        "leaf_hash": leaf.leaf_hash,
        "salt": leaf.salt,
        "leaf_document": leaf.document,
    }


def _successor_arguments(
    old: IssuedCertificate, act: Act, successor: StoredCertificate, leaf: Leaf
) -> Row:
    return {
        "number": successor.number,
        "kind": successor.kind,
        "document": successor.document,
        "digest": successor.digest,
        "issued_at": act.effective_at,
        "valid_until": successor.valid_until,
        "signer": successor.signer,
        "supersedes": old.number,
        **_leaf_arguments(old, leaf),
    }
