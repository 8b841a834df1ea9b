"""Every agency's stand-in over real sockets, and its gateway as the catalog builds it."""

import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import import_module
from typing import Any

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from adapters.base import catalog
from adapters.base.http import Timeouts
from adapters.base.ports import Attested
from adapters.base.resilience import Retries
from adapters.base.transport import AgencyTransport
from schemas.canonical.dates import parse_jalali
from schemas.canonical.identifiers import (
    parse_branch_code,
    parse_national_id,
    parse_postal_code,
    parse_workshop_id,
)
from schemas.canonical.workshop import WorkshopRef
from simulators.civil_registry.people import MAGIC as PEOPLE
from simulators.insurance_ledger.people import MAGIC as WORKSHOPS
from simulators.kit.command import app_of
from simulators.kit.keys import made
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

Question = Callable[[Any], Awaitable[Attested[Any] | bytes]]
"""Answered by what an agency attests, or by octets that it signed itself."""
_PERSON = PEOPLE["clear-employer"].person
_WORKSHOP = WORKSHOPS["clear"].workshop


def _find_person(gateway: Any) -> Awaitable[Attested[Any]]:
    """Ask for somebody everybody knows."""
    found: Awaitable[Attested[Any]] = gateway.find_person(
        parse_national_id(_PERSON.national_id), parse_jalali(str(_PERSON.born))
    )
    return found


def _debt_of(gateway: Any) -> Awaitable[Attested[Any]]:
    """Ask for the debt of a workshop everybody knows."""
    ref = WorkshopRef(parse_workshop_id(_WORKSHOP.workshop_id), parse_branch_code(_WORKSHOP.branch))
    found: Awaitable[Attested[Any]] = gateway.debt_of(ref)
    return found


def _workshops_at(gateway: Any) -> Awaitable[Attested[Any]]:
    """Ask for the workshops at a postal code everybody knows."""
    found: Awaitable[Attested[Any]] = gateway.workshops_at(parse_postal_code(_WORKSHOP.postal_code))
    return found


def _timestamp(gateway: Any) -> Awaitable[bytes]:
    """Ask for a time stamp on a digest like any other."""
    found: Awaitable[bytes] = gateway.timestamp(bytes(range(32)))
    return found


def _status_of(gateway: Any) -> Awaitable[bytes]:
    """Ask about a certificate of the stand-ins' own authority."""
    found: Awaitable[bytes] = gateway.status_of(
        _der(made().timestamps.certificate), _der(made().issuing.certificate)
    )
    return found


def _revocation_list(gateway: Any) -> Awaitable[bytes]:
    """Ask for the list of the stand-ins' root."""
    found: Awaitable[bytes] = gateway.revocation_list(_der(made().root.certificate))
    return found


def _der(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(Encoding.DER)


QUESTIONS: dict[str, tuple[Question, ...]] = {
    "PersonRegistry": (_find_person,),
    "DebtLedger": (_debt_of, _workshops_at),
    "TimestampAuthority": (_timestamp,),
    "RevocationSource": (_status_of, _revocation_list),
}
"""By port, questions that have an answer; an agency that offers the port is asked them all."""


@dataclass(frozen=True, slots=True)
class Agency:
    """One agency under test: who it is, its stand-in, and how to open a gateway to it."""

    manifest: catalog.Manifest
    simulator: Simulator
    url: str
    open: Callable[..., Any]

    @property
    def questions(self) -> list[Question]:
        """Every question that the agency's ports can be asked."""
        return [one for port in self.manifest.offers for one in QUESTIONS[port]]


@pytest.fixture(scope="session")
def people() -> Population:
    """Give a small country."""
    return population(SEED, 500)


@pytest.fixture(params=sorted(catalog.discover()))
def name(request: pytest.FixtureRequest) -> str:
    """Give the name of each agency the catalog finds; a test module may fix one instead."""
    return str(request.param)


@pytest.fixture
async def agency(name: str, people: Population) -> AsyncIterator[Agency]:
    """Give an agency whose stand-in listens on a free port of loopback."""
    simulator = app_of(name, people, now=lambda: NOW)
    assert isinstance(simulator, Simulator)
    manifest = catalog.discover()[name]
    async with AsyncExitStack() as stack:
        url = await stack.enter_async_context(listening(simulator))

        def open_gateway(*, at: str = url, **changes: Any) -> Any:
            changed = manifest.model_copy(update=_PLAIN | changes)
            settings = catalog.AgencySettings(at, enabled=True, credentials=None)
            connection = catalog.connect(changed, settings, lambda: NOW, AgencyTransport())
            stack.push_async_callback(connection.http.aclose)
            return import_module(f"adapters.{name}.gateway").build(connection)

        yield Agency(manifest, simulator, url, open_gateway)


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
