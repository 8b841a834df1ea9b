"""Stand-ins over TLS: believed by whoever trusts their root, and as faulty as without."""

import json
import os
import ssl
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from simulators.kit.command import app_of
from simulators.kit.faults import Fault
from simulators.kit.keys import made
from simulators.kit.population import Population
from simulators.kit.serve import LOOPBACK, listening
from simulators.kit.simulator import Simulator
from simulators.kit.tls import context

LEDGER = "insurance_ledger"
PATH = "/workshop-services/workshop-debit/9900001001/0210"


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    """Give a client that trusts the stand-ins' root and nobody else."""
    root = made().root.certificate.public_bytes(Encoding.PEM).decode()
    trusting = ssl.create_default_context(cadata=root)
    async with httpx.AsyncClient(verify=trusting, trust_env=False) as asking:
        yield asking


@pytest.mark.parametrize("mode", ["none", "drip", "down", "half", "reset"])
async def test_faults_beneath_tls(client: httpx.AsyncClient, people: Population, mode: str) -> None:
    """A connection that breaks would look whole, or whole ones broken, because it is encrypted."""
    app = app_of(LEDGER, people)
    assert isinstance(app, Simulator)
    app.faults.set(Fault(mode=mode, milliseconds=0))
    async with listening(app, tls=context(made(), LOOPBACK)) as url:
        assert url.startswith("https://")
        if mode in {"none", "drip"}:
            answer = await client.get(url + PATH)
            assert answer.json()["workshopId"] == "9900001001"
        else:
            with pytest.raises(httpx.TransportError):
                await client.get(url + PATH)


def test_a_gateway_believes_the_root_it_is_given(tmp_path: Path) -> None:
    """Somebody else could answer in the agency's name."""
    trust = tmp_path / "trust.pem"
    serve = [sys.executable, "-m", f"simulators.{LEDGER}", "--people", "50", "--tls", str(trust)]
    program = "from hub.cli import main; main()"
    with subprocess.Popen(
        serve, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as served:
        assert served.stdout is not None
        url = json.loads(served.stdout.readline())["agencies"][LEDGER]
        codes = []
        for trusted in ({"SSL_CERT_FILE": str(trust)}, {}):
            ask = [sys.executable, "-c", program, "conformance", LEDGER, url]
            told = subprocess.run(
                ask, env=os.environ | trusted, capture_output=True, text=True, check=False
            )
            codes.append(told.returncode)
        served.terminate()
    assert codes == [0, 1]
