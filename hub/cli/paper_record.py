"""``peyvand paper-forms record``: long minutes out of a CSV file, with a result for each line."""

import csv
import json
import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Annotated, Final, NamedTuple
from uuid import uuid4

import typer

from hub.clearing.opening import open_shelf
from hub.clearing.paper_bulk import PaperBulk
from hub.clearing.paper_minutes import Making
from hub.clearing.refusals import MinuteKnown
from hub.cli.paper_words import in_option, said
from hub.cli.progress import tracked
from hub.cli.working import AsJson, DataDir, in_words, settings_of, working
from hub.errors import InvalidRequest, Misconfigured
from hub.store.database import Database
from hub.usecases.article38.paper.minutes import read_day, read_line, read_minute
from hub.usecases.article38.paper.serials import SerialForm
from hub.usecases.article38.paper.weigh import Weighed
from schemas.canonical.dates import tehran_day
from schemas.canonical.paper_form import Line, Minute, Office

EXAMPLE = (
    "Example: peyvand paper-forms record book.csv --minute 12/7 --day 1399/09/20 --province 07 "
    "--branch 0210 --signed-by branch-head --by operator-3"
)
_AT_ONCE = 500
"""Lines that are taken down in one transaction, as one part of the minutes."""
_NEEDED: Final = ("act", "first")
_COLUMNS: Final = (*_NEEDED, "last", "replaced_by", "number")


class Told(NamedTuple):
    """A line of the file by its number: read, or the rule that it breaks and where."""

    number: int
    line: Line | None
    wrong: tuple[str, str] = ("", "")


@dataclass(slots=True)
class Report:
    """Says what became of each line, and counts."""

    as_json: bool
    form: SerialForm
    counts: Counter[str] = field(default_factory=Counter)

    def say(self, told: Told, found: Weighed | None) -> None:
        """Tell the result of one line; None for one that could not be read."""
        word = "refused"
        slips = [] if found else [{"field": told.wrong[0], "rule": told.wrong[1]}]
        if found:
            word = "kept" if found.taken else "same" if found.same else "refused"
            slips = [{"rule": one.rule, "forms": self.form.shown(one.span)} for one in found.slips]
        self.counts[word] += 1
        if self.as_json:
            row = {"line": told.number, "result": word, "problems": slips}
            typer.echo(json.dumps(row, ensure_ascii=False))
        elif slips:
            words = (f"{one.get('forms') or one['field']}: {said(one['rule'])}" for one in slips)
            typer.echo(f"line {told.number}: refused, {'; '.join(words)}")

    def end(self) -> None:
        """Tell the counts; exit 1 where anything was refused."""
        if self.as_json:
            typer.echo(json.dumps({"end": dict(sorted(self.counts.items()))}))
        else:
            counts = ", ".join(f"{count} {word}" for word, count in sorted(self.counts.items()))
            typer.echo(counts or "There is no line in it.")
        raise typer.Exit(1 if self.counts["refused"] else 0)


def record(
    file: Annotated[Path, typer.Argument(help="CSV: act,first,last,replaced_by,number.")],
    minute: Annotated[str, typer.Option(help="The number of the minutes.")],
    day: Annotated[str, typer.Option(help="Their day, such as 1399/09/20.")],
    province: Annotated[str, typer.Option(help="Two digits of the directorate.")],
    branch: Annotated[str, typer.Option(help="Four digits of the branch.")],
    signed_by: Annotated[
        list[str], typer.Option(help=f"An office, never a name: {', '.join(Office)}.")
    ],
    by: Annotated[str, typer.Option(help="Who takes them down; it stands in the evidence.")],
    as_json: AsJson = False,
    data_dir: DataDir = None,
) -> None:
    """Take minutes on paper forms down, with a result for each line.

    Lines that fit are kept, and never undone; to run it again keeps what was refused and is right
    now, and changes nothing else. Exit 1 when anything was refused.
    """
    settings = settings_of(data_dir)
    now = datetime.now(UTC)
    if not by.strip():
        raise Misconfigured("--by: somebody takes the minutes down")
    with in_option("record"):
        head = read_minute(
            minute, read_day(day, "--day"), province, branch, signed_by, today=tehran_day(now)
        )

    async def work(database: Database) -> Report:
        shelf = open_shelf(database, settings)
        report = Report(as_json, shelf.terms.serial)
        making = Making(lambda: datetime.now(UTC), uuid4, os.urandom)
        bulk = PaperBulk(shelf.store, making, by.strip())
        told = tracked(_lines(file, report.form), _count(file), file.name)
        while some := [*islice(told, _AT_ONCE)]:
            await _take(bulk, head, some, report)
        return report

    try:
        with in_words("paper-forms"):
            report = working(settings, work)
    except MinuteKnown as known:
        rule = "minutes of this number are of another day, or other offices signed them"
        raise Misconfigured(f"--minute {head.number}: {rule}") from known
    report.end()


async def _take(bulk: PaperBulk, head: Minute, some: list[Told], report: Report) -> None:
    """Take some lines down, and tell what became of all of them in their order."""
    lines = [one.line for one in some if one.line is not None]
    found = iter(await bulk.take(head, lines) if lines else [])
    for one in some:
        report.say(one, next(found) if one.line is not None else None)


def _lines(file: Path, form: SerialForm) -> Iterator[Told]:
    """Yield the lines of a file, each read or with what is wrong; `Misconfigured` for no CSV."""
    with file.open(encoding="utf-8-sig", newline="") as opened:
        rows = csv.DictReader(opened)
        try:
            columns = rows.fieldnames or ()
            if not {*_NEEDED} <= {*columns} <= {*_COLUMNS} or len({*columns}) < len(columns):
                raise Misconfigured(f"{file.name}: the first line is {','.join(_COLUMNS)}")
            for row in rows:
                yield _told(rows.line_num, row, form)
        except (csv.Error, UnicodeDecodeError) as error:
            raise Misconfigured(
                f"{file.name}: no CSV in UTF-8; what came before is kept"
            ) from error


def _told(number: int, row: dict[str, str | None], form: SerialForm) -> Told:
    if None in row or None in row.values():
        return Told(number, None, ("line", "paper.columns"))
    values = {name: (value or "").strip() or None for name, value in row.items()}
    try:
        line = read_line(
            values["act"] or "",
            values["first"] or "",
            values.get("last"),
            values.get("replaced_by"),
            values.get("number"),
            form,
        )
    except InvalidRequest as refused:
        return Told(number, None, (str(refused.field), str(refused.rule)))
    return Told(number, line)


def _count(file: Path) -> int:
    """Return how many lines a file has, for the bar."""
    with file.open("rb") as opened:
        return max(0, sum(1 for _ in opened) - 1)
