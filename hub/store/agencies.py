"""Registered agencies and the certificates their messages are signed with."""

from dataclasses import dataclass
from datetime import datetime

from psycopg import Connection
from psycopg.rows import class_row

from hub.store.database import Database, refusing_outages
from hub.store.sql import load
from signing.verify.wss import load_certificate


@dataclass(frozen=True, slots=True)
class _Statements:
    put_agency: str
    add_certificate: str
    retire_others: str
    list_agencies: str
    certificates_in_force: str


_SQL = load(_Statements, "agencies")


class UnknownAgency(ValueError):
    """No agency is registered under this code."""


class CertificateTaken(ValueError):
    """The certificate, or its key, is registered for another agency already."""


@dataclass(frozen=True, slots=True)
class CertificateRow:
    """A certificate (DER) that holds, and whose it is."""

    fingerprint: bytes
    certificate: bytes
    agency: str
    retired_at: datetime | None


@dataclass(frozen=True, slots=True)
class RegisteredAgency:
    """An agency as it is listed: ``certificates`` counts those in force."""

    code: str
    title: str
    added_at: datetime
    certificates: int


async def certificates_in_force(database: Database, now: datetime) -> list[CertificateRow]:
    """Return every certificate that holds at ``now``; `HubUnavailable` without a database."""
    with refusing_outages():
        async with database.connection() as connection:
            cursor = connection.cursor(row_factory=class_row(CertificateRow))
            await cursor.execute(_SQL.certificates_in_force, {"now": now})
            return await cursor.fetchall()


def list_agencies(connection: Connection, now: datetime) -> list[RegisteredAgency]:
    """Return every agency by code."""
    cursor = connection.cursor(row_factory=class_row(RegisteredAgency))
    return cursor.execute(_SQL.list_agencies, {"now": now}).fetchall()


def register(
    connection: Connection,
    *,
    code: str,
    title: str,
    certificate: bytes,
    now: datetime,
) -> None:
    """Register an agency with one more certificate (DER), in one transaction.

    Raises `CertificateTaken` when the certificate or its key is another agency's, and
    ``CertificateUnfit`` for a key that the profile does not admit.
    """
    with connection.transaction():
        agency = {"code": code, "title": title, "now": now}
        connection.execute(_SQL.put_agency, agency)
        _add(connection, code, certificate, now)


def rotate(
    connection: Connection, *, code: str, certificate: bytes, now: datetime, retire_at: datetime
) -> None:
    """Add a certificate to an agency and retire its others at ``retire_at``: both hold till then.

    Raises `CertificateTaken`, and `UnknownAgency` for one that is not registered.
    """
    with connection.transaction():
        if code not in {agency.code for agency in list_agencies(connection, now)}:
            raise UnknownAgency(code)
        fingerprint = _add(connection, code, certificate, now)
        others = {"agency": code, "fingerprint": fingerprint, "at": retire_at}
        connection.execute(_SQL.retire_others, others)


def _add(connection: Connection, code: str, certificate: bytes, now: datetime) -> bytes:
    loaded = load_certificate(certificate)
    row = {
        "fingerprint": loaded.fingerprint,
        "agency": code,
        "key_id": loaded.key_id,
        "certificate": certificate,
        "now": now,
    }
    if connection.execute(_SQL.add_certificate, row).fetchone() is None:
        raise CertificateTaken(code)
    return loaded.fingerprint
