"""Every agency's stand-in over real sockets, and its gateway as the catalog builds it."""

import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

import httpx
import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from adapters.base import catalog
from adapters.base.connection import Connection
from adapters.base.http import Timeouts
from adapters.base.probe import Probe, Subjects, probes_of
from adapters.base.resilience import Retries
from adapters.base.transport import AgencyTransport
from hub.messages import HubMessages
from signing.keys.file import FileSigner
from simulators.kit.command import app_of
from simulators.kit.keys import made, made_hub
from simulators.kit.population import Population, population
from simulators.kit.serve import listening
from simulators.kit.simulator import Simulator

NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
SEED = 20_261_122
IMPATIENT = Timeouts(connect=30, read=0.05, total=60)
"""For an agency that will not answer; a machine that is merely slow must not look like one."""
_PLAIN = {
    "timeouts": Timeouts(connect=30, read=30, total=60),
    "retries": Retries(attempts=1, first_wait=0.001, longest_wait=0.001),
}

Question = Callable[[Any], Awaitable[Any]]
"""Asked of a gateway; answered by what an agency attests, or by octets of its own."""


@dataclass(frozen=True, slots=True)
class Agency:
    """One agency under test: who it is, its stand-in, and how to open a gateway to it."""

    manifest: catalog.Manifest
    simulator: Simulator
    url: str
    open: Callable[..., Any]
    subjects: Subjects
    connections: list[Connection]

    @property
    def questions(self) -> list[Question]:
        """Every probe of the agency, about the subjects of its stand-in."""
        probes = probes_of(self.manifest.name).all
        return [partial(_ask, probe, self.subjects) for probe in probes]

    @property
    def repeats(self) -> bool:
        """Whether a question that failed is asked again: what is brought is brought once."""
        return not {"Receiver", "WorkshopNotices"}.issuperset(self.manifest.offers)


def _ask(probe: Probe, subjects: Subjects, gateway: Any) -> Awaitable[Any]:
    return probe.ask(gateway, subjects)


def subjects_of(name: str) -> Subjects:
    """Return whom to ask the stand-in about: its own word, where its keys decide that."""
    told = getattr(import_module(f"simulators.{name}.people"), "subjects", None)
    return {**probes_of(name).subjects, **(told(made()) if told else {})}


def account_at(name: str, folder: Path) -> dict[str, Any]:
    """Return our account at a stand-in that knows who asks, its files in ``folder``.

    Such a one tells them with ``account(keys, folder)`` of its ``people.py``: ``credentials`` and
    ``certificate``, as the catalog takes them.
    """
    told = getattr(import_module(f"simulators.{name}.people"), "account", None)
    return {"credentials": None, **(told(made(), folder) if told else {})}


def messages() -> HubMessages:
    """Return what seals our messages as the hub that the stand-ins know, at `NOW`."""
    hub = made_hub()
    der = hub.certificate.public_bytes(Encoding.DER)
    return HubMessages(FileSigner(hub.key, der, ()), lambda: NOW)


@pytest.fixture(scope="session")
def people() -> Population:
    """Give a small country."""
    return population(SEED, 500)


@pytest.fixture(params=sorted(catalog.discover()))
def name(request: pytest.FixtureRequest) -> str:
    """Give the name of each agency the catalog finds; a test module may fix one instead."""
    return str(request.param)


@pytest.fixture
async def agency(name: str, people: Population, tmp_path: Path) -> AsyncIterator[Agency]:
    """Give an agency whose stand-in listens on a free port of loopback."""
    account = account_at(name, tmp_path)
    simulator = app_of(name, people, now=lambda: NOW)
    assert isinstance(simulator, Simulator)
    manifest = catalog.discover()[name]
    opened: list[Connection] = []
    async with AsyncExitStack() as stack:
        url = await stack.enter_async_context(listening(simulator))

        def open_gateway(*, at: str = url, **changes: Any) -> Any:
            changed = manifest.model_copy(update=_PLAIN | changes)
            settings = catalog.AgencySettings(at, enabled=True, **account)
            connection = catalog.connect(
                changed, settings, lambda: NOW, AgencyTransport(), messages()
            )
            stack.push_async_callback(connection.http.aclose)
            opened.append(connection)
            return import_module(f"adapters.{name}.gateway").build(connection)

        yield Agency(manifest, simulator, url, open_gateway, subjects_of(name), opened)


@pytest.fixture
def deaf_url() -> Iterator[str]:
    """Give the URL of a port that is bound, so that nobody else has it, and refuses everybody."""
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{bound.getsockname()[1]}"


@pytest.fixture
async def browser() -> AsyncIterator[httpx.AsyncClient]:
    """Give a plain HTTP client, to ask stand-ins without our gateways."""
    async with httpx.AsyncClient(trust_env=False) as client:
        yield client
