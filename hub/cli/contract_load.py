"""``peyvand contracts load``: a register's contracts as lines of JSON, its first million too."""

import asyncio
import json
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated

import typer

from hub.api.contract_lines import Cutter, RawLine, ahead
from hub.api.problems import words_of_rules
from hub.cli.progress import tracked
from hub.cli.working import AsJson, DataDir, in_words, settings_of, working
from hub.config import Settings
from hub.contracts.check import read_line
from hub.contracts.tables import Slip
from hub.errors import Misconfigured
from hub.sharing.intake import MOST, Intake
from hub.sharing.opening import open_sharing
from hub.sharing.results import FIELDS, Line, LineResult, Outcome
from hub.store.database import Database
from schemas.canonical.contract import RegisteredContract
from schemas.canonical.dates import tehran_day

EXAMPLE = "Example: peyvand contracts load contracts.ndjson --source tax_authority"
_CHUNK = 1 << 20

Read = tuple[int, RegisteredContract | tuple[Slip, ...]]
"""The number of a line, and its contract or what is wrong with it."""


@dataclass(slots=True)
class Report:
    """Says what was refused or waits, and counts what became of every line."""

    path: Path
    as_json: bool
    counts: Counter[str] = field(default_factory=Counter)

    def say(self, number: int, outcome: Outcome, slips: Sequence[Slip] = ()) -> None:
        """Take note of a line; one that needs somebody is told."""
        self.counts[outcome] += 1
        if outcome not in {Outcome.REFUSED, Outcome.WAITING}:
            return
        if self.as_json:
            problems = [{"field": one.field, "rule": one.rule} for one in slips]
            told = {"line": number, "result": outcome, "problems": problems}
            typer.echo(json.dumps(told, ensure_ascii=False))
        else:
            typer.echo(f"{self.path}:{number}: {outcome}{_in_words(slips)}")

    def end(self) -> None:
        """Tell the counts; exit 1 where anything was refused."""
        if self.as_json:
            typer.echo(json.dumps({"end": dict(sorted(self.counts.items()))}))
        else:
            told = ", ".join(f"{count:,} {word}" for word, count in sorted(self.counts.items()))
            typer.echo(told or "There is no line in it.")
            if self.counts[Outcome.WAITING]:
                typer.echo("next: peyvand contracts waiting")
        raise typer.Exit(1 if self.counts[Outcome.REFUSED] else 0)


def load(
    file: Annotated[Path, typer.Argument(help="One contract on each line, as the batch door has.")],
    source: Annotated[str, typer.Option(help="For which register: assigner, tax_authority …")],
    start: Annotated[int, typer.Option("--from", min=1, help="Leave out the lines before.")] = 1,
    as_json: AsJson = False,
    data_dir: DataDir = None,
) -> None:
    """Take in a register's contracts line by line; tell what is refused or waits, and the counts.

    A thousand lines are one transaction. To run it again changes nothing of what was kept, so it
    goes on wherever it was broken off. Exit 1 when anything was refused; all else is kept.
    """
    settings = settings_of(data_dir)
    report = Report(file, as_json)
    if not file.is_file():
        raise Misconfigured(f"{file}: there is no such file")

    async def work(database: Database) -> None:
        intake = intake_of(database, settings, source)
        async for reads in ahead(_reads(file, start, tehran_day(datetime.now(UTC)))):
            await _take(intake, source, reads, report)

    with in_words("contracts"):
        working(settings, work)
    report.end()


def intake_of(database: Database, settings: Settings, source: str) -> Intake:
    """Return the house's intake; `Misconfigured` for a register that there is not."""
    sharing = open_sharing(database, settings, lambda: datetime.now(UTC))
    if source not in sharing.sources:
        known = ", ".join(sorted(sharing.sources))
        raise Misconfigured(f"--source {source}: no register of precedence.toml, which are {known}")
    return sharing.intake


async def _take(intake: Intake, source: str, reads: list[Read], report: Report) -> None:
    """Take some lines in, and tell what became of all of them in their order."""
    lines = [Line(number, one) for number, one in reads if not isinstance(one, tuple)]
    results = {one.line: one for one in await intake.take(source, lines)} if lines else {}
    for number, one in reads:
        if isinstance(one, tuple):
            report.say(number, Outcome.REFUSED, one)
        else:
            result = results[number]
            report.say(number, result.outcome, _slips(result))


def _slips(result: LineResult) -> tuple[Slip, ...]:
    code = result.code
    return (Slip(FIELDS.get(code, ""), code),) if code else ()


async def _reads(file: Path, start: int, today: date) -> AsyncIterator[list[Read]]:
    """Yield the lines of a file from one on, a transaction at a time, read beside the writing."""
    for lines in _lines(file, start):
        yield await asyncio.to_thread(_checked, lines, today)


def _checked(lines: list[RawLine], today: date) -> list[Read]:
    return [(one.number, read_line(one.octets, today)) for one in lines]


def _lines(file: Path, start: int) -> Iterator[list[RawLine]]:
    """Yield lines, as many as one transaction takes; blank ones are left out."""
    cutter, held = Cutter(), list[RawLine]()
    for chunk in _chunks(file):
        held += [one for one in cutter.feed(chunk) if one.number >= start]
        while len(held) >= MOST:
            yield held[:MOST]
            held = held[MOST:]
    held += [one for one in cutter.end() if one.number >= start]
    yield from (held[at : at + MOST] for at in range(0, len(held), MOST))


def _chunks(file: Path) -> Iterator[bytes]:
    """Yield the octets of a file, with a bar where that takes its time."""
    with file.open("rb") as octets:
        chunks = iter(lambda: octets.read(_CHUNK), b"")
        yield from tracked(chunks, -(-file.stat().st_size // _CHUNK), file.name)


def _in_words(slips: Sequence[Slip]) -> str:
    words = words_of_rules()
    return "".join(
        (f" {one.field}:" if one.field else "")
        + f" {one.rule}"
        + (f" ({words[one.rule][1]})" if one.rule in words else "")
        for one in slips
    )
