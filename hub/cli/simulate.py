"""``peyvand simulate``: one simulated agency alone."""

import os
import secrets
import sys
from enum import StrEnum
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated

import typer

from hub.errors import Misconfigured


class Weather(StrEnum):
    """How much goes wrong of itself."""

    OFF = "off"
    NAMED = "named"
    STORM = "storm"


def simulate(
    context: typer.Context,
    agency: Annotated[
        str, typer.Argument(help="The agency, such as civil_registry.", show_default=False)
    ] = "",
    port: Annotated[int, typer.Option(help="0 takes a free one.", min=0, max=65535)] = 0,
    seed: Annotated[
        int | None,
        typer.Option(help="Same seed, same people, same faults; else one is drawn and printed."),
    ] = None,
    faults: Annotated[
        Weather,
        typer.Option(help="off: none; named: those put in force below _manage; storm: all, mixed."),
    ] = Weather.STORM,
    pki: Annotated[
        Path | None,
        typer.Option(help="The keys folder of a house, for one that signs.", exists=True),
    ] = None,
    accounts: Annotated[
        Path | None,
        typer.Option(help="Write the credentials of a client there, for one that knows its own."),
    ] = None,
    tls: Annotated[
        Path | None,
        typer.Option(help="Serve TLS, and write the root to trust there (PEM)."),
    ] = None,
    wants_help: Annotated[
        bool,
        typer.Option("--help", help="This; with an agency also its magic inputs and its faults."),
    ] = False,
) -> None:
    """Run one agency's stand-in until it is stopped; it prints its address and `ready`.

    It misbehaves unless told otherwise: what each call meets is drawn from the seed and the call's
    number, and told on standard error.

    One that stamps time or answers for revocation has keys of its own unless it is given a
    house's (`DATA_DIR/keys` of `peyvand up`). The stand-ins are programs of their own that come
    with a development checkout.
    """
    if wants_help:
        typer.echo(context.get_help())
        sys.stdout.flush()
    if not agency:
        if wants_help:
            raise typer.Exit
        raise Misconfigured("name an agency, such as civil_registry")
    command = [sys.executable, "-m", _module(agency)]
    if wants_help:
        os.execv(sys.executable, [*command, "--help"])  # noqa: S606 - its help is the stand-in's
    drawn = secrets.randbelow(1_000_000) if seed is None else seed
    command += ["--port", str(port), "--seed", str(drawn), "--faults", faults.value]
    command += ["--pki", str(pki)] if pki else []
    command += ["--accounts", str(accounts)] if accounts else []
    command += ["--tls", str(tls)] if tls else []
    os.execv(sys.executable, command)  # noqa: S606 - this process becomes the stand-in


def _module(agency: str) -> str:
    """Return the module of an agency's stand-in."""
    module = f"simulators.{agency}"
    if not agency.isidentifier() or find_spec("simulators") is None or find_spec(module) is None:
        raise Misconfigured(f"there is no stand-in for {agency} here")
    return module
