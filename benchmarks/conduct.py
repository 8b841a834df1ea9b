"""``python -m benchmarks.conduct``: what good conduct toward an agency costs, and what it saves.

First a lookup of a person: through the gateway, with everything that is kept and checked on the
way, beside the same octets sent to the same stand-in by the same transport and not even read.
Then a healthy agency's throughput while another one hangs, beside callers who share one pool of
connections among all agencies. The stand-ins are a process of their own; contenders take turns.
"""

import argparse
import asyncio
import json
import subprocess
import sys
import urllib.request
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import AsyncExitStack, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from statistics import median, quantiles
from time import perf_counter, process_time

import uvloop
from rich.console import Console
from rich.table import Table

from adapters.base import catalog
from adapters.base.answer import Answer
from adapters.base.connection import NOBODY, Connection
from adapters.base.errors import AgencyError, AgencyUnavailable
from adapters.base.http import HttpChannel
from adapters.base.resilience import BreakerLimits
from adapters.base.transport import CONNECTIONS, AgencyTransport
from adapters.civil_registry import translate
from adapters.civil_registry.gateway import CivilRegistry, operation, request_template
from adapters.insurance_ledger.gateway import InsuranceLedger
from benchmarks.ground import ROOT
from schemas.canonical.dates import parse_jalali
from schemas.canonical.identifiers import parse_branch_code, parse_national_id, parse_workshop_id
from schemas.canonical.workshop import WorkshopRef
from simulators.civil_registry.people import MAGIC as PEOPLE
from simulators.insurance_ledger.people import MAGIC as WORKSHOPS

CLIENTS = 8
ARRIVALS = 100.0
"""Questions a second that come for the agency that hangs."""
WINDOW = 0.2
"""Seconds for which the clients are counted before the other contender's turn comes."""
_PERSON = PEOPLE["clear-employer"].person
_ID, _BORN = parse_national_id(_PERSON.national_id), parse_jalali(str(_PERSON.born))
_SHOP = WORKSHOPS["clear"].workshop
_REF = WorkshopRef(parse_workshop_id(_SHOP.workshop_id), parse_branch_code(_SHOP.branch))
_DEBT = f"/workshop-services/workshop-debit/{_REF.workshop_id}/{_REF.branch}"
_ACCEPT = ((b"Accept", b"application/json"),)

Question = Callable[[], Awaitable[object]]


@dataclass(frozen=True, slots=True)
class Plan:
    """How long it takes: turns of every contender, seconds a turn."""

    turns: int
    seconds: float


def main() -> None:
    """Measure both parts and print the tables."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.conduct", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer and shorter turns")
    plan = Plan(2, 2.0) if parser.parse_args().quick else Plan(3, 4.0)
    console = Console()
    with _agencies() as urls:
        for part in (_lookups, _hanging):
            console.print(uvloop.run(part(urls, plan)))


@contextmanager
def _agencies() -> Iterator[dict[str, str]]:
    """Run the stand-ins, sound, and yield their base URLs by name."""
    command = [sys.executable, "-m", "simulators", "--faults", "named", "--people", "100"]
    process = subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    try:
        lines = process.stdout if process.stdout is not None else iter(())
        told = next((line for line in lines if line.startswith("{")), None)
        if told is None:
            raise RuntimeError("the stand-ins did not start")
        yield json.loads(told)["agencies"]
    finally:
        process.terminate()
        process.communicate()


def _now() -> datetime:
    return datetime.now(UTC)


def _connect(name: str, url: str, **changes: object) -> Connection:
    """Return the way to an agency as the catalog makes it, its manifest changed."""
    manifest = catalog.discover()[name].model_copy(update=changes)
    settings = catalog.AgencySettings(url, enabled=True, credentials=None)
    return catalog.connect(manifest, settings, _now, AgencyTransport())


async def _lookups(urls: dict[str, str], plan: Plan) -> Table:
    """Return what a lookup costs at the stand-in, within the conduct, and through the gateway."""
    connection = _connect("civil_registry", urls["civil_registry"])
    gateway = CivilRegistry(connection)
    soap = operation("getEstelam3")
    content = request_template(NOBODY, "getEstelam3").fill(translate.question(_ID, _BORN))

    async def directly() -> Answer:
        return await connection.http.post("", soap.headers, content)

    contenders: dict[str, Question] = {
        "the bare call": directly,
        "within the conduct": lambda: connection.conduct.read(directly),
        "through the gateway": lambda: gateway.find_person(_ID, _BORN),
    }
    await _in_turn(contenders, 0.5)
    taken = await _in_turn(contenders, plan.seconds * plan.turns)
    crowds: dict[str, list[Crowd]] = {name: [] for name in contenders}
    for _ in range(plan.turns):
        for name, question in contenders.items():
            crowds[name].append(await _crowd(question, plan.seconds / 2))
    await connection.http.aclose()
    return _lookup_table(taken, crowds)


async def _in_turn(contenders: Mapping[str, Question], seconds: float) -> dict[str, list[float]]:
    """Return the seconds that each call took, the contenders asked one after the other.

    So whatever else the machine does hits all of them alike.
    """
    taken: dict[str, list[float]] = {name: [] for name in contenders}
    end = perf_counter() + seconds
    while perf_counter() < end:
        for name, question in contenders.items():
            sent = perf_counter()
            await question()
            taken[name].append(perf_counter() - sent)
    return taken


@dataclass(frozen=True, slots=True)
class Crowd:
    """What many clients came to: answers a second, and our own processor's seconds an answer."""

    rate: float
    cpu: float


async def _crowd(question: Question, seconds: float) -> Crowd:
    """Return what `CLIENTS` came to, each always waiting for an answer."""
    answered, begin, cpu = 0, perf_counter(), process_time()

    async def ask() -> None:
        nonlocal answered
        while perf_counter() - begin < seconds:
            await question()
            answered += 1

    await asyncio.gather(*(ask() for _ in range(CLIENTS)))
    spent = process_time() - cpu
    return Crowd(answered / (perf_counter() - begin), spent / answered)


def _lookup_table(taken: dict[str, list[float]], crowds: dict[str, list[Crowd]]) -> Table:
    """Return the figures of the lookups, each beside the bare call; times in microseconds."""
    table = Table(title="A lookup at the civil registry's stand-in, µs", title_justify="left")
    for head in ("", "p50", "added", "p95", "added", "our CPU", f"a second ({CLIENTS})", "ratio"):
        table.add_column(head, justify="right" if head else "left")
    percents = {name: quantiles(one, n=100) for name, one in taken.items()}
    rates = {name: median(one.rate for one in turns) for name, turns in crowds.items()}
    bare = next(iter(taken))
    for name, percent in percents.items():
        figures = [f for at in (49, 94) for f in (percent[at], percent[at] - percents[bare][at])]
        table.add_row(
            name,
            *(f"{1e6 * one:,.0f}" for one in figures),
            f"{1e6 * median(one.cpu for one in crowds[name]):,.0f}",
            f"{rates[name]:,.0f}",
            f"{rates[name] / rates[bare]:.2f} ×",
        )
    return table


async def _hanging(urls: dict[str, str], plan: Plan) -> Table:
    """Return the ledger's throughput while the registry is sound and while it hangs."""
    table = Table(
        title=f"Debts a second while {ARRIVALS:g} a second ask the registry",
        caption="aim: while it hangs, at least 0.90 × of what it is while nobody asks it; what "
        "hangs holds its connections in both windows, so a shared pool shows in the last column",
    )
    for head in ("", "nobody asks it", "it answers", "it hangs", "by our CPU", "hanging"):
        table.add_column(head, justify="right" if head else "left")
    contenders: dict[str, Opened] = {
        "as the hub asks": _kept_apart,
        "without a breaker": _without_breaker,
        f"one pool of {CONNECTIONS}": _one_pool,
    }
    for name, opened in contenders.items():
        sound, hung = await _while_another_hangs(opened, urls, plan)
        quiet = median(one.quiet.rate for one in sound)
        ratios = (median(one.beside.rate / one.quiet.rate for one in way) for way in (sound, hung))
        by_cpu = median(one.quiet.cpu / one.beside.cpu for one in hung)
        figures = (f"{one:.2f} ×" for one in (*ratios, by_cpu))
        hanging = median(one.beside.rate for one in hung)
        table.add_row(name, f"{quiet:,.0f}", *figures, f"{hanging:,.0f}")
    return table


@dataclass(frozen=True, slots=True)
class Pair:
    """Two windows, one after the other: the registry not asked, and asked."""

    quiet: Crowd
    beside: Crowd


Opened = Callable[[dict[str, str], AsyncExitStack], Awaitable[tuple[Question, Question]]]
"""Opens what a contender asks with: the debt of the ledger, and something of the registry."""


async def _while_another_hangs(
    opened: Opened, urls: dict[str, str], plan: Plan
) -> tuple[list[Pair], list[Pair]]:
    """Return a contender's windows while the registry is sound, and while it hangs."""
    async with AsyncExitStack() as stack:
        debt, person = await opened(urls, stack)
        await _crowd(debt, 0.5)
        sound = await _in_windows(person, debt, plan)
        await asyncio.to_thread(_fault, urls, "hang")
        try:
            hung = await _in_windows(person, debt, plan)
        finally:
            await asyncio.to_thread(_fault, urls, "none")
    return sound, hung


async def _in_windows(other: Question, question: Question, plan: Plan) -> list[Pair]:
    """Return what asking ``question`` comes to, with and without ``other`` asked at its rate.

    The two take turns in short windows, so that whatever else the machine does hits both alike;
    they begin once the other has been asked for as long as it may take to answer, and what hangs
    goes on hanging in both.
    """
    under_way: set[asyncio.Task[None]] = set()
    asking = asyncio.Event()
    asking.set()

    async def ask() -> None:
        with suppress(AgencyError):
            await other()

    async def arrive() -> None:
        while await asking.wait():
            under_way.add(task := asyncio.create_task(ask()))
            task.add_done_callback(under_way.discard)
            await asyncio.sleep(1 / ARRIVALS)

    arriving = asyncio.create_task(arrive())
    await asyncio.sleep(2.5)
    pairs = []
    for _ in range(round(plan.turns * plan.seconds / WINDOW / 2)):
        asking.clear()
        quiet = await _crowd(question, WINDOW)
        asking.set()
        pairs.append(Pair(quiet, await _crowd(question, WINDOW)))
    for task in (arriving, *under_way):
        task.cancel()
    await asyncio.gather(arriving, *under_way, return_exceptions=True)
    return pairs


async def _kept_apart(
    urls: dict[str, str], stack: AsyncExitStack, **changes: object
) -> tuple[Question, Question]:
    """Return the two questions through the gateways, as the hub asks them."""
    ledger = _connect("insurance_ledger", urls["insurance_ledger"])
    registry = _connect("civil_registry", urls["civil_registry"], **changes)
    for connection in (ledger, registry):
        stack.push_async_callback(connection.http.aclose)
    debts, people = InsuranceLedger(ledger), CivilRegistry(registry)
    return lambda: debts.debt_of(_REF), lambda: people.find_person(_ID, _BORN)


async def _without_breaker(
    urls: dict[str, str], stack: AsyncExitStack
) -> tuple[Question, Question]:
    """Return the same, the bulkhead alone standing between the registry and the rest."""
    never = BreakerLimits(failures=1_000_000, reset_seconds=1)
    return await _kept_apart(urls, stack, breaker=never)


async def _one_pool(urls: dict[str, str], stack: AsyncExitStack) -> tuple[Question, Question]:
    """Return the two questions as bare calls through one pool of connections, retried nowhere."""
    transport = AgencyTransport()
    stack.push_async_callback(transport.aclose)
    ledger, registry = (
        HttpChannel(name, urls[name], one.timeouts, one.max_answer_bytes, transport)
        for name, one in catalog.discover().items()
        if name in {"insurance_ledger", "civil_registry"}
    )
    return lambda: _patiently(ledger), lambda: registry.get("?wsdl", ())


async def _patiently(ledger: HttpChannel) -> None:
    """Ask for the debt; a call that gets no connection counts as answered late."""
    with suppress(AgencyUnavailable):
        await ledger.get(_DEBT, _ACCEPT)


def _fault(urls: dict[str, str], mode: str) -> None:
    """Put a fault of the registry in force."""
    body = json.dumps({"mode": mode}).encode()
    address = f"{urls['civil_registry']}/_manage/faults"
    with urllib.request.urlopen(address, body):  # noqa: S310 - our own loopback URL
        pass


if __name__ == "__main__":
    main()
