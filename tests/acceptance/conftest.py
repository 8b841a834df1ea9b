"""The whole house as processes: stand-ins, doors and worker, on a database of its own."""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from hub.config import Settings
from simulators.notary_offices.client import NotaryOffice
from tests.acceptance.house import PEYVAND, Program, agreed_with, furnished, hub, running, variables
from tests.acceptance.parties import CHAMBERS, NOTARIES, OTHERS, RETIRING, TAX, Keyring
from tests.acceptance.records import fresh_database


@dataclass(frozen=True, slots=True)
class House:
    """A standing hub: where its doors are, what it is set to, and what it logs."""

    origin: str
    settings: Settings
    doors: Program
    keys: Keyring

    @property
    def address(self) -> str:
        """The address of its SOAP door."""
        return f"{self.origin}/soap/article37/v1"

    def log(self) -> str:
        """Return what the doors have logged so far."""
        return self.doors.log.read_text("utf-8")

    def office(self, name: str = NOTARIES, **how: Any) -> NotaryOffice:
        """Return a notary's programme that speaks to this hub."""
        return self.keys.office(self.origin, name, **how)


_BESIDE = frozenset(
    {
        "certification_authority",
        "timestamp_authority",
        "commerce_card_registry",
        "electronic_notification",
        "notary_offices",
    }
)
"""Who is asked beside the road, or told."""


class StandIns:
    """The simulated agencies, and the hand on their faults."""

    def __init__(self, told: Mapping[str, Any], keeper: httpx.Client) -> None:
        self.urls: Mapping[str, str] = told["agencies"]
        self.settings = {
            name: {"base_url": url, **told["accounts"].get(name, {})}
            for name, url in self.urls.items()
        }
        self._keeper = keeper

    def fault(self, agency: str, **fault: Any) -> None:
        """Put a fault in force."""
        self._manage("POST", agency, "faults", fault)

    def reset(self) -> None:
        """Make every agency sound again, with no memory."""
        for agency in self.urls:
            self._manage("POST", agency, "reset")

    def calls(self) -> int:
        """Return how many calls the agencies that know facts have had since they were reset.

        The worker asks the others, about documents that are out already, when it comes to it.
        """
        asked = self.urls.keys() - _BESIDE
        return sum(len(self._manage("GET", agency, "history")) for agency in asked)

    def taken(self, agency: str) -> list[dict[str, Any]]:
        """Return the notices that the system of a consumer says it has taken."""
        told: list[dict[str, Any]] = self._manage("GET", agency, "notices")
        return told

    def _manage(self, method: str, agency: str, what: str, body: Any = None) -> Any:
        url = f"{self.urls[agency]}/_manage/{what}"
        return self._keeper.request(method, url, json=body).raise_for_status().json()


@pytest.fixture(scope="session")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Keyring:
    """Give the keys of the deployment under test."""
    return Keyring(tmp_path_factory.mktemp("keys"))


@pytest.fixture(scope="session")
def standing(keys: Keyring, tmp_path_factory: pytest.TempPathFactory) -> Iterator[StandIns]:
    """Give the simulated agencies, one process for the session, with the deployment's keys."""
    command = [str(Path(PEYVAND).with_name("python")), "-m", "simulators", "--people", "50"]
    command += ["--pki", str(keys.folder)]
    command += ["--accounts", str(tmp_path_factory.mktemp("accounts"))]
    log = tmp_path_factory.mktemp("agencies") / "log"
    with running(command, log) as program, httpx.Client(trust_env=False) as keeper:
        yield StandIns(json.loads(program.said[0]), keeper)


@pytest.fixture
def agencies(standing: StandIns) -> Iterator[StandIns]:
    """Give the simulated agencies, sound and without memory, and leave them so."""
    standing.reset()
    yield standing
    standing.reset()


@pytest.fixture(scope="session")
def house_database(postgres: str, template: str, keys: Keyring) -> Iterator[str]:
    """Give the database of the session's house: three kinds of notaries, and who is none."""
    with fresh_database(postgres, template) as url:
        for notaries in (NOTARIES, OTHERS, RETIRING):
            keys.enrol(url, code=notaries)
        keys.enrol(url, code=TAX)
        keys.enrol(url, code=CHAMBERS)
        yield url


@pytest.fixture(scope="session")
def house(
    house_database: str,
    keys: Keyring,
    standing: StandIns,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[House]:
    """Give the house that most tests share: ``peyvand serve`` and ``peyvand work``."""
    folder = tmp_path_factory.mktemp("house")
    policy = agreed_with(OTHERS, RETIRING, below=folder)
    settings = furnished(house_database, keys, standing.settings, config_dir=policy)
    with ExitStack() as stack:
        origin, doors = stack.enter_context(hub(settings, folder / "doors.log"))
        work = [PEYVAND, "work"]
        stack.enter_context(running(work, folder / "worker.log", variables(settings)))
        yield House(origin, settings, doors, keys)


@pytest.fixture(scope="session")
def notary(house: House) -> Iterator[NotaryOffice]:
    """Give a registered notary office, speaking SOAP 1.1."""
    with house.office() as office:
        yield office


@pytest.fixture(scope="session", params=[False, True], ids=["soap11", "soap12"])
def office(request: pytest.FixtureRequest, house: House) -> Iterator[NotaryOffice]:
    """Give a registered notary office of either SOAP version."""
    with house.office(soap12=request.param) as office:
        yield office


@pytest.fixture
def own_settings(database_url: str, keys: Keyring, agencies: StandIns) -> Callable[..., Settings]:
    """Give settings of a hub on a fresh database, its notaries registered."""
    keys.enrol(database_url)
    keys.enrol(database_url, code=CHAMBERS)

    def settings(**more: object) -> Settings:
        return furnished(database_url, keys, agencies.settings, **more)

    return settings
