"""Both buses with agencies behind them: ``python -m simulators.government_bus --port 0 --seed 7``.

Prints one JSON line ``{"seed": …, "buses": {"esb": URL, "public-bus": URL}}`` and then ``ready``.
"""

import argparse
import asyncio
import json
import signal
import sys

import uvloop

from simulators.government_bus import esb, public_bus, services, tokens
from simulators.kit.asgi import App
from simulators.kit.clock import utc_now
from simulators.kit.population import PEOPLE, population
from simulators.kit.serve import Mounted, listening


def _help() -> str:
    """Return how both are asked, and by whom."""
    proxies = "\n".join(f"  {who}: {esb.endpoint(it)}" for who, it in services.PROXIES.items())
    called = "\n".join(
        f"  {who}: /api/client/apim/v1/{it}/OPERATION" for who, it in services.OPERATIONS.items()
    )
    return (
        f"esb (SOAP, HTTP Basic {esb.USER}:{esb.PASSWORD}, SOAPAction urn:mediate)\n{proxies}\n\n"
        f"public-bus (POST /oauth/token: client {public_bus.CLIENT}:{public_bus.CLIENT_SECRET},\n"
        f"user {tokens.USER}, password {tokens.PASSWORD}; then provider {public_bus.PROVIDER}:"
        f"{public_bus.PROVIDER_SECRET}, pid {public_bus.PID})\n{called}\n\n"
        "faults of their own: agency-down, agency-silent, unauthorized; of the public bus no-data\n"
        "The agencies' magic inputs are those of their own stand-ins.\n\n"
        "example: python -m simulators.government_bus --port 0 --seed 7"
    )


def main() -> None:
    """Serve both buses until SIGTERM or SIGINT."""
    parser = argparse.ArgumentParser(
        prog="python -m simulators.government_bus",
        description="Stand-ins of the government's buses, in front of stand-ins of agencies.",
        epilog=_help(),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--port", type=int, default=0, help="0 takes a free port (default)")
    parser.add_argument("--seed", type=int, default=1, help="same seed, same people (default 1)")
    parser.add_argument("--people", type=int, default=PEOPLE, help=f"default {PEOPLE}")
    asked = parser.parse_args()
    if asked.people < 1:
        parser.error("--people is at least 1")
    apps = services.buses(population(asked.seed, asked.people), utc_now)
    uvloop.run(_serve(apps, asked.port, asked.seed))


async def _serve(apps: dict[str, App], port: int, seed: int) -> None:
    """Serve ``apps`` until a signal says otherwise."""
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with listening(Mounted(apps), port) as origin:
        urls = {name: f"{origin}/{name}" for name in apps}
        sys.stdout.write(json.dumps({"seed": seed, "buses": urls}) + "\nready\n")
        sys.stdout.flush()
        await stop.wait()


if __name__ == "__main__":
    main()
