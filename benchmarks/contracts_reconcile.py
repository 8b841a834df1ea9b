"""``python -m benchmarks.contracts_reconcile [--full]``: two stores found equal, or what differs.

For each size two databases hold the same statements of one register. Measured are the tree made of
all of them, the roots of both sides asked for again and found equal, the same after 1,000 further
statements, and the walks that find 1 and 1,000 contracts that one side lacks: exchanges after the
roots, and seconds of both stores together, without a network. ``--full`` adds a million.
"""

import argparse
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from resource import RUSAGE_SELF, getrusage
from time import perf_counter

import uvloop
from rich.console import Console

from benchmarks.contracts_ground import SOURCE, new_database
from benchmarks.outbox_ground import server
from benchmarks.report import by_size, machine
from hub.contracts.reconcile import Difference, walk
from hub.store.contract_trees import ContractTrees
from hub.store.database import Database, connect
from schemas.canonical.hash_tree import Roots

QUICK, FULL = (10_000, 100_000), (10_000, 100_000, 1_000_000)
EQUAL_AIM = 1.0
MANY = 1_000
_SAY = """INSERT INTO contract_statements (source, source_id, revision, digest, body, said_at)
SELECT %(source)s, one::text, %(revision)s,
       sha256(convert_to(one::text || '/' || %(revision)s, 'UTF8')), '{}', now()
FROM generate_series(%(first)s::bigint, %(last)s::bigint) AS one"""


@dataclass(frozen=True, slots=True)
class Figures:
    """What was measured with ``size`` contracts: seconds, exchanges, and the most memory in MB."""

    size: int
    made: float
    equal: float
    brought_up: float
    one: tuple[int, float]
    many: tuple[int, float]
    peak: float


def say(url: str, first: int, last: int, revision: int = 1) -> None:
    """Have a store hold statements, past the intake: what is measured begins behind it."""
    told = {"source": SOURCE, "first": first, "last": last, "revision": revision}
    with connect(url) as connection:
        connection.execute(_SAY, told)


async def roots(side: ContractTrees) -> Roots:
    """Return the roots of one side."""
    return await side.roots(SOURCE, datetime.now(UTC))


async def found(mine: ContractTrees, theirs: ContractTrees) -> tuple[int, list[Difference]]:
    """Return how many exchanges a walk takes after the roots, and what it finds."""
    steps = walk(await roots(mine), await roots(theirs))
    exchanges = 0
    try:
        asked = next(steps)
        while True:
            exchanges += 1
            answers = [await side.answers(SOURCE, asked) for side in (mine, theirs)]
            asked = steps.send((answers[0], answers[1]))
    except StopIteration as end:
        return exchanges, end.value


async def differing(mine: ContractTrees, theirs: ContractTrees, count: int) -> tuple[int, float]:
    """Return the exchanges and seconds that find so many differences, and no others."""
    start = perf_counter()
    exchanges, differences = await found(mine, theirs)
    if len(differences) != count:
        raise SystemExit(f"{len(differences)} differences were found, not {count}")
    return exchanges, perf_counter() - start


async def measure(ours: str, others: str, size: int) -> Figures:
    """Return all figures of one size, on two stores that hold the same."""
    async with (
        Database(ours, min_size=1, max_size=1) as one,
        Database(others, min_size=1, max_size=1) as two,
    ):
        mine, theirs = ContractTrees(one), ContractTrees(two)
        start = perf_counter()
        await roots(mine)
        made = perf_counter() - start
        await roots(theirs)
        start = perf_counter()
        if await roots(mine) != await roots(theirs):
            raise SystemExit("two equal sets were not found equal")
        equal = perf_counter() - start
        say(others, size + 1, size + 1)
        single = await differing(mine, theirs, 1)
        say(ours, size + 1, size + 1)
        say(others, 1, MANY, revision=2)
        start = perf_counter()
        await roots(theirs)
        brought_up = perf_counter() - start
        many = await differing(mine, theirs, MANY)
    peak = getrusage(RUSAGE_SELF).ru_maxrss / 1024
    return Figures(size, made, equal, brought_up, single, many, peak)


def _measured(url: str, size: int) -> Figures:
    ours, others = (new_database(url, f"reconcile_{side}_{size}") for side in ("ours", "others"))
    for one in (ours, others):
        say(one, 1, size)
    return uvloop.run(measure(ours, others, size))


def main() -> None:
    """Measure every size in turn and print the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.contracts_reconcile")
    parser.add_argument("--full", action="store_true", help="a million contracts too")
    sizes = FULL if parser.parse_args().full else QUICK
    console = Console()
    with tempfile.TemporaryDirectory(prefix="peyvand-bench-") as folder:
        Path(folder).chmod(0o711)
        with server(Path(folder)) as (url, version):
            measured = [_measured(url, size) for size in sizes]
    facts = ", ".join(f"{name} {value}" for name, value in machine(version).items())
    console.print(f"[bold]Machine[/]: {facts}", highlight=False)
    console.print(by_size("Reconciliation", measured, _ROWS))


_ROWS: tuple[tuple[str, str, Callable[[Figures], str]], ...] = (
    ("tree made of all, once, s", "", lambda one: f"{one.made:.2f}"),
    ("two equal sets found equal, s", f"{EQUAL_AIM:g}", lambda one: f"{one.equal:.3f}"),
    (f"brought up by {MANY:,} statements, s", "", lambda one: f"{one.brought_up:.3f}"),
    ("1 difference, exchanges", "4", lambda one: str(one.one[0])),
    ("1 difference, s", "", lambda one: f"{one.one[1]:.3f}"),
    (f"{MANY:,} differences, exchanges", "4", lambda one: str(one.many[0])),
    (f"{MANY:,} differences, s", "", lambda one: f"{one.many[1]:.3f}"),
    ("most memory, MB", "", lambda one: f"{one.peak:.0f}"),
)


if __name__ == "__main__":
    main()
