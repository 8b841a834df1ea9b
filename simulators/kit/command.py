"""The command line of the stand-ins: one agency at the root, or several below their names."""

import argparse
import asyncio
import json
import signal
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import Any, get_args

import uvloop

from simulators.kit import tls
from simulators.kit.asgi import App
from simulators.kit.clock import utc_now
from simulators.kit.faults import FAULTS, Weather
from simulators.kit.keys import Keys, made, read
from simulators.kit.population import CONTRACTS, PEOPLE, Population, population
from simulators.kit.serve import LOOPBACK, Mounted, listening
from simulators.kit.simulator import Simulator

_ROOT = Path(__file__).parent.parent
_MANAGEMENT = (
    "Below each base URL: POST _manage/faults {mode, calls, share, milliseconds, today, seed}, "
    "GET _manage/history, POST _manage/reset. The next two calls time out: "
    '{"mode": "hang", "calls": 2}; all calls today are refused: {"mode": "refuse", "today": true}. '
    "GET _manage/ tells what else the agency takes."
)


def agencies() -> list[str]:
    """Return the names of the agencies that can be asked: each folder with a ``server.py``."""
    return sorted(found.parent.name for found in _ROOT.glob("*/server.py"))


def app_of(
    agency: str, people: Population, pki: Keys | None = None, now: Callable[[], datetime] = utc_now
) -> App:
    """Return the stand-in of ``agency`` for a population.

    One that signs (its server has ``create_signing_app``) holds the keys of ``pki``, or of our own,
    and signs by the clock ``now``, by which one with ``create_timed_app`` judges what is late.
    """
    server = import_module(f"simulators.{agency}.server")
    if hasattr(server, "create_signing_app"):
        signing: App = server.create_signing_app(people, pki or made(), now)
        return signing
    if hasattr(server, "create_timed_app"):
        timed: App = server.create_timed_app(people, now)
        return timed
    create: Callable[[Population], App] = server.create_app
    return create(people)


def table_of(agency: str) -> str:
    """Return the magic inputs of ``agency``."""
    told: str = import_module(f"simulators.{agency}.people").table()
    return told


def account_of(agency: str, folder: Path, pki: Keys | None = None) -> dict[str, Any]:
    """Return the settings of our account at ``agency``, its files in ``folder``.

    They are what its ``people.py`` tells with ``account(keys, folder)``: ``credentials``,
    ``certificate``, ``consumers``. Nothing for one that does not care who asks.
    """
    tell = getattr(import_module(f"simulators.{agency}.people"), "account", None)
    told: dict[str, Any] = tell(pki or made(), folder) if tell else {}
    return told


def main(names: Sequence[str], program: str, *, alone: bool) -> None:
    """Serve the agencies ``names`` until SIGTERM or SIGINT.

    Prints one JSON line ``{"seed": …, "faults": …, "agencies": {name: base URL}, "accounts": {name:
    settings}}`` and then ``ready``. The one agency that is ``alone`` stands at the root of its
    origin, others below their names; it tells every call on standard error: its number, what was
    asked, the status (0 where nobody got an answer) and the fault it met.
    """
    parser = _parser(names, program)
    asked = parser.parse_args()
    if asked.people < 1:
        parser.exit(2, f"{program}: --people is at least 1\n")
    try:
        pki = read(asked.pki) if asked.pki else None
    except (OSError, ValueError, TypeError) as error:
        parser.exit(2, f"{program}: --pki holds no keys of a house: {error}\n")
    people = replace(population(asked.seed, asked.people), contracts=asked.contracts)
    apps = {name: app_of(name, people, pki) for name in names}
    for app in apps.values():
        if isinstance(app, Simulator):
            app.faults.turn(asked.faults)
            app.tell = _say if alone else app.tell
    try:
        if asked.tls is not None:
            tls.write_trust(pki or made(), asked.tls)
            asked.context = tls.context(pki or made(), LOOPBACK)
        accounts = {} if asked.accounts is None else _accounts(names, pki, asked.accounts)
        uvloop.run(_serve(apps, accounts, asked, alone=alone))
    except OSError as error:  # a folder that cannot be written, a port that is taken
        parser.exit(2, f"{program}: {error}\n")


def _accounts(names: Sequence[str], pki: Keys | None, folder: Path) -> dict[str, dict[str, Any]]:
    """Return our accounts at those of ``names`` that know who asks, their files in ``folder``."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return {name: told for name in names if (told := account_of(name, folder, pki))}


def _parser(names: Sequence[str], program: str) -> argparse.ArgumentParser:
    """Return the parser, whose help holds the magic inputs and the faults."""
    tables = "\n\n".join(f"{name}\n{table_of(name)}" for name in names)
    faults = "\n".join(f"{name:<14} {does}" for name, does in FAULTS.items())
    parser = argparse.ArgumentParser(
        prog=program,
        description="A stand-in for tests, demo and sandbox. " + _MANAGEMENT,
        epilog=f"magic inputs, the same for every seed:\n\n{tables}\n\nfaults of every agency:\n\n"
        f"{faults}\n\nexample: {program} --port 0 --seed 7 --faults storm",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--port", type=int, default=0, help="0 takes a free port (default)")
    parser.add_argument(
        "--seed", type=int, default=1, help="same seed, same people, same faults (default 1)"
    )
    parser.add_argument(
        "--faults",
        choices=get_args(Weather),
        default="named",
        help="off: none; named: those put in force below _manage (default); storm: a mix by seed",
    )
    parser.add_argument("--people", type=int, default=PEOPLE, help=f"default {PEOPLE}")
    parser.add_argument(
        "--contracts", type=int, default=CONTRACTS, help=f"between them (default {CONTRACTS})"
    )
    parser.add_argument("--pki", type=Path, help="folder of the keys of those that sign")
    parser.add_argument(
        "--accounts", type=Path, help="write the hub's accounts there, at those that know who asks"
    )
    parser.add_argument(
        "--tls", type=Path, help="serve TLS, and write the root to trust there (PEM)"
    )
    parser.add_argument(
        "--attached", action="store_true", help="stop, too, when standard input ends"
    )
    parser.set_defaults(context=None)
    return parser


def _say(line: str) -> None:
    """Tell a call to whoever watches."""
    sys.stderr.write(f"{line}\n")


async def _serve(
    apps: dict[str, App],
    accounts: dict[str, dict[str, Any]],
    asked: argparse.Namespace,
    *,
    alone: bool,
) -> None:
    """Serve ``apps`` as ``asked`` until a signal says otherwise."""
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    if asked.attached:  # whoever started us may die without a word; his end of the pipe dies too
        asyncio.get_running_loop().add_reader(sys.stdin, stop.set)
    app = next(iter(apps.values())) if alone else Mounted(apps)
    async with listening(app, asked.port, asked.context) as origin:
        urls = {name: origin if alone else f"{origin}/{name}" for name in apps}
        told = {"seed": asked.seed, "faults": asked.faults, "agencies": urls, "accounts": accounts}
        sys.stdout.write(json.dumps(told, default=str) + "\nready\n")
        sys.stdout.flush()
        await stop.wait()
