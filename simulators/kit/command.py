"""The command line of the stand-ins: one agency at the root, or several below their names."""

import argparse
import asyncio
import json
import signal
import sys
from collections.abc import Callable, Sequence
from datetime import datetime
from importlib import import_module
from pathlib import Path

import uvloop

from simulators.kit.asgi import App
from simulators.kit.clock import utc_now
from simulators.kit.keys import Keys, made, read
from simulators.kit.population import PEOPLE, Population, population
from simulators.kit.serve import Mounted, listening

_ROOT = Path(__file__).parent.parent
_MANAGEMENT = (
    "Below each base URL: POST _manage/faults {mode, calls, share, milliseconds}, "
    "GET _manage/history, POST _manage/reset; at those that sign also POST _manage/revoke "
    "{serial, instant, reason}."
)


def agencies() -> list[str]:
    """Return the names of the agencies that can be asked: each folder with a ``server.py``."""
    return sorted(found.parent.name for found in _ROOT.glob("*/server.py"))


def app_of(
    agency: str, people: Population, pki: Keys | None = None, now: Callable[[], datetime] = utc_now
) -> App:
    """Return the stand-in of ``agency`` for a population.

    One that signs (its server has ``create_signing_app``) holds the keys of ``pki``, or of our own,
    and signs by the clock ``now``.
    """
    server = import_module(f"simulators.{agency}.server")
    if hasattr(server, "create_signing_app"):
        signing: App = server.create_signing_app(people, pki or made(), now)
        return signing
    create: Callable[[Population], App] = server.create_app
    return create(people)


def table_of(agency: str) -> str:
    """Return the magic inputs of ``agency``."""
    told: str = import_module(f"simulators.{agency}.people").table()
    return told


def main(names: Sequence[str], program: str, *, alone: bool) -> None:
    """Serve the agencies ``names`` until SIGTERM or SIGINT.

    Prints one JSON line ``{"seed": …, "agencies": {name: base URL}}`` and then ``ready``. The one
    agency that is ``alone`` stands at the root of its origin, others below their names.
    """
    tables = "\n\n".join(f"{name}\n{table_of(name)}" for name in names)
    parser = argparse.ArgumentParser(
        prog=program,
        description="A stand-in for tests, demo and sandbox. " + _MANAGEMENT,
        epilog=f"magic inputs, the same for every seed:\n\n{tables}\n\n"
        f"example: {program} --port 0 --seed 7",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--port", type=int, default=0, help="0 takes a free port (default)")
    parser.add_argument("--seed", type=int, default=1, help="same seed, same people (default 1)")
    parser.add_argument("--people", type=int, default=PEOPLE, help=f"default {PEOPLE}")
    parser.add_argument("--pki", type=Path, help="folder of the keys of those that sign")
    asked = parser.parse_args()
    if asked.people < 1:
        parser.error("--people is at least 1")
    try:
        pki = read(asked.pki) if asked.pki else None
    except (OSError, ValueError, TypeError) as error:
        parser.error(f"--pki holds no keys of a house: {error}")
    people = population(asked.seed, asked.people)
    apps = {name: app_of(name, people, pki) for name in names}
    uvloop.run(_serve(apps, asked.port, asked.seed, alone=alone))


async def _serve(apps: dict[str, App], port: int, seed: int, *, alone: bool) -> None:
    """Serve ``apps`` until a signal says otherwise."""
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    app = next(iter(apps.values())) if alone else Mounted(apps)
    async with listening(app, port) as origin:
        urls = {name: origin if alone else f"{origin}/{name}" for name in apps}
        sys.stdout.write(json.dumps({"seed": seed, "agencies": urls}) + "\nready\n")
        sys.stdout.flush()
        await stop.wait()
