"""``peyvand up``: the whole house on one machine, with keys and a database of its own."""

import asyncio
import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from operator import attrgetter
from pathlib import Path
from typing import Annotated, Any

import typer
import uvloop
from rich.console import Console

from hub.cli.agency import read_certificate
from hub.cli.database import apply_migrations, database_url
from hub.cli.first_keys import CHAMBERS, NOTARIES, SERVICES, TAX, KeyFiles, first_keys
from hub.cli.first_publisher import first_publisher
from hub.cli.processes import listen, public_url, serve_doors, stop_signal
from hub.config import AgencySettings, Settings
from hub.duties import served
from hub.errors import Misconfigured
from hub.logs import configure
from hub.main import open_house
from hub.store.agencies import register
from hub.store.database import connect

_FIRST = {
    NOTARIES: "سازمان ثبت اسناد و املاک کشور، دفاتر اسناد رسمی",
    CHAMBERS: "سامانهٔ کارت بازرگانی اتاق‌های بازرگانی",
    SERVICES: "سامانه‌های خدمات سازمان تأمین اجتماعی",
    TAX: "سازمان امور مالیاتی کشور",
}
"""The first clients' titles."""
_SIMULATORS_READY = 60.0  # seconds


def up(
    data_dir: Annotated[Path | None, typer.Option(help="Where everything is kept.")] = None,
    port: Annotated[int | None, typer.Option(help="0 takes a free one.", min=0)] = None,
    database_url: Annotated[
        str | None, typer.Option(help="A PostgreSQL; else one of our own is started.")
    ] = None,
    no_simulators: Annotated[
        bool, typer.Option("--no-simulators", help="Speak to the configured agencies.")
    ] = False,
    seed: Annotated[int, typer.Option(help="The simulated country's seed.")] = 1,
    contracts: Annotated[
        int, typer.Option(help="How many contracts the simulated registers know.", min=1)
    ] = 300,
) -> None:
    """Bring up doors, worker, database and simulated agencies, and say where they are.

    Prints the URLs, then one line ``ready``; Ctrl-C stops it all.
    """
    given: dict[str, Any] = {"data_dir": data_dir, "port": port, "database_url": database_url}
    settings = Settings(**{name: value for name, value in given.items() if value is not None})
    configure("WARNING")
    with ExitStack() as stack:
        uvloop.run(_stand(_furnish(settings, stack, None if no_simulators else (seed, contracts))))


def _furnish(settings: Settings, stack: ExitStack, country: tuple[int, int] | None) -> Settings:
    """Return the settings with what was missing: database, keys, agencies, a first consumer.

    ``country`` is the seed of the simulated one, and how many contracts it has.
    """
    console = Console()
    keys = first_keys(settings.data_dir / "keys")
    url = stack.enter_context(database_url(settings))
    apply_migrations(url, console)
    found: dict[str, object] = {
        "database_url": url,
        "certificate_key": settings.certificate_key or keys.certificates.settings,
        "message_key": settings.message_key or keys.messages.settings,
        "trust": settings.trust or keys.trust,
        "ocds": first_publisher(settings),
    }
    if country is not None:
        found["agencies"] = stack.enter_context(_simulators(*country, settings.data_dir))
        own = (keys.notaries, keys.chambers, keys.services, keys.tax)
        _register(url, dict(zip(_FIRST, own, strict=True)))
        for name, pair in zip(("notary", "chamber", "services", "tax"), own, strict=True):
            console.print(f"{name + ' key':<13} {pair.key}", highlight=False, soft_wrap=True)
            cert = pair.certificate
            console.print(f"{name + ' cert':<13} {cert}", highlight=False, soft_wrap=True)
    console.print(f"hub cert      {keys.messages.certificate}", highlight=False, soft_wrap=True)
    console.print(f"trust anchor  {keys.trust}", highlight=False, soft_wrap=True)
    return settings.model_copy(update=found)


async def _stand(settings: Settings) -> None:
    """Serve doors and worker in one process until a signal stops them."""
    console = Console()
    listener = listen(settings)
    address = public_url(settings, listener)
    stop = stop_signal()
    async with open_house(settings, address) as house, asyncio.TaskGroup() as group:
        group.create_task(house.worker.run(stop, settings.worker_poll))
        group.create_task(serve_doors(house.doors, listener, stop))
        for name, agency in settings.agencies.items():
            console.print(f"{name:<23} {agency.base_url}", highlight=False, soft_wrap=True)
        for duty in filter(attrgetter("soap"), served(settings.duties)):
            console.print(f"{duty.title:<13} {address}{duty.path}?wsdl", highlight=False)
        console.print(f"verify page   {address}/verify", highlight=False)
        console.print(f"panel         {address}/panel", highlight=False)
        own = f"--all-branches --data-dir {settings.data_dir}"
        adding = f"operator      peyvand operator add CODE --title TITLE {own}"
        console.print(adding, highlight=False, soft_wrap=True)
        console.print("ready", highlight=False)


def _register(url: str, clients: Mapping[str, KeyFiles]) -> None:
    """Register the simulated clients, so that a first one has someone to be."""
    with connect(url) as connection:
        for code, keys in clients.items():
            register(
                connection,
                code=code,
                title=_FIRST[code],
                certificate=read_certificate(keys.certificate),
                now=datetime.now(UTC),
            )


@contextmanager
def _simulators(seed: int, contracts: int, data: Path) -> Iterator[dict[str, AgencySettings]]:
    """Run the simulated agencies beside us; yield where each one is.

    They are a program of their own that never reads our code, so they are started as one. Those
    that sign do it with the house's keys in ``data``, where those that know who asks put our
    accounts.
    """
    told = ["--port", "0", "--seed", str(seed), "--contracts", str(contracts)]
    told += ["--pki", str(data / "keys"), "--accounts", str(data / "accounts")]
    command = [sys.executable, "-m", "simulators", "--attached", *told]
    pipe = subprocess.PIPE  # that of standard input ends with us, however we end
    process = subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True)
    try:
        yield _announced(process)
    finally:
        process.terminate()
        process.wait(timeout=_SIMULATORS_READY)


def _announced(process: subprocess.Popen[str]) -> dict[str, AgencySettings]:
    """Return where the agencies are, and our accounts there, as the simulators print them."""
    line = process.stdout.readline() if process.stdout else ""
    if not line:
        raise Misconfigured("the simulators did not start; are you outside a development checkout?")
    told: dict[str, dict[str, Any]] = json.loads(line)
    return {
        name: AgencySettings.model_validate({"base_url": url, **told["accounts"].get(name, {})})
        for name, url in told["agencies"].items()
    }
