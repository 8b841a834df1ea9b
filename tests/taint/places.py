"""Where a value may stand, with the reason; it may stand nowhere else."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from psycopg.sql import SQL, Identifier
from psycopg.types.json import set_json_loads

from hub.store.database import connect
from tests.taint.hearing import Heard
from tests.taint.world import ASKED, SAID

STATED: Final = frozenset(
    {
        "person.given_name",
        "person.family_name",
        "firm.name",
        "workshop.name",
        "debt.definite",
        "debt.divisible",
        "debt.indivisible",
        "debt.total",
    }
)
"""What the answers of the use cases state, all of it granted by their agreements."""
DOSSIER: Final = ("answers", "dossier")
COLUMNS: Final[Mapping[tuple[str, str], str]] = {
    DOSSIER: "all that a decision stands on; it never leaves the hub",
    ("answers", "body"): "the answer itself, told again to who repeats his question",
    ("certificates", "document"): "the certificate itself, which states what the agreement grants",
    ("cases", "request"): "what the consumer said himself",
    ("disclosures", "subject"): "the register is about whom was asked; receipts have it hidden",
}
"""The columns of the database in which something about a person may stand."""


_ALL: Final = SQL("SELECT * FROM {}")


@dataclass(frozen=True, slots=True)
class Leak:
    """A value where it must not be: the place, and the names of what was found."""

    place: str
    found: frozenset[str]


def leaks(heard: Heard, told: frozenset[str] = frozenset()) -> list[Leak]:
    """Return what an exchange leaks; its answer may tell ``told``.

    Whom it is about stands in no header, log or trace, and in no refusal.
    """
    places = {"header": heard.headers, "log": heard.logs, "trace": heard.traces}
    found = {place: SAID.find(text) | ASKED.find(text) for place, text in places.items()}
    found["answer"] = SAID.find(heard.body) - told
    if heard.status >= 400:
        found["error"] = SAID.find(heard.body) | ASKED.find(heard.body)
    return [Leak(place, frozenset(names)) for place, names in found.items() if names]


def leaks_of_tables(url: str) -> list[Leak]:
    """Return what stands in a table where it must not, however it is written there."""
    found = []
    for (table, column), rows in _columns(url).items():
        said, asked = SAID.find(*rows), ASKED.find(*rows)
        if (table, column) in COLUMNS:
            asked = set()
            said = set() if (table, column) == DOSSIER else said - STATED
        if said | asked:
            found.append(Leak(f"{table}.{column}", frozenset(said | asked)))
    return found


def _columns(url: str) -> dict[tuple[str, str], list[bytes | str]]:
    """Return everything that a database holds, column by column."""
    found: dict[tuple[str, str], list[bytes | str]] = {}
    with connect(url) as connection:
        set_json_loads(lambda text: text, connection)
        for (table,) in connection.execute(
            "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'"
        ).fetchall():
            cursor = connection.execute(_ALL.format(Identifier(table)))
            names = [one.name for one in cursor.description or ()]
            for row in cursor:
                for name, value in zip(names, row, strict=True):
                    octets = value if isinstance(value, bytes | str) else str(value)
                    found.setdefault((table, name), []).append(octets)
    return found
