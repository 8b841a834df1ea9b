"""What the database holds of it all: counted, and waited for without looking again and again."""

import secrets
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from psycopg import Connection
from psycopg.conninfo import make_conninfo

from hub.store.database import connect

_PATIENCE = 60.0
_TELL = """
CREATE FUNCTION tell() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('answers', NEW.outcome);
    RETURN NULL;
END
$$;
CREATE TRIGGER answers_told AFTER INSERT ON answers FOR EACH ROW EXECUTE FUNCTION tell();
CREATE FUNCTION tell_case() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('cases', NEW.message_id);
    RETURN NULL;
END
$$;
CREATE TRIGGER cases_told AFTER INSERT ON cases FOR EACH ROW EXECUTE FUNCTION tell_case();
CREATE FUNCTION tell_delivery() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('deliveries', NEW.kind || ' ' || NEW.state);
    RETURN NULL;
END
$$;
CREATE TRIGGER deliveries_told AFTER UPDATE ON deliveries
    FOR EACH ROW WHEN (NEW.state <> OLD.state) EXECUTE FUNCTION tell_delivery();
CREATE FUNCTION tell_file() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('files', NEW.status);
    RETURN NULL;
END
$$;
CREATE TRIGGER files_told AFTER UPDATE ON contract_files
    FOR EACH ROW WHEN (NEW.status <> OLD.status) EXECUTE FUNCTION tell_file();
"""


@dataclass(frozen=True, slots=True)
class Tally:
    """How many rows there are of each; ``evidence`` is of cases, ``refused`` of what had none."""

    cases: int
    answers: int
    certificates: int
    evidence: int
    refused: int = 0


@contextmanager
def fresh_database(admin: str, template: str) -> Iterator[str]:
    """Give the URL of a database copied from ``template``, and drop it afterwards."""
    name = f"peyvand_acceptance_{secrets.token_hex(6)}"
    with connect(admin) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}".encode())
    yield make_conninfo(admin, dbname=name)
    with connect(admin) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


def tally(url: str) -> Tally:
    """Count the rows of a database."""
    with connect(url) as connection:
        row = connection.execute(
            "SELECT (SELECT count(*) FROM cases), (SELECT count(*) FROM answers),"
            " (SELECT count(*) FROM certificates),"
            " (SELECT count(*) FROM evidence WHERE case_id IS NOT NULL),"
            " (SELECT count(*) FROM evidence WHERE kind = 'disclosure')"
        ).fetchone()
    assert row is not None
    return Tally(*row)


def serials(url: str) -> list[int]:
    """Return the serials of the certificates that were stored, in order."""
    with connect(url) as connection:
        rows = connection.execute("SELECT number FROM certificates ORDER BY issued_at")
        return [int(number.split("-")[-2]) for (number,) in rows]


def last_serial(url: str) -> int:
    """Return the last serial that was drawn, 0 for none."""
    with connect(url) as connection:
        row = connection.execute(
            "SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM certificate_serial"
        ).fetchone()
    assert row is not None
    return int(row[0])


class Announcements:
    """Hears of every case, answer, notice and contract's file as it changes, by LISTEN."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def wait_for(self, channel: str, word: str) -> None:
        """Return when ``word`` is told on ``channel``; fail when it is not within a minute."""
        for notice in self._connection.notifies(timeout=_PATIENCE):
            if (notice.channel, notice.payload) == (channel, word):
                return
        raise AssertionError(f"nobody told {word} on {channel}")

    def wait_for_all(self, channel: str, words: Mapping[str, int]) -> None:
        """Return when every word was told on ``channel`` as often as that; fail as above."""
        told: Counter[str] = Counter()
        for notice in self._connection.notifies(timeout=_PATIENCE):
            told[notice.payload] += notice.channel == channel
            if all(told[word] >= often for word, often in words.items()):
                return
        raise AssertionError(f"told on {channel}: {told}, not {words}")


@contextmanager
def announcements(url: str) -> Iterator[Announcements]:
    """Make the database at ``url`` tell its news, and listen to them."""
    with connect(url) as connection:
        connection.execute(_TELL)
        connection.execute("LISTEN answers")
        connection.execute("LISTEN cases")
        connection.execute("LISTEN deliveries")
        connection.execute("LISTEN files")
        yield Announcements(connection)
