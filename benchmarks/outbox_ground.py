"""What the contenders of the outbox stand on: one PostgreSQL, the same notices and receiver."""

import asyncio
import random
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from adapters.base.errors import AgencyUnavailable
from hub.store.database import connect
from hub.store.embedded import EmbeddedPostgres
from hub.store.migrate import migrate, shipped
from schemas.canonical.notice import Notice
from signing.profile import prepare
from signing.xades import sign
from tests.kit.pki import NOW, world
from tests.vectors.certificates.samples import clearance

CASES = 500
"""Each has a late answer, and an act on its certificate behind it."""
NOTICES = 2 * CASES
CONSUMER = "notary-offices"
_SEED = 7
_STATEMENTS = (
    """INSERT INTO agencies (code, title, added_at)
       VALUES (%(consumer)s, 'bench', %(now)s)""",
    """INSERT INTO cases (id, consumer, message_id, duty, request, request_digest, received_at,
                          due_on, state, turns)
       SELECT ('00000000-0000-4000-8000-' || lpad(n::text, 12, '0'))::uuid, %(consumer)s,
              'urn:uuid:' || n, 'article37', '', %(digest)s, %(now)s, '2026-12-07', 'answered', 2
       FROM generate_series(1, %(cases)s) AS n""",
    """INSERT INTO certificates (number, case_id, kind, document, digest, issued_at, valid_until)
       SELECT right(id::text, 12), id, 'article37', %(document)s, %(digest)s, %(now)s, %(now)s
       FROM cases""",
    """INSERT INTO evidence (document_id, kind, case_id, entry, leaf_hash, salt, document,
                             recorded_at)
       SELECT gen_random_uuid(), kind, id, '', %(digest)s, %(digest)s, '', %(now)s
       FROM cases, (VALUES ('receipt'), ('status')) AS kinds (kind)""",
    """INSERT INTO status_acts (id, number, state, effective_at, recorded_at, reason, note,
                                recorded_by)
       SELECT document_id, right(case_id::text, 12), 'revoked', %(now)s, %(now)s,
              'issued-in-error', 'bench', 'bench'
       FROM evidence WHERE kind = 'status'""",
    """INSERT INTO deliveries (id, receiver, case_id, kind, state, enqueued_at, next_attempt_at)
       SELECT document_id, %(consumer)s, case_id,
              CASE kind WHEN 'receipt' THEN 'answer' ELSE 'status' END, 'waiting', %(now)s, %(now)s
       FROM evidence ORDER BY kind, case_id""",
    "ANALYZE",
)


class OutOfOrder(Exception):
    """A contender brought an act before the answer it is about; its figure would mean nothing."""


@dataclass
class Unreliable:
    """A receiver that takes no time and fails a third of the time, by seed.

    An ``ordered`` one ends the run at an act that comes before its answer.
    """

    ordered: bool = True
    chance: random.Random = field(default_factory=lambda: random.Random(_SEED))  # noqa: S311  # seeded on purpose
    attempts: int = 0
    answered: set[object] = field(default_factory=set)
    told: set[object] = field(default_factory=set)
    done: asyncio.Event = field(default_factory=asyncio.Event)

    async def deliver(self, notice: Notice) -> bytes:
        """Take a notice, or be silent."""
        self.attempts += 1
        if self.chance.random() < 1 / 3:
            raise AgencyUnavailable(CONSUMER, "timeout")
        if type(notice).__name__ == "AnswerNotice":
            self.answered.add(notice.case_id)
        elif self.ordered and notice.case_id not in self.answered:
            raise OutOfOrder(notice.case_id)
        self.told.add(notice.id)
        if len(self.told) == NOTICES:
            self.done.set()
        return b"taken"


@contextmanager
def server(folder: Path) -> Iterator[tuple[str, str]]:
    """Start a PostgreSQL that keeps what it commits; yield its URL and its version."""
    postgres = EmbeddedPostgres(folder / "postgres")
    try:
        with postgres as url, connect(url) as connection:
            row = connection.execute("SELECT current_setting('server_version')").fetchone()
            yield url, str(row and row[0])
    finally:
        postgres.remove()


def filled(url: str, name: str) -> str:
    """Return the URL of a new database with the notices of `CASES` cases waiting in it."""
    with connect(url) as connection:
        connection.execute(f"CREATE DATABASE {name} ENCODING 'UTF8' TEMPLATE template0".encode())
    made = re.sub(r"^(postgres(?:ql)?://[^/?]*)/?[^?]*", rf"\1/{name}", url)
    document = sign(prepare(clearance()), world().signer, NOW).xml
    arguments = {
        "consumer": CONSUMER,
        "now": datetime.now(UTC),
        "cases": CASES,
        "document": document,
        "digest": sha256(document).digest(),
    }
    with connect(made) as connection:
        migrate(connection, shipped())
        for statement in _STATEMENTS:
            connection.execute(statement.encode(), arguments)
    return made
