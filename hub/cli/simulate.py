"""``peyvand simulate``: one simulated agency alone."""

import os
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated

import typer

from hub.errors import Misconfigured


def simulate(
    agency: Annotated[str, typer.Argument(help="The agency, such as civil_registry.")],
    port: Annotated[int, typer.Option(help="0 takes a free one.", min=0)] = 0,
    seed: Annotated[int, typer.Option(help="Same seed, same people.")] = 1,
    pki: Annotated[
        Path | None,
        typer.Option(help="The keys folder of a house, for one that signs.", exists=True),
    ] = None,
) -> None:
    """Run one agency's stand-in until it is stopped; it prints its address and `ready`.

    One that stamps time or answers for revocation has keys of its own unless it is given a
    house's (`DATA_DIR/keys` of `peyvand up`). The stand-ins are programs of their own that come
    with a development checkout.
    """
    module = f"simulators.{agency}"
    if not agency.isidentifier() or find_spec("simulators") is None or find_spec(module) is None:
        raise Misconfigured(f"there is no stand-in for {agency} here")
    command = [sys.executable, "-m", module, "--port", str(port), "--seed", str(seed)]
    command += ["--pki", str(pki)] if pki else []
    os.execv(sys.executable, command)  # noqa: S606 - this process becomes the stand-in
