"""Two registers' contracts come into the hub, and the tax authority follows what becomes of them.

The worker pulls both registers; the authority says its own in batches as well, so that whichever
way is later changes nothing. What the demonstration waits for is what it read of the feed itself.
"""

import asyncio
import json
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import Any

import httpx

from simulators.demo.house import PEYVAND, House, environment
from simulators.demo.joined import Joined
from simulators.demo.stage import Stage
from simulators.kit.contracts import contracts
from simulators.kit.oauth import Client
from simulators.kit.population import Population
from simulators.tax_authority.client import CODE, HubSaidNo, follow, lines_of, push
from simulators.tax_authority.followed import Followed

TAX, BUDGET = "tax_authority", "budget_organization"
_PATIENCE = 120.0  # seconds until the last contract of a register is in
_PAUSE = 0.3
_FEW = 20  # one in so many may wait for an operator


def join(stage: Stage, house: House, country: Population) -> None:
    """Wait until all contracts of both registers are in; note how, and how fast."""
    started = time.perf_counter()
    due = {TAX: set[str](), BUDGET: set[str]()}
    for one in contracts(country):
        for name, entry in ((TAX, one.tax), (BUDGET, one.budget)):
            if entry is not None:
                due[name].add(entry.key)
    joined = Joined(country.contracts, {name: len(keys) for name, keys in due.items()})
    stage.record.joined = joined
    with _following(house, joined.followed, stage.record.problems):
        asyncio.run(_push(stage, house, country, joined))
        _await(stage, house, joined, due)
    joined.seconds = time.perf_counter() - started
    stage.record.problems += joined.problems()


@contextmanager
def _following(house: House, followed: Followed, problems: list[str]) -> Iterator[None]:
    """Follow the feed beside everything else, to its end when there is nothing else any more."""
    loop = asyncio.new_event_loop()
    enough = asyncio.Event()

    async def read() -> None:
        try:
            async with _client(house) as client:
                await follow(client, followed, enough)
        except (HubSaidNo, httpx.HTTPError) as error:
            problems.append(f"the feed: {error!r}")

    reader = Thread(target=loop.run_until_complete, args=(read(),), name="feed")
    reader.start()
    try:
        yield
    finally:
        loop.call_soon_threadsafe(enough.set)
        reader.join()
        loop.close()


async def _push(stage: Stage, house: House, country: Population, joined: Joined) -> None:
    """Have the tax authority say all its contracts, in batches of lines."""
    lines = lines_of(country)
    title = "said by the tax authority · دفعه‌ای"
    bar = stage.progress.add_task(title, total=len(lines))
    results: Counter[str] = Counter()
    started = time.perf_counter()
    try:
        async with _client(house) as client:
            async for some in push(client, lines):
                results.update(one["result"] for one in some)
                stage.progress.advance(bar, len(some))
    except HubSaidNo as error:
        stage.record.problems.append(f"a batch of contracts: {error}")
    joined.pushed = dict(results)
    joined.push_seconds = time.perf_counter() - started


def _await(stage: Stage, house: House, joined: Joined, due: dict[str, set[str]]) -> None:
    """Show how many of the registers' contracts are in, until all are or patience ends."""
    total = sum(map(len, due.values()))
    bar = stage.progress.add_task("contracts joined · قراردادها", total=total)
    deadline = time.monotonic() + _PATIENCE
    waiting: dict[str, set[str]] = {TAX: set(), BUDGET: set()}
    missing = total
    while missing and time.monotonic() < deadline:
        time.sleep(_PAUSE)
        missing = _missing(joined.followed, due, waiting)
        if missing and missing <= total // _FEW:  # what waits is in no version
            waiting = _waiting(house)
            missing = _missing(joined.followed, due, waiting)
        stage.progress.update(bar, completed=total - missing)
    joined.missing = missing
    joined.waiting = sum(map(len, waiting.values()))


def _missing(followed: Followed, due: dict[str, set[str]], waiting: dict[str, set[str]]) -> int:
    """Count the contracts of the registers that nobody was told of and that do not wait either."""
    return sum(len(keys - followed.said_by(name) - waiting[name]) for name, keys in due.items())


def _waiting(house: House) -> dict[str, set[str]]:
    """Return what waits for an operator, by register."""
    found = peyvand_json(house, "contracts", "waiting", "--limit", "10000")
    return {
        name: {one["source_id"] for one in found if one["source"] == name} for name in (TAX, BUDGET)
    }


def peyvand_json(house: House, *arguments: str | Path, **settings: str) -> Any:
    """Return what a command of an operator tells as JSON, None where it fails.

    ``settings`` are variables of its environment.
    """
    command = [PEYVAND, *arguments, "--json", "--data-dir", house.data]
    env = environment() | settings
    done = subprocess.run(command, env=env, capture_output=True, check=False)
    return None if done.returncode else json.loads(done.stdout)


def _client(house: House) -> Client:
    keys = house.tax
    return Client(CODE, keys.key, keys.certificate, house.origin, patience=60.0)
