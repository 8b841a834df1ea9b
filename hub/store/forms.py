"""The forms of certificates in PostgreSQL: what each has grown to since it was issued."""

from dataclasses import dataclass
from datetime import datetime

from hub.store.database import Database, Row, refusing_outages
from hub.store.sql import load
from schemas.canonical.validation import Level


@dataclass(frozen=True, slots=True)
class _Statements:
    find_form: str
    claim_forms: str
    keep_twin: str
    keep_forms: str
    put_off: str


_SQL = load(_Statements, "forms")


@dataclass(frozen=True, slots=True)
class Twin:
    """The PDF of a certificate: its bytes, its level, the seal printed on it.

    ``digest`` is the SHA-256 of its first signed revision, which ``pdf`` begins with.
    """

    pdf: bytes
    level: Level
    seal: str
    digest: bytes


@dataclass(frozen=True, slots=True)
class Forms:
    """A certificate as ``issued`` (XAdES B-B), and its best forms: XML always, the twin once made.

    ``version`` is of the row they were read from, ``attempts`` counts turns without success,
    ``archive_at`` is when both need a further timestamp over everything.
    """

    number: str
    issued: bytes
    issued_at: datetime
    xml: bytes
    xml_level: Level
    twin: Twin | None
    version: int
    attempts: int
    archive_at: datetime | None


class FormStore:
    """The aggregate of forms; every method is one durable statement."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def find(self, number: str) -> Forms | None:
        """Return the forms of a certificate; None when there is no such certificate."""
        rows = await self._all(_SQL.find_form, {"number": number})
        return _forms(rows[0]) if rows else None

    async def claim(self, *, now: datetime, leased_until: datetime, limit: int) -> list[Forms]:
        """Return the forms that are due, leased to the caller alone."""
        arguments = {"now": now, "leased_until": leased_until, "limit": limit}
        return [_forms(row) for row in await self._all(_SQL.claim_forms, arguments)]

    async def keep_twin(self, number: str, twin: Twin, now: datetime) -> None:
        """Keep the first twin of a certificate; one that was made meanwhile stays in its place."""
        arguments = {
            "number": number,
            "seal": twin.seal,
            "pdf": twin.pdf,
            "twin_digest": twin.digest,
            "now": now,
        }
        await self._all(_SQL.keep_twin, arguments)

    async def keep(self, forms: Forms, next_attempt: datetime) -> bool:
        """Keep what a certificate has grown to; False when another was faster."""
        grown = forms.xml_level is not Level.B_B
        arguments = {
            "number": forms.number,
            "version": forms.version,
            "xml": forms.xml if grown else None,
            "xml_level": forms.xml_level if grown else None,
            "pdf": forms.twin and forms.twin.pdf,
            "pdf_level": forms.twin and forms.twin.level,
            "next_attempt_at": next_attempt,
            "archive_at": forms.archive_at,
        }
        return bool(await self._all(_SQL.keep_forms, arguments))

    async def put_off(self, forms: Forms, next_attempt: datetime) -> None:
        """Look at the forms again at ``next_attempt``, unless they were changed meanwhile."""
        arguments = {
            "number": forms.number,
            "version": forms.version,
            "next_attempt_at": next_attempt,
        }
        await self._all(_SQL.put_off, arguments)

    async def _all(self, sql: str, arguments: Row) -> list[Row]:
        with refusing_outages():
            return await self._database.rows(sql, arguments)


def _forms(row: Row) -> Forms:
    """Return a row's forms; the document as issued stands for an XML that has not grown yet."""
    return Forms(
        number=row["number"],
        issued=row["issued"],
        issued_at=row["issued_at"],
        xml=row["xml"] or row["issued"],
        xml_level=Level(row["xml_level"] or Level.B_B),
        twin=_twin(row),
        version=row["version"],
        attempts=row["attempts"],
        archive_at=row["archive_at"],
    )


def _twin(row: Row) -> Twin | None:
    if row["pdf"] is None:
        return None
    return Twin(row["pdf"], Level(row["pdf_level"]), row["seal"], row["twin_digest"])
