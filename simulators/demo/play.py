"""The demonstration from its first act to the last check; what went wrong stands in the record."""

import json
import time
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
)

from simulators.demo import (
    acts,
    audit,
    clearing,
    disclosed,
    exchange,
    joining,
    lasting,
    lookups,
    plan,
    publishing,
)
from simulators.demo.country import Country
from simulators.demo.house import standing_house
from simulators.demo.notaries import Notaries
from simulators.demo.papers import Papers, clear
from simulators.demo.record import Record
from simulators.demo.stage import Stage
from simulators.demo.words import Inquiry, Kind, Result
from simulators.kit.population import population

CLIENTS = 4
"""How many notary offices ask at the same time."""


def play(*, inquiries: int, contracts: int, seed: int, out: Path, console: Console) -> Record:
    """Return the record of a demonstration of so many ``inquiries`` and ``contracts``.

    ``out`` holds its documents.

    Raises `HouseFailed` when the house does not come up.
    """
    clear(out)
    bars = (TextColumn("{task.description:<34}"), BarColumn(), MofNCompleteColumn())
    with Progress(*bars, TimeElapsedColumn(), console=console) as progress:
        stage = Stage(Record(seed, CLIENTS, datetime.now(UTC)), Papers(), progress)
        people = replace(population(seed), contracts=contracts)
        country = Country(people, seed)
        opening = progress.add_task("the house comes up", total=1)
        with standing_house(seed, contracts) as house:
            progress.advance(opening)
            joining.join(stage, house, people)
            clearing.clear(stage, house, people)
            with Notaries(house, stage.papers, CLIENTS) as notaries:
                _ask(stage, notaries, country, inquiries)
            lookups.ask(stage, house)
            lasting.fetch(stage, house)
            exchange.show(stage, house)
            publishing.reconcile(stage, house)
            publishing.export(stage, house, out)
            audit.look_at(house, stage.record)
            trust = house.trust
        audit.verify(stage, stage.papers.write(out, trust))
        publishing.judge(stage, out)
    stage.record.problems += stage.papers.problems
    _write(out / "demo.json", stage.record.as_json())
    _write(out / "lookups.json", disclosed.as_json(stage.record.lookups))
    return stage.record


def _write(path: Path, found: object) -> None:
    """Write JSON for people and programs."""
    path.write_text(f"{json.dumps(found, ensure_ascii=False, indent=1)}\n", "utf-8")


def _ask(stage: Stage, notaries: Notaries, country: Country, total: int) -> None:
    """Play every act, in the order in which they need each other."""
    shares = plan.shares(total, acts.FIXED)
    shares[Kind.CLEAR] -= 1  # the honest one among the forged
    repeats = shares.pop(Kind.REPEATED)
    planned = {kind: plan.write(country, kind, count) for kind, count in shares.items()}
    waiting = planned.pop(Kind.OUTAGE)
    bar = stage.progress.add_task("inquiries · استعلام", total=total)
    try:
        _collect(stage, bar, acts.hostile(notaries, country))
    except acts.UnlawfulQuestion as wrong:
        stage.record.problems.append(str(wrong))
    done = _ordinary(stage, bar, notaries, _mixed(planned.values()))
    pending = _collect(stage, bar, acts.outage(notaries, waiting))
    answered = acts.afterwards(notaries, waiting, pending)
    stage.record.answered = stage.all("answered once it is back · پاسخ", answered, len(pending))
    _collect(stage, bar, acts.repeated(notaries, [*pending[:1], *done][:repeats]))


def _ordinary(
    stage: Stage, bar: TaskID, notaries: Notaries, inquiries: list[Inquiry]
) -> list[Result]:
    """Play the act whose speed is told, and return its results."""
    started = time.perf_counter()
    done = _collect(stage, bar, acts.ordinary(notaries, inquiries))
    stage.record.busy = time.perf_counter() - started
    stage.record.milliseconds = [result.milliseconds for result in done]
    return done


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
