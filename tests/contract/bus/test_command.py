"""The buses as a program: what somebody without our source starts, reads and asks."""

import asyncio
import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from adapters.base import catalog
from adapters.base.probe import probes_of
from adapters.mobile_ownership.gateway import build
from simulators.government_bus import esb, public_bus, tokens
from simulators.kit.clock import utc_now
from tests.contract.bus.conftest import ACCOUNT

COMMAND = [sys.executable, "-m", "simulators.government_bus"]


async def _ask(url: str, account: Path) -> None:
    """Ask the mobile register at the bus of that URL."""
    settings = catalog.AgencySettings(url, enabled=True, credentials=account, via="public-bus")
    manifest = catalog.discover()["mobile_ownership"]
    connection = catalog.connect(manifest, settings, utc_now, catalog.AgencyTransport())
    probes = probes_of("mobile_ownership")
    await probes.all[0].ask(build(connection), probes.subjects)
    await connection.http.aclose()


def test_serves_until_told_to_stop(tmp_path: Path) -> None:
    """It says where both buses are, an agency answers behind one, and it goes at once."""
    command = [*COMMAND, "--port", "0", "--seed", "5", "--people", "50"]
    path = tmp_path / "account.toml"
    path.write_text(ACCOUNT, "utf-8")
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        told = json.loads(process.stdout.readline())
        assert process.stdout.readline() == "ready\n"
        assert told["buses"].keys() == {"esb", "public-bus"}
        asyncio.run(_ask(told["buses"]["public-bus"], path))
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=10) == 0


def test_help_says_who_may_ask() -> None:
    """The sandbox's accounts and paths stand in its help, or nobody could use it."""
    told = subprocess.run([*COMMAND, "--help"], capture_output=True, text=True, check=True).stdout
    for word in (esb.PASSWORD, tokens.PASSWORD, public_bus.PID, "GSB_SabteAhval_Online"):
        assert word in told


@pytest.mark.parametrize("people", ["0", "x"])
def test_bad_input_is_one_clear_line(people: str) -> None:
    """A wrong argument is refused with words, not with a traceback."""
    done = subprocess.run(
        [*COMMAND, "--people", people], capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert "--people" in done.stderr.splitlines()[-1]
