"""Cases and evidence in PostgreSQL: one commit when a case is opened, one when it is closed."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from psycopg import Connection
from psycopg_pool import ConnectionPool


@dataclass(frozen=True)
class Case:
    id: UUID
    message_id: str
    request_digest: bytes
    received_at: datetime
    due_on: date


class Store:
    """A pool of connections; every method is one transaction."""

    def __init__(self, url: str, connections: int) -> None:
        self._pool: ConnectionPool[Connection] = ConnectionPool(
            url, min_size=2, max_size=connections, kwargs={"prepare_threshold": 2}, open=True
        )

    def open_case(self, case: Case, consumer: str, request: bytes) -> int:
        """Make the request durable and return its serial; a replay violates the unique key."""
        with self._pool.connection() as connection:
            row = connection.execute(
                "INSERT INTO cases (id, consumer, message_id, request, request_digest,"
                " received_at, due_on, state) VALUES (%s, %s, %s, %s, %s, %s, %s, 'received')"
                " RETURNING serial",
                (
                    case.id,
                    consumer,
                    case.message_id,
                    request,
                    case.request_digest,
                    case.received_at,
                    case.due_on,
                ),
            ).fetchone()
        if row is None:
            raise RuntimeError("an insert returns its row")
        return int(row[0])

    def close_case(
        self,
        case: Case,
        outcome: str,
        dossier: str,
        certificate: tuple[str, bytes],
        receipt: bytes,
        now: datetime,
    ) -> None:
        """Store certificate, evidence and state together."""
        number, document = certificate
        with self._pool.connection() as connection:
            connection.execute("UPDATE cases SET state = 'answered' WHERE id = %s", (case.id,))
            connection.execute(
                "INSERT INTO certificates (number, case_id, document, issued_at)"
                " VALUES (%s, %s, %s, %s)",
                (number, case.id, document, now),
            )
            connection.execute(
                "INSERT INTO evidence (case_id, outcome, dossier, receipt, recorded_at)"
                " VALUES (%s, %s, %s, %s, %s)",
                (case.id, outcome, dossier, receipt, now),
            )
