"""What the figures of shared contracts stand on: synthetic lines, a bare table, an intake."""

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from time import perf_counter

from hub.contracts.check import read_line
from hub.contracts.digest import canonical
from hub.contracts.precedence import shipped_precedence
from hub.contracts.scale import shipped_scale
from hub.sharing.intake import Intake
from hub.sharing.results import Line
from hub.store.database import Database, connect
from hub.store.migrate import migrate, shipped
from schemas.canonical.contract import RegisteredContract
from schemas.canonical.identifiers import ContractRegistration, LegalId
from schemas.canonical.money import Rials
from simulators.kit import identifiers as ids

SOURCE = "tax_authority"
TODAY = date(2026, 11, 22)
_ASSIGNERS, _CONTRACTORS = 2_000, 15_000
_FIRST = date(2025, 3, 21)


def contract(serial: int, revision: int = 1) -> RegisteredContract:
    """Return a contract of the tax authority; its assigner counts its contracts from 1."""
    signed = _FIRST + timedelta(days=serial * 7 % 500)
    return RegisteredContract(
        source_id=str(serial),
        revision=revision,
        number=f"1405/{serial // _ASSIGNERS + 1}",
        subject=f"نگهداری تأسیسات، بهره‌برداری و تعمیر، شمارهٔ {serial}",
        assigner=_ASSIGNER[serial % _ASSIGNERS],
        contractor=_CONTRACTOR[serial * 7919 % _CONTRACTORS],
        amount=Rials(10_000_000 + serial * 1_000_003 % 900_000_000_000 + revision),
        signed_on=signed,
        starts_on=signed + timedelta(days=10),
        ends_on=signed + timedelta(days=375),
        crn=ContractRegistration(str(serial)),
        budget_code=None,
        withdrawn=False,
    )


_ASSIGNER = [LegalId(ids.legal_id(1 + serial)) for serial in range(_ASSIGNERS)]
_CONTRACTOR = [LegalId(ids.legal_id(_ASSIGNERS + 1 + serial)) for serial in range(_CONTRACTORS)]


def lines(count: int, first: int = 1, revision: int = 1) -> Iterator[bytes]:
    """Yield the lines of so many contracts, each made when it is asked for."""
    for serial in range(first, first + count):
        yield canonical(contract(serial, revision)) + b"\n"


def read(told: Iterable[bytes]) -> list[Line]:
    """Return lines as a register's, read and checked."""
    found = []
    for number, one in enumerate(told, 1):
        contract = read_line(one, TODAY)
        if isinstance(contract, tuple):
            raise SystemExit(f"a line of the benchmark is wrong: {contract[0]}")
        found.append(Line(number, contract))
    return found


def batches(told: Iterable[bytes], size: int) -> Iterator[list[bytes]]:
    """Yield lines in batches."""
    source = iter(told)
    while batch := list(islice(source, size)):
        yield batch


def intake_on(database: Database) -> Intake:
    """Return the intake of the shipped rules."""
    return Intake(
        database,
        shipped_precedence(),
        shipped_scale(),
        lambda: datetime.now(UTC),
        "ocds-peyvnd",
    )


def new_database(url: str, name: str) -> str:
    """Return the URL of a new database at this release."""
    with connect(url) as connection:
        connection.execute(f"CREATE DATABASE {name} ENCODING 'UTF8' TEMPLATE template0".encode())
    made = re.sub(r"^(postgres(?:ql)?://[^/?]*)/?[^?]*", rf"\1/{name}", url)
    with connect(made) as connection:
        migrate(connection, shipped())
        connection.execute("CREATE TABLE bare (line text NOT NULL)")
    return made


def copied(url: str, told: list[bytes]) -> float:
    """Return the seconds that ``COPY`` takes to put lines into a bare table."""
    escaped = [one.replace(b"\\", b"\\\\") for one in told]
    with connect(url) as connection:
        start = perf_counter()
        with connection.cursor().copy("COPY bare FROM STDIN") as copy:
            for one in escaped:
                copy.write(one)
        return perf_counter() - start
