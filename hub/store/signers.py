"""What each signing key has signed, for the day on which one of them is lost."""

from collections import defaultdict
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass

from hub.store.certificates import IssuedCertificate, read_act, read_certificate
from hub.store.database import Database, Row, refusing_outages
from hub.store.sql import load
from schemas.canonical.status import Act

_PAGE = 200


@dataclass(frozen=True, slots=True)
class _Statements:
    signers: str
    signed_by: str
    acts_on_these: str


_SQL = load(_Statements, "signers")


@dataclass(frozen=True, slots=True)
class Signings:
    """How many ``certificates`` one signer signed; ``document`` is one of them.

    ``signer`` is the SHA-256 of its certificate, None for documents that do not show it.
    """

    signer: bytes | None
    certificates: int
    document: bytes


@dataclass(frozen=True, slots=True)
class Held:
    """A certificate with the best form its XML has grown to, if any, and the acts on it."""

    certificate: IssuedCertificate
    grown: bytes | None
    acts: tuple[Act, ...]


class Signers:
    """The issued certificates by who signed them; read only."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def all(self) -> list[Signings]:
        """Return every signer there ever was."""
        return [Signings(**row) for row in await self._rows(_SQL.signers, {})]

    async def signed_by(self, signers: Sequence[bytes]) -> AsyncIterator[Held]:
        """Yield what these signed, and what shows no signer, by number, a page at a time.

        What is issued meanwhile under a higher number comes too.
        """
        after = ""
        while True:
            arguments = {"signers": list(signers), "after": after, "limit": _PAGE}
            rows = await self._rows(_SQL.signed_by, arguments)
            for held in await self._held(rows):
                yield held
            if len(rows) < _PAGE:
                return
            after = rows[-1]["number"]

    async def _held(self, rows: Sequence[Row]) -> list[Held]:
        """Return a page's certificates with the acts on each."""
        acts = defaultdict[str, list[Act]](list)
        numbers = {"numbers": [row["number"] for row in rows]}
        for act in map(read_act, await self._rows(_SQL.acts_on_these, numbers)):
            acts[act.number].append(act)
        return [
            Held(read_certificate(row), row["grown"], tuple(acts[row["number"]])) for row in rows
        ]

    async def _rows(self, sql: str, arguments: Row) -> list[Row]:
        with refusing_outages():
            return await self._database.rows(sql, arguments)
