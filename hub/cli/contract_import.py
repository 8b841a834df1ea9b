"""``peyvand contracts import``: releases and records of OCDS, taken in for a register."""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Annotated, NamedTuple

import typer
from psycopg import AsyncConnection

from hub.api.problems import words_of_rules
from hub.cli.contract_load import intake_of
from hub.cli.progress import tracked
from hub.cli.working import AsJson, DataDir, in_words, settings_of, working
from hub.contracts.tables import Slip
from hub.errors import InvalidRequest
from hub.sharing.files import documents, pieces_of
from hub.sharing.importing import Ready, ready
from hub.sharing.intake import Intake
from hub.sharing.received import kept_of
from hub.sharing.results import Line, LineResult, Outcome
from hub.store.contract_releases import keep
from hub.store.database import Database

EXAMPLE = "Example: peyvand contracts import releases.jsonl --source assigner --json"
_AT_ONCE = 500
"""Contracts that are written in one transaction."""
_LOT = 100
_WORDS = {
    Outcome.CREATED: "kept",
    Outcome.CHANGED: "kept",
    Outcome.UNCHANGED: "same",
    Outcome.OLDER: "same",
    Outcome.WAITING: "waiting",
    Outcome.REFUSED: "refused",
}


class Placed(NamedTuple):
    """A contract of a release, and where it stands: the file, and its line or 1."""

    path: Path
    line: int
    ready: Ready


@dataclass(slots=True)
class Report:
    """Says what became of each contract, and counts."""

    as_json: bool
    counts: Counter[str] = field(default_factory=Counter)

    def say(self, placed: Placed, result: LineResult | None) -> None:
        """Tell one result; None for what was not taken to the store."""
        slips = placed.ready.problems
        if result is None:
            word = "without-contract" if placed.ready.without else "refused"
        else:
            word = _WORDS[result.outcome]
            slips = (*slips, *([Slip("date", result.code)] if result.code else []))
        self.counts[word] += 1
        if self.as_json:
            typer.echo(json.dumps(_facts(placed, result, word, slips), ensure_ascii=False))
        elif word in {"refused", "waiting"}:
            typer.echo(f"{placed.path}:{placed.line}: {word} {_in_words(placed.ready, slips)}")

    def end(self) -> None:
        """Tell the counts; exit 1 where anything was refused."""
        if self.as_json:
            typer.echo(json.dumps({"end": dict(sorted(self.counts.items()))}))
        else:
            told = ", ".join(f"{count} {word}" for word, count in sorted(self.counts.items()))
            typer.echo(told or "There is no release in it.")
            if self.counts["waiting"]:
                typer.echo("next: peyvand contracts waiting")
        raise typer.Exit(1 if self.counts["refused"] else 0)


def import_(
    files: Annotated[
        list[Path], typer.Argument(help="A package, release or record; .jsonl: one on each line.")
    ],
    source: Annotated[str, typer.Option(help="For which register: assigner, tax_authority …")],
    as_json: AsJson = False,
    data_dir: DataDir = None,
) -> None:
    """Take in contracts of OCDS releases and records, with a result for each.

    To run it again changes nothing of what was kept, so it goes on wherever it was broken off. Exit
    1 when anything was refused; all else is kept. A release's date is its revision.
    """
    settings = settings_of(data_dir)
    report = Report(as_json)

    async def work(database: Database) -> None:
        intake = intake_of(database, settings, source)
        for path in files:
            placed = _contracts(path, datetime.now(UTC))
            while some := [*islice(placed, _AT_ONCE)]:
                await _take(intake, source, some, report)

    with in_words("contracts"):
        working(settings, work)
    report.end()


def _contracts(path: Path, now: datetime) -> Iterator[Placed]:
    """Yield the contracts of a file; one that cannot be read is a single refusal."""
    try:
        for number, some in _tracked(path, now):
            for one in some:
                yield Placed(path, number, one)
    except InvalidRequest as refused:
        yield Placed(path, 1, Ready(None, (Slip("", str(refused.rule)),)))
    except OSError:
        yield Placed(path, 1, Ready(None, (Slip("", "file.unreadable"),)))


def _tracked(path: Path, now: datetime) -> Iterator[tuple[int, list[Ready]]]:
    """Yield contracts with a bar: by lines, or by parts of a single document."""
    pieces = pieces_of(path)
    found = ((number, ready(octets, now)) for number, octets in documents(path))
    if pieces != 1:
        return tracked(found, pieces, path.name)
    lots = [
        (number, some[begin : begin + _LOT])
        for number, some in found
        for begin in range(0, len(some), _LOT)
    ]
    return tracked(lots, len(lots), path.name)


async def _take(intake: Intake, source: str, some: list[Placed], report: Report) -> None:
    """Take some contracts in, and tell what became of all of them in their order."""
    lines = [
        Line(number, one.ready.contract)
        for number, one in enumerate(some)
        if one.ready.contract is not None
    ]
    kept = kept_of(one.ready for one in some)

    async def then(connection: AsyncConnection) -> None:
        await keep(connection, source, kept)

    taken = await intake.take(source, lines, then) if lines else []
    results = {one.line: one for one in taken}
    for number, one in enumerate(some):
        report.say(one, results.get(number))


def _facts(
    placed: Placed, result: LineResult | None, word: str, slips: tuple[Slip, ...]
) -> dict[str, object]:
    one = placed.ready
    return {
        "file": str(placed.path),
        "line": placed.line,
        "ocid": one.ocid,
        "released_at": one.released_at.isoformat() if one.released_at else None,
        "result": word,
        "source_id": one.contract.source_id if one.contract else None,
        "contract": result.ocid if result else None,
        "version": result.version if result else None,
        "problems": [{"field": slip.field, "rule": slip.rule} for slip in slips],
        "beside": one.beside,
    }


def _in_words(one: Ready, slips: tuple[Slip, ...]) -> str:
    words = words_of_rules()
    told = (
        (f"{slip.field}: " if slip.field else "")
        + slip.rule
        + (f" ({words[slip.rule][1]})" if slip.rule in words else "")
        for slip in slips
    )
    return "; ".join(filter(None, (one.ocid, *told)))
