"""The demonstration from its first act to the last check; what went wrong stands in the record."""

import json
import tempfile
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
)

from simulators.demo import acts, checks, plan
from simulators.demo.country import Country
from simulators.demo.house import House, standing_house
from simulators.demo.notaries import Notaries
from simulators.demo.papers import Papers, clear
from simulators.demo.record import Record
from simulators.demo.words import Inquiry, Kind, Result
from simulators.kit.population import population

T = TypeVar("T")

CLIENTS = 4
"""How many notary offices ask at the same time."""
_TAMPERED = 60


@dataclass(frozen=True, slots=True)
class Stage:
    """Where a demonstration is played: its record, its papers, and the bars that show progress."""

    record: Record
    papers: Papers
    progress: Progress


def play(*, inquiries: int, seed: int, out: Path, console: Console) -> Record:
    """Return the record of a demonstration of so many ``inquiries``; ``out`` holds its documents.

    Raises `HouseFailed` when the house does not come up.
    """
    clear(out)
    bars = (TextColumn("{task.description:<34}"), BarColumn(), MofNCompleteColumn())
    with Progress(*bars, TimeElapsedColumn(), console=console) as progress:
        stage = Stage(Record(seed, CLIENTS, datetime.now(UTC)), Papers(), progress)
        country = Country(population(seed), seed)
        opening = progress.add_task("the house comes up", total=1)
        with standing_house(seed) as house:
            progress.advance(opening)
            with Notaries(house, stage.papers, CLIENTS) as notaries:
                _ask(stage, notaries, country, inquiries)
            _look_at(house, stage.record)
            trust = house.trust
        _verify(stage, stage.papers.write(out, trust))
    stage.record.problems += stage.papers.problems
    text = json.dumps(stage.record.as_json(), ensure_ascii=False, indent=1)
    (out / "demo.json").write_text(f"{text}\n", "utf-8")
    return stage.record


def _ask(stage: Stage, notaries: Notaries, country: Country, total: int) -> None:
    """Play every act, in the order in which they need each other."""
    record = stage.record
    shares = plan.shares(total, acts.FIXED)
    bar = stage.progress.add_task("inquiries · استعلام", total=total)
    shares[Kind.CLEAR] -= 1  # the honest one among the forged
    try:
        _collect(stage, bar, acts.hostile(notaries, country))
    except acts.UnlawfulQuestion as wrong:
        record.problems.append(str(wrong))
    planned = {
        kind: plan.write(country, kind, count)
        for kind, count in shares.items()
        if kind is not Kind.REPEATED
    }
    waiting = planned.pop(Kind.OUTAGE)
    started = time.perf_counter()
    done = _collect(stage, bar, acts.ordinary(notaries, _mixed(planned.values())))
    record.busy = time.perf_counter() - started
    record.milliseconds = [result.milliseconds for result in done]
    pending = _collect(stage, bar, acts.outage(notaries, waiting))
    again = [*pending[:1], *done][: shares[Kind.REPEATED]]
    bar_back = stage.progress.add_task("answered once it is back · پاسخ", total=len(pending))
    for result in acts.afterwards(notaries, waiting, pending):
        record.answered.append(result)
        stage.progress.advance(bar_back)
    _collect(stage, bar, acts.repeated(notaries, again))


def _mixed(kinds: Iterable[list[Inquiry]]) -> list[Inquiry]:
    """Return the inquiries of all kinds, in an order in which the kinds alternate."""
    ranked = [
        (place / len(of_kind), inquiry)
        for of_kind in kinds
        for place, inquiry in enumerate(of_kind)
    ]
    return [inquiry for _, inquiry in sorted(ranked, key=lambda one: one[0])]


def _collect(stage: Stage, bar: TaskID, results: Iterator[Result]) -> list[Result]:
    """Record results as they come in, and return them."""
    collected = []
    for result in results:
        collected.append(result)
        stage.record.results.append(result)
        stage.progress.advance(bar)
    return collected


def _look_at(house: House, record: Record) -> None:
    """Note what the house itself gives away: that it fell, or that its log names somebody."""
    if not house.stands:
        record.problems.append("the house did not stay up")
    log = house.log.read_text("utf-8", "replace")
    numbers = {number for result in record.results for number in _numbers(result.asked)}
    if any(number in log for number in numbers):
        record.problems.append("the log holds a personal number")
    if "Traceback" in log:
        record.problems.append("the log holds a traceback")


def _numbers(asked: object) -> Iterator[str]:
    """Yield the numbers of persons in an inquiry's fields."""
    if isinstance(asked, dict):
        for name, value in asked.items():
            if name in {"NationalId", "LegalId"}:
                yield value
            yield from _numbers(value)


def _verify(stage: Stage, documents: list[Path]) -> None:
    """Verify everything offline, the house being gone, and then what has been tampered with."""
    counts, papers, problems = stage.record.documents, stage.papers, stage.record.problems
    counts["certificates"] = len(papers.certificates)
    counts["debt_statements"] = sum(name.startswith("137-") for name in papers.certificates)
    counts["clearances"] = counts["certificates"] - counts["debt_statements"]
    counts["receipts"] = len(papers.receipts)
    valid = _counted(stage, "verified offline · راستی‌آزمایی", checks.verdicts(documents), documents)
    counts["valid"] = sum(one is True for one in valid)
    if program := checks.xmlsec1():
        agreed = _counted(
            stage, "verified by xmlsec1", checks.agreed(program, documents), documents
        )
        counts["xmlsec1"] = sum(agreed)
    for name in ("valid", "xmlsec1"):
        if counts.get(name, len(documents)) != len(documents):
            problems.append(f"{counts[name]} of {len(documents)} documents are {name}")
    if not papers.certificates:
        problems.append("no certificate was issued")
    _tamper(stage, documents)


def _tamper(stage: Stage, documents: list[Path]) -> None:
    """Change one bit in copies: each must be found invalid, and the command exit with 1."""
    counts = stage.record.documents
    chosen = documents[:_TAMPERED]
    with tempfile.TemporaryDirectory(prefix="peyvand-tampered-") as folder:
        copies = checks.tampered(chosen, Path(folder), stage.record.seed)
        trust = chosen[0].parent / "trust.pem" if chosen else None
        if trust is not None:
            (Path(folder) / "trust.pem").write_bytes(trust.read_bytes())
        found = _counted(stage, "one bit changed · دست‌کاری", checks.verdicts(copies), copies)
        counts["tampered"] = len(copies)
        counts["tampered_refused"] = sum(one is False for one in found)
        if any(checks.exit_code(copy) != 1 for copy in copies[:1]):
            stage.record.problems.append("peyvand verify did not exit with 1")
    if counts["tampered_refused"] != len(copies):
        stage.record.problems.append("a changed document was not found out")


def _counted(stage: Stage, title: str, verdicts: Iterator[T], over: list[Path]) -> list[T]:
    """Return all verdicts, showing how far they have come."""
    bar = stage.progress.add_task(title, total=len(over))
    found = []
    for verdict in verdicts:
        found.append(verdict)
        stage.progress.advance(bar)
    return found
