"""``python -m benchmarks.agreements``: what it costs to ask whether something may be told.

The policy's decision and the filter of an answer, under a thousand agreements, beside the floor:
the same fields picked out of the answer with nobody asked. Then reading and compiling the thousand.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import partial
from importlib.resources import files
from itertools import cycle
from statistics import median, quantiles
from time import perf_counter_ns

from rich.console import Console
from rich.table import Table

from benchmarks.turns import timed
from hub.errors import NotPermitted
from hub.policy.agreements import Agreements, load_agreements
from hub.policy.agreements_disclose import Value, disclose
from hub.policy.agreements_model import Key, Task
from hub.policy.fields import load_fields

MANY = 1000
_CALLS, _WARM_UP, _TURNS = 20_000, 2_000, 5
_AIM_DECISION, _AIM_COMPILE = 100.0, 2.0
"""Microseconds for a decision with its filter at the 99th percentile; seconds to compile."""
_BIRTHDAYS = 10_000
"""So many that the calendar's memory of days does not know one when it comes again."""
_NOON = datetime(2026, 11, 22, 8, 30, tzinfo=UTC)
_TODAY = date(2026, 11, 22)
_GRANTED = {
    "person.given_name": "whole",
    "person.family_name": "masked",
    "person.father_name": "whole",
    "person.birth_date": "age-band",
    "person.alive": "yes-no",
    "relation.holds": "yes-no",
}
_ANSWER: dict[str, Value] = {
    "person.given_name": "نمونه",
    "person.family_name": "نمونه‌زاده",
    "person.father_name": "نمونه",
    "person.birth_date": date(1990, 5, 1),
    "person.alive": True,
    "person.death_date": None,
    "relation.holds": True,
    "relative.given_name": "نمونه",
    "relative.family_name": "نمونه‌زاده",
    "relative.father_name": "نمونه",
    "relative.birth_date": date(2010, 5, 1),
    "relative.alive": True,
}


@dataclass(frozen=True, slots=True)
class Cost:
    """Microseconds a call, at the median and at the 99th percentile."""

    middle: float
    slow: float


def main() -> None:
    """Measure both and print the tables."""
    fields = load_fields((files("hub.policy") / "fields.toml").read_text("utf-8"))
    texts = {f"{number}.toml": _file(number) for number in range(MANY)}
    agreements, told = timed(partial(load_agreements, texts, fields), _TURNS)
    costs = _decisions(agreements)
    console = Console()
    console.print(_table(costs))
    console.print(
        f"{MANY} agreements read and compiled: {told:.2f} s, median of {_TURNS} turns "
        f"({_verdict(told < _AIM_COMPILE)} the aim of {_AIM_COMPILE:g} s)"
    )
    slow = costs["decision and filter"].slow
    console.print(
        f"decision and filter, 99th percentile: {slow:.1f} µs "
        f"({_verdict(slow < _AIM_DECISION)} the aim of {_AIM_DECISION:g} µs)"
    )


def _file(number: int) -> str:
    """Return one of the thousand: ten consumers, ten services each, ten purposes each."""
    rows = ", ".join(f'{{name = "{one}", transform = "{how}"}}' for one, how in _GRANTED.items())
    return f"""
consumer = "consumer-{number // 100}"
service = "service-{number // 10 % 10}"
purpose = "purpose-{number % 10}"
provider = "civil_registry"
article = "Article {number}"
fields = [{rows}]
maximum_age = "PT24H"
quota = {{per_minute = 60, per_day = 1000}}
allowed_hours = ["07:00-21:00"]
delivery = "inquiry"
signed = false
valid_from = 2026-03-21
valid_until = 2027-03-20
approver = "legal office"
"""


def _decisions(agreements: Agreements) -> dict[str, Cost]:
    """Return what each contender costs, the contenders called one after the other."""
    allowed = Key("consumer-7", Task("service", "service-3"), "purpose-5", "civil_registry")
    denied = allowed._replace(purpose="curiosity")

    days = (date(1940, 1, 1) + timedelta(days=one) for one in range(_BIRTHDAYS))
    people = cycle([{**_ANSWER, "person.birth_date": day} for day in days])

    def decide() -> object:
        return disclose(agreements.grant(allowed, _NOON), next(people), _TODAY)

    def deny() -> object:
        try:
            return agreements.grant(denied, _NOON)
        except NotPermitted:
            return None

    def floor() -> object:
        return {name: _ANSWER[name] for name in _GRANTED}

    if set(disclose(agreements.grant(allowed, _NOON), _ANSWER, _TODAY).disclosed) != set(_GRANTED):
        raise RuntimeError("the filter told something else than was granted")
    if deny() is not None:
        raise RuntimeError("what nobody agreed was granted")
    return _in_turn({"decision and filter": decide, "denial": deny, "floor: fields picked": floor})


def _in_turn(contenders: dict[str, Callable[[], object]]) -> dict[str, Cost]:
    """Return the costs of contenders that are called in turn, so that a hiccup hits all alike."""
    taken: dict[str, list[int]] = {name: [] for name in contenders}
    for _ in range(_WARM_UP + _CALLS):
        for name, call in contenders.items():
            begun = perf_counter_ns()
            call()
            taken[name].append(perf_counter_ns() - begun)
    return {name: _cost(found[_WARM_UP:]) for name, found in taken.items()}


def _cost(nanoseconds: list[int]) -> Cost:
    return Cost(median(nanoseconds) / 1000, quantiles(nanoseconds, n=100)[-1] / 1000)


def _table(costs: dict[str, Cost]) -> Table:
    table = Table("under 1,000 agreements", "median µs", "99% µs", title="Who may be told what")
    for name, cost in costs.items():
        table.add_row(name, f"{cost.middle:.1f}", f"{cost.slow:.1f}")
    return table


def _verdict(met: bool) -> str:
    return "within" if met else "beyond"


if __name__ == "__main__":
    main()
