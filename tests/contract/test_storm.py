"""Decisions in bad weather: whatever the agencies do, nobody is cleared who owes or does not live.

``PEYVAND_STORM_SEEDS`` sets how many storms there are; a night may have more than a working day.
"""

import os
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from importlib import import_module

import pytest

from adapters.base import catalog
from adapters.base.resilience import BreakerLimits, Retries
from hub.clock.deadlines import Deadlines
from hub.usecases.article37.usecase import Article37
from schemas.canonical.decision import Outcome
from schemas.canonical.inquiry import DebtInquiry
from simulators.civil_registry.people import MAGIC as PEOPLE
from simulators.insurance_ledger.people import MAGIC as WORKSHOPS
from simulators.kit.command import app_of
from simulators.kit.drift import DRIFTS
from simulators.kit.faults import Fault
from simulators.kit.people import Person, Workshop
from simulators.kit.population import population
from simulators.kit.simulator import Simulator
from tests.contract.conftest import NOW, SEED
from tests.kit import article37 as kit
from tests.kit.inprocess import InProcess

SEEDS = int(os.environ.get("PEYVAND_STORM_SEEDS", "200"))
REGISTRY, LEDGER = "civil_registry", "insurance_ledger"
_FIELDS = 60
_HASTY = {
    "retries": Retries(attempts=2, first_wait=0.0001, longest_wait=0.0001),
    "breaker": BreakerLimits(failures=1_000, reset_seconds=1),
}


@dataclass(frozen=True)
class Truth:
    """A request, and what a clerk with both registers open before him would answer."""

    inquiry: DebtInquiry
    outcome: Outcome


def truth(person: Person, workshop: Workshop, outcome: Outcome, *, located: bool = False) -> Truth:
    """Return the truth on a person's workshop, named by its number or by where it stands."""
    born = f"{person.born:08}"
    asked = {
        "Transferor/Natural/NationalId": person.national_id,
        "Transferor/Natural/BirthDate": f"{born[:4]}/{born[4:6]}/{born[6:]}",
        "Transferor/Natural/GivenName": person.given_name,
        "Transferor/Natural/FamilyName": person.family_name,
    }
    where = (
        {
            "Workshop/Located/PostalCode": workshop.postal_code,
            "Workshop/Located/Address": workshop.address,
        }
        if located
        else {
            "Workshop/Registered/WorkshopId": workshop.workshop_id,
            "Workshop/Registered/Branch": workshop.branch,
        }
    )
    return Truth(kit.inquiry(kit.REQUEST | asked | kit.TRANSFEREE | where), outcome)


_CLEAR, _OWING, _DEAD = (
    PEOPLE[key].person for key in ("clear-employer", "owing-employer", "deceased")
)
_NOTHING, _DEBT = WORKSHOPS["clear"].workshop, WORKSHOPS["owing"].workshop
TRUTHS = (
    truth(_CLEAR, _NOTHING, Outcome.GRANTED),
    truth(_CLEAR, _NOTHING, Outcome.GRANTED, located=True),
    truth(_OWING, _DEBT, Outcome.REFUSED),
    truth(_OWING, _DEBT, Outcome.REFUSED, located=True),
    truth(PEOPLE["lost-zeros"].person, WORKSHOPS["lost-zeros"].workshop, Outcome.REFUSED),
    truth(_DEAD, _NOTHING, Outcome.UNDETERMINED),
    truth(_CLEAR, WORKSHOPS["message"].workshop, Outcome.UNDETERMINED),
    truth(_CLEAR, WORKSHOPS["unknown"].workshop, Outcome.UNDETERMINED),
)


@asynccontextmanager
async def house(apps: Mapping[str, Simulator]) -> AsyncIterator[Article37]:
    """Give the duty with gateways to ``apps``."""
    gateways = {}
    async with AsyncExitStack() as stack:
        for name in apps:
            manifest = catalog.discover()[name].model_copy(update=_HASTY)
            settings = catalog.AgencySettings(f"http://{name}", enabled=True, credentials=None)
            connection = catalog.connect(manifest, settings, lambda: NOW, InProcess(apps))
            stack.push_async_callback(connection.http.aclose)
            gateways[name] = import_module(f"adapters.{name}.gateway").build(connection)
        deadlines = Deadlines(answer_days=15, valid_days=30)
        yield Article37(persons=gateways[REGISTRY], ledger=gateways[LEDGER], deadlines=deadlines)


@pytest.fixture(scope="module")
def apps() -> dict[str, Simulator]:
    """Give the two agencies of the duty."""
    made = {name: app_of(name, population(SEED, 50)) for name in (REGISTRY, LEDGER)}
    return {name: app for name, app in made.items() if isinstance(app, Simulator)}


async def test_the_truths_are_true(apps: dict[str, Simulator]) -> None:
    """Held against wrong truths, every storm would prove the opposite of what it should."""
    for app in apps.values():
        app.faults.set(Fault())
    async with house(apps) as duty:
        for one in TRUTHS:
            assert (await duty.decide(one.inquiry)).outcome is one.outcome


async def test_no_storm_clears_anybody_who_owes(apps: dict[str, Simulator]) -> None:
    """An agency that fails would grant what the law refuses, or refuse what it grants."""
    seen: Counter[tuple[Outcome, Outcome]] = Counter()
    async with house(apps) as duty:
        for seed in range(SEEDS):
            for number, app in enumerate(apps.values()):
                app.faults.set(Fault(mode="storm", seed=2 * seed + number, milliseconds=0))
            for one in TRUTHS:
                outcome = (await duty.decide(one.inquiry)).outcome
                seen[one.outcome, outcome] += 1
                assert outcome in {one.outcome, Outcome.UNDETERMINED}, f"seed {seed}"
    assert {outcome for _, outcome in seen} == set(Outcome)
    assert seen[Outcome.GRANTED, Outcome.GRANTED] > seen[Outcome.GRANTED, Outcome.UNDETERMINED]


@pytest.mark.parametrize("agency", [REGISTRY, LEDGER])
@pytest.mark.parametrize("mode", sorted(DRIFTS))
async def test_no_drift_clears_anybody_who_owes(
    apps: dict[str, Simulator], mode: str, agency: str
) -> None:
    """A field that is left out would read as zero, as alive, as nobody in particular.

    There are more seeds than any answer has fields, so that each of them is missing once.
    """
    async with house(apps) as duty:
        for seed in range(_FIELDS if mode == "missing-field" else 5):
            for name, app in apps.items():
                drifting = mode if name == agency else "none"
                app.faults.set(Fault(mode=drifting, seed=seed))
            for one in TRUTHS:
                outcome = (await duty.decide(one.inquiry)).outcome
                assert outcome in {one.outcome, Outcome.UNDETERMINED}, f"seed {seed}"


@pytest.mark.parametrize("silent", [REGISTRY, LEDGER])
async def test_a_silent_agency_is_never_no_debt(apps: dict[str, Simulator], silent: str) -> None:
    """Silence would be read as an answer."""
    for name, app in apps.items():
        app.faults.set(Fault(mode="hang" if name == silent else "none"))
    async with house(apps) as duty:
        for one in TRUTHS:
            assert (await duty.decide(one.inquiry)).outcome is Outcome.UNDETERMINED
