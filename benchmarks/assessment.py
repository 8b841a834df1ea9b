"""``python -m benchmarks.assessment``: what one core assesses of contracts by the shipped table.

Kinds are mixed; each has its trace, its obligations and its amounts in rials. Beside them: the
amounts alone, exact, when the row is known already. No library of the field does the same work.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from importlib.resources import files
from statistics import median, quantiles
from time import perf_counter_ns, process_time

from rich.console import Console
from rich.table import Table as Printed

from benchmarks.turns import timed
from hub.usecases.article38.assessment import assess
from hub.usecases.article38.decide import decide
from hub.usecases.article38.model import Table
from hub.usecases.article38.reckon import lines
from hub.usecases.article38.subcontracts import deductions
from hub.usecases.article38.table_parse import parse_table
from schemas.canonical.assessment import (
    Books,
    BookStatus,
    By,
    Contract,
    Contractor,
    Drivers,
    Facts,
    Form,
    Lists,
    ListTotals,
    MainContract,
    Performance,
    Person,
    Place,
    SpecialEmployer,
    SubContract,
    Work,
)
from schemas.canonical.money import Rials
from schemas.canonical.subject import Subject

_CALLS, _WARM_UP, _TURNS = 3_000, 300, 5
_AIM = 5_000
"""Assessments a second on one core."""
_TODAY = date(2026, 11, 22)
_GROSS = Rials(48_317_904_113)
_CONTRACT = Contract(
    place=Place.INSIDE,
    assigner_iranian=True,
    main=MainContract.NONE,
    price_list=True,
    type_terms=True,
    capital_funds=False,
    special_employer=SpecialEmployer.NONE,
)
_FIRM = Contractor(
    person=Person.LEGAL,
    iranian=True,
    performance=Performance.DISPERSED,
    state_body=False,
    other_fund=False,
)
_CENTRAL = replace(
    _FIRM,
    performance=Performance.CENTRAL,
    active_around=True,
    own_premises=True,
    licence_matches=True,
    articles_match=True,
    central_staff=True,
    lists_filed=True,
    inspected=True,
)
_NO_LISTS = ListTotals(0, Rials(0), Rials(0), Rials(0))
_LISTS = Lists(
    within=ListTotals(11, Rials(9_400_000_000), Rials(2_538_000_000), Rials(282_000_000)),
    outside=_NO_LISTS,
    subcontractors=_NO_LISTS,
    central=False,
)
_WORKS = Work(
    code="works",
    subject=Subject.WORKS,
    gross=_GROSS,
    materials_by=By.CONTRACTOR,
    contractor_materials=Rials(17_003_555_019),
)
_SUB = SubContract(
    part="works",
    form=Form.ARTICLE41,
    turnover=Rials(5_100_000_000),
    paid=Rials(410_000_000),
    matches=True,
    confirmed=True,
    cleared=True,
)


def _facts(*work: Work) -> Facts:
    """Return plain facts of the ``work``."""
    return Facts(contract=_CONTRACT, contractor=_FIRM, work=work, lists=_LISTS, subcontracts=())


CONTRACTS = {
    "civil-executive": replace(_facts(_WORKS), contract=replace(_CONTRACT, capital_funds=True)),
    "N4, sub-contracts": replace(_facts(_WORKS), subcontracts=(_SUB,)),
    "N2, no list, fined": replace(
        _facts(Work(code="a", subject=Subject.SERVICES, gross=_GROSS, machinery_by=By.NONE)),
        lists=replace(_LISTS, within=_NO_LISTS),
    ),
    "N15 N16 N17, three parts": _facts(
        Work(code="a", subject=Subject.DESIGN, gross=_GROSS),
        Work(code="b", subject=Subject.SUPERVISION, gross=_GROSS),
        Work(code="c", subject=Subject.CONSULTANCY, gross=_GROSS),
    ),
    "N27, by the lists": _facts(
        Work(
            code="a",
            subject=Subject.GOODS_TRANSPORT,
            gross=_GROSS,
            drivers=Drivers.MIXED,
            drivers_insured=True,
            drivers_separated=False,
        )
    ),
    "fixed workshop, undertaking": replace(
        _facts(Work(code="a", subject=Subject.WORKSHOP_PRODUCTION, gross=_GROSS)),
        contractor=_CENTRAL,
        books=Books(status=BookStatus.NOT_INSPECTED),
    ),
}


@dataclass(frozen=True, slots=True)
class Cost:
    """Microseconds a call at the median and the 99th percentile; calls in a second of CPU time."""

    middle: float
    slow: float
    rate: float


def main() -> None:
    """Measure and print the tables."""
    text = (files("hub.usecases.article38") / "coefficients.toml").read_text("utf-8")
    table, seconds = timed(partial(parse_table, "coefficients.toml", text), _TURNS)
    console = Console()
    printed = Printed(
        "contract", "looks", "median µs", "99% µs", "a CPU second", title="Assessments"
    )
    rates = []
    for name, facts in CONTRACTS.items():
        cost = _measured(partial(assess, facts, table, _TODAY))
        rates.append(cost.rate)
        looks = len(assess(facts, table, _TODAY).looks)
        printed.add_row(name, str(looks), *_told(cost))
    mixed = len(rates) / sum(1 / one for one in rates)
    floor = _measured(_amounts_alone(table))
    printed.add_row("amounts alone, of N4", "0", *_told(floor))
    console.print(printed)
    console.print(
        f"mixed: {mixed:,.0f} assessments in a second of one core "
        f"({'within' if mixed >= _AIM else 'beyond'} the aim of {_AIM:,})"
    )
    console.print(f"the table of {len(table.rows)} rows is read and checked in {seconds:.2f} s")


def _amounts_alone(table: Table) -> Callable[[], object]:
    """Return the floor: the exact lines of one contract, its row known."""
    facts = CONTRACTS["N4, sub-contracts"]
    verdicts = [decide(facts, one, table, _TODAY) for one in facts.work]
    return lambda: [*lines(facts, verdicts, deductions(facts), table.fine)]


def _measured(call: Callable[[], object]) -> Cost:
    """Return what a call costs, in turns after a warm-up; the rate is the median turn's."""
    for _ in range(_WARM_UP):
        call()
    taken, rates = [], []
    for _ in range(_TURNS):
        begun = process_time()
        for _ in range(_CALLS // _TURNS):
            one = perf_counter_ns()
            call()
            taken.append((perf_counter_ns() - one) / 1000)
        rates.append(_CALLS // _TURNS / (process_time() - begun))
    return Cost(median(taken), quantiles(taken, n=100)[-1], median(rates))


def _told(cost: Cost) -> tuple[str, str, str]:
    return f"{cost.middle:.0f}", f"{cost.slow:.0f}", f"{cost.rate:,.0f}"


if __name__ == "__main__":
    main()
