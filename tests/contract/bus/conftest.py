"""Gateways that reach their stand-ins through the government's buses, over real sockets."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from adapters.base import catalog
from adapters.base.probe import probes_of
from adapters.base.transport import AgencyTransport
from simulators.government_bus import esb, public_bus, tokens
from simulators.government_bus.esb import create_esb, endpoint
from simulators.government_bus.public_bus import create_public_bus
from simulators.government_bus.services import OPERATIONS, PROXIES
from simulators.kit.command import app_of
from simulators.kit.population import Population
from simulators.kit.serve import listening
from simulators.kit.simulator import Simulator
from tests.contract.conftest import NOW, SEED

ACCOUNT = f"""
provider_code = "1234"

[esb]
user = "{esb.USER}"
password = "{esb.PASSWORD}"

[public_bus]
user = "{tokens.USER}"
password = "{tokens.PASSWORD}"
client = "{public_bus.CLIENT}"
client_secret = "{public_bus.CLIENT_SECRET}"
provider = "{public_bus.PROVIDER}"
provider_secret = "{public_bus.PROVIDER_SECRET}"
pid = "{public_bus.PID}"
"""


@dataclass(slots=True)
class Clock:
    """A clock that goes when it is told."""

    instant: datetime = NOW

    def __call__(self) -> datetime:
        return self.instant

    def forward(self, seconds: float) -> None:
        self.instant += timedelta(seconds=seconds)


@dataclass(slots=True)
class Bus:
    """A bus in front of one agency; ``open`` gives the gateway through it."""

    agency: str
    simulator: Simulator
    behind: Simulator
    clock: Clock
    open: Callable[..., Any]
    questions: list[Callable[[Any], Awaitable[Any]]] = field(default_factory=list)


@pytest.fixture
async def reached(
    people: Population, tmp_path: Path
) -> AsyncIterator[Callable[..., Awaitable[Bus]]]:
    """Give a way to put an agency behind its bus."""
    async with AsyncExitStack() as stack:

        async def put(agency: str, way: str, **manner: Any) -> Bus:
            clock = Clock()
            behind = app_of(agency, people)
            assert isinstance(behind, Simulator)
            simulator, path = _bus(agency, way, behind, clock, manner)
            url = await stack.enter_async_context(listening(simulator))
            opened = partial(_open, agency, way, stack, clock, tmp_path, url + path)
            probes = probes_of(agency)
            asked = [partial(_ask, probe.ask, probes.subjects) for probe in probes.all]
            return Bus(agency, simulator, behind, clock, opened, asked)

        yield put


def _bus(
    agency: str, way: str, behind: Simulator, clock: Clock, manner: dict[str, Any]
) -> tuple[Simulator, str]:
    """Return the bus of a way in front of ``behind``, and the path of its base URL."""
    if way == "esb":
        proxy = PROXIES.get(agency, "GSB_OfOurMaking")
        return create_esb({proxy: behind.answer}, SEED), endpoint(proxy)
    service = {OPERATIONS.get(agency, ""): behind.answer}
    return create_public_bus(service, SEED, clock, **manner), ""


def _open(
    agency: str,
    way: Any,
    stack: AsyncExitStack,
    clock: Clock,
    folder: Path,
    url: str,
    account: str = ACCOUNT,
    **changes: Any,
) -> Any:
    """Return the gateway of ``agency`` at ``url``, its manifest changed so that it asks once."""
    path = folder / "account.toml"
    path.write_text(account if agency == "mobile_ownership" else _buses(account), "utf-8")
    once = {"retries": catalog.Retries(attempts=1, first_wait=0.001, longest_wait=0.001)}
    manifest = catalog.discover()[agency].model_copy(update=once | changes)
    settings = catalog.AgencySettings(url, enabled=True, credentials=path, via=way)
    connection = catalog.connect(manifest, settings, clock, AgencyTransport())
    stack.push_async_callback(connection.http.aclose)
    return import_module(f"adapters.{agency}.gateway").build(connection)


def _buses(account: str) -> str:
    """Return an account without entries of the agency itself."""
    return account[account.index("[") :]


def _ask(ask: Any, subjects: Any, gateway: Any) -> Awaitable[Any]:
    asked: Awaitable[Any] = ask(gateway, subjects)
    return asked
