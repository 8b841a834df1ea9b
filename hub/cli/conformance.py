"""``peyvand conformance``: does an agency's endpoint do what its contract says."""

import asyncio
import json
import tomllib
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from pydantic import ValidationError
from rich.console import Console
from rich.progress import Progress

from adapters.base.probe import Probes, probes_of
from adapters.base.transport import AgencyTransport
from hub.cli.conformance_checks import Check, Examination, Open, Report, with_subjects
from hub.config import AgencySettings, Settings
from hub.errors import Misconfigured
from hub.main import open_agencies

_CONSUMER = "conformance"


def conformance(
    agency: Annotated[str, typer.Argument(help="The agency, such as civil_registry.")],
    url: Annotated[str, typer.Argument(help="The base URL of its endpoint.", metavar="URL")],
    subjects: Annotated[
        Path | None, typer.Option(help="TOML: whom to ask about; else the sandbox's own.")
    ] = None,
    credentials: Annotated[
        Path | None, typer.Option(help="TOML: our account there, as the settings name it.")
    ] = None,
    certificate: Annotated[
        Path | None, typer.Option(help="PEM: what the agency signs its replies with.")
    ] = None,
    rounds: Annotated[int, typer.Option(help="How often each question is asked.", min=1)] = 3,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
    report: Annotated[
        Path | None, typer.Option(help="Write a page for people, Persian and English (HTML).")
    ] = None,
) -> None:
    """Hold an agency's endpoint against its contract: exit 0 it conforms, 1 it does not.

    Every probe is asked as the hub would ask it, several times, and then in ways that must be
    refused. The questions are about real subjects of that installation: give test subjects.
    """
    probes = _probes(agency)
    known = with_subjects(probes.subjects, _read(subjects) if subjects else {})
    settings = _settings(agency, url, credentials, certificate)
    asked = Examination(_opener(settings), probes.all, known, rounds)
    found = Report(agency, url, datetime.now(UTC), asyncio.run(_checks(asked)))
    if report:
        from hub.cli.conformance_page import page  # who wants no page loads no templates

        report.write_text(page(found), "utf-8")
    if as_json:
        told = {"ok": found.ok, **asdict(found), "at": found.at.isoformat()}
        typer.echo(json.dumps(told, ensure_ascii=False))
    else:
        _print(found)
    raise typer.Exit(0 if found.ok else 1)


async def _checks(asked: Examination) -> tuple[Check, ...]:
    """Return every check's outcome, with a bar where somebody looks at one."""
    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("Asking", total=asked.count)
        found = []
        for step in asked.steps():
            try:
                found.append(await step)
            except (KeyError, ValueError) as error:
                raise Misconfigured(f"subjects: {error}") from error
            bar.advance(task)
    return tuple(found)


def _opener(settings: Settings) -> Open:
    """Return what opens the one gateway of ``settings``."""

    @asynccontextmanager
    async def opened(transport: Callable[[], AgencyTransport]) -> AsyncIterator[object]:
        async with open_agencies(settings, transport) as gateways:
            yield next(iter((*gateways.ports.values(), *gateways.receivers.values())))

    return opened


def _probes(agency: str) -> Probes:
    """Return the agency's probes; `Misconfigured` when there is none of that name."""
    try:
        return probes_of(agency)
    except ModuleNotFoundError:
        raise Misconfigured(f"there is no agency {agency}, or it has no probes") from None


def _settings(
    agency: str, url: str, credentials: Path | None, certificate: Path | None
) -> Settings:
    """Return our settings with this one agency, at ``url``."""
    try:
        one = AgencySettings.model_validate(
            {
                "base_url": url,
                "credentials": credentials,
                "certificate": certificate,
                "consumers": (_CONSUMER,),
            }
        )
    except ValidationError as error:
        raise Misconfigured(f"{url}: {error.errors()[0]['msg']}") from error
    return Settings().model_copy(update={"agencies": {agency: one}})


def _read(path: Path) -> dict[str, object]:
    """Return the subjects in a TOML file."""
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Misconfigured(f"{path}: no TOML: {error}") from error


def _print(report: Report) -> None:
    """Print a line for every check, and the verdict."""
    console = Console(highlight=False, markup=False, soft_wrap=True)
    for check in report.checks:
        mark, style = ("✓", "green") if check.ok else ("✗", "red")
        console.print(mark, style=style, end=" ")
        speed = (
            "{:.1f} ms, at most {:.1f}".format(*check.milliseconds) if check.milliseconds else ""
        )
        told = f"{check.name:<24} {check.seen} {check.code}".rstrip()
        console.print(f"{told}  {speed}".rstrip())
    verdict = "conforms" if report.ok else "does not conform"
    console.print(f"{report.agency} at {report.url}: {verdict}")
