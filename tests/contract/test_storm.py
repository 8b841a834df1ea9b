"""Decisions in bad weather: whatever the agencies do, nobody is cleared who owes or does not live.

``PEYVAND_STORM_SEEDS`` sets how many storms there are; a night may have more than a working day.
"""

import os
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import pytest

from adapters.base import catalog
from adapters.base.resilience import BreakerLimits, Retries
from hub.clock.deadlines import Deadlines
from hub.usecases.article37.usecase import Article37
from hub.usecases.commerce_card.usecase import CommerceCard
from schemas.canonical.decision import Outcome
from simulators.civil_registry.people import MAGIC as PEOPLE
from simulators.insurance_ledger.people import MAGIC as WORKSHOPS
from simulators.kit.command import app_of
from simulators.kit.drift import DRIFTS
from simulators.kit.faults import Fault
from simulators.kit.people import Person, Workshop
from simulators.kit.population import population
from simulators.kit.simulator import Simulator
from simulators.legal_person_registry.people import MAGIC as COMPANIES
from tests.contract.conftest import NOW, SEED
from tests.kit import article37 as kit
from tests.kit import commerce_card as card
from tests.kit.inprocess import InProcess

SEEDS = int(os.environ.get("PEYVAND_STORM_SEEDS", "200"))
REGISTRY, FIRMS, LEDGER = "civil_registry", "legal_person_registry", "insurance_ledger"
_FIELDS = 60
_HASTY = {
    "retries": Retries(attempts=2, first_wait=0.0001, longest_wait=0.0001),
    "breaker": BreakerLimits(failures=1_000, reset_seconds=1),
}


@dataclass(frozen=True)
class Truth:
    """A request, and what a clerk with all registers open before him would answer."""

    duty: str
    inquiry: Any
    outcome: Outcome


def deed(person: Person, workshop: Workshop, outcome: Outcome, *, located: bool = False) -> Truth:
    """Return the truth on a transfer of a person's workshop."""
    asked = {
        **natural("Transferor", person),
        "Transferor/Natural/GivenName": person.given_name,
        "Transferor/Natural/FamilyName": person.family_name,
    }
    fields = kit.REQUEST | asked | kit.TRANSFEREE | place(workshop, located=located)
    return Truth(Article37.name, kit.inquiry(fields), outcome)


def clearance(applicant: Mapping[str, str], workshop: Workshop, outcome: Outcome) -> Truth:
    """Return the truth on an applicant for a commerce card and his head office."""
    fields = card.RENEWAL | applicant | place(workshop)
    return Truth(CommerceCard.name, card.inquiry(fields), outcome)


def natural(role: str, person: Person) -> dict[str, str]:
    """Return the fields that name a natural person."""
    born = f"{person.born:08}"
    return {
        f"{role}/Natural/NationalId": person.national_id,
        f"{role}/Natural/BirthDate": f"{born[:4]}/{born[4:6]}/{born[6:]}",
    }


def legal(key: str) -> dict[str, str]:
    """Return the fields that name one of the magic firms."""
    return {"Applicant/Legal/LegalId": COMPANIES[key].record.legal_id}


def place(workshop: Workshop, *, located: bool = False) -> dict[str, str]:
    """Return the fields that name a workshop by its number, or by where it stands."""
    if located:
        return {
            "Workshop/Located/PostalCode": workshop.postal_code,
            "Workshop/Located/Address": workshop.address,
        }
    return {
        "Workshop/Registered/WorkshopId": workshop.workshop_id,
        "Workshop/Registered/Branch": workshop.branch,
    }


_CLEAR, _OWING, _DEAD, _SHORT = (
    PEOPLE[key].person for key in ("clear-employer", "owing-employer", "deceased", "lost-zeros")
)
_NOTHING, _DEBT, _ONE_DEBT = (WORKSHOPS[key].workshop for key in ("clear", "owing", "lost-zeros"))
TRUTHS = (
    deed(_CLEAR, _NOTHING, Outcome.GRANTED),
    deed(_CLEAR, _NOTHING, Outcome.GRANTED, located=True),
    deed(_OWING, _DEBT, Outcome.REFUSED),
    deed(_OWING, _DEBT, Outcome.REFUSED, located=True),
    deed(_SHORT, _ONE_DEBT, Outcome.REFUSED),
    deed(_DEAD, _NOTHING, Outcome.UNDETERMINED),
    deed(_CLEAR, WORKSHOPS["message"].workshop, Outcome.UNDETERMINED),
    deed(_CLEAR, WORKSHOPS["unknown"].workshop, Outcome.UNDETERMINED),
    clearance(legal("active"), _NOTHING, Outcome.GRANTED),
    clearance(legal("active"), _ONE_DEBT, Outcome.REFUSED),
    clearance(legal("dissolved"), _NOTHING, Outcome.REFUSED),
    clearance(natural("Applicant", _CLEAR), _NOTHING, Outcome.GRANTED),
)


@asynccontextmanager
async def house(apps: Mapping[str, Simulator]) -> AsyncIterator[Mapping[str, Any]]:
    """Give the duties by name, with gateways to ``apps`` that remember nothing yet."""
    gateways = {}
    async with AsyncExitStack() as stack:
        for name in apps:
            manifest = catalog.discover()[name].model_copy(update=_HASTY)
            settings = catalog.AgencySettings(f"http://{name}", enabled=True, credentials=None)
            connection = catalog.connect(manifest, settings, lambda: NOW, InProcess(apps))
            stack.push_async_callback(connection.http.aclose)
            gateways[name] = import_module(f"adapters.{name}.gateway").build(connection)
        facts = {
            "persons": gateways[REGISTRY],
            "ledger": gateways[LEDGER],
            "deadlines": Deadlines(answer_days=15, valid_days=30),
        }
        yield {
            Article37.name: Article37(**facts),
            CommerceCard.name: CommerceCard(**facts, firms=gateways[FIRMS], choices=card.REFUSE),
        }


async def decided(duties: Mapping[str, Any], one: Truth) -> Outcome:
    """Return what the duty of ``one`` decides."""
    found: Outcome = (await duties[one.duty].decide(one.inquiry)).outcome
    return found


@pytest.fixture(scope="module")
def apps() -> dict[str, Simulator]:
    """Give the agencies of both duties."""
    made = {name: app_of(name, population(SEED, 50)) for name in (REGISTRY, FIRMS, LEDGER)}
    return {name: app for name, app in made.items() if isinstance(app, Simulator)}


async def test_the_truths_are_true(apps: dict[str, Simulator]) -> None:
    """Held against wrong truths, every storm would prove the opposite of what it should."""
    for app in apps.values():
        app.faults.set(Fault())
    async with house(apps) as duties:
        for one in TRUTHS:
            assert await decided(duties, one) is one.outcome


async def test_no_storm_clears_anybody_who_owes(apps: dict[str, Simulator]) -> None:
    """An agency that fails would grant what the law refuses, or refuse what it grants."""
    seen: Counter[tuple[Outcome, Outcome]] = Counter()
    for seed in range(SEEDS):
        for number, app in enumerate(apps.values()):
            app.faults.set(Fault(mode="storm", seed=3 * seed + number, milliseconds=0))
        async with house(apps) as duties:
            for one in TRUTHS:
                outcome = await decided(duties, one)
                seen[one.outcome, outcome] += 1
                assert outcome in {one.outcome, Outcome.UNDETERMINED}, f"seed {seed}"
    assert {outcome for _, outcome in seen} == set(Outcome)
    assert seen[Outcome.GRANTED, Outcome.GRANTED] > seen[Outcome.GRANTED, Outcome.UNDETERMINED]


@pytest.mark.parametrize("agency", [REGISTRY, FIRMS, LEDGER])
@pytest.mark.parametrize("mode", sorted(DRIFTS))
async def test_no_drift_clears_anybody_who_owes(
    apps: dict[str, Simulator], mode: str, agency: str
) -> None:
    """A field that is left out would read as zero, as alive, as nobody in particular.

    There are more seeds than any answer has fields, so that each of them is missing once.
    """
    for seed in range(_FIELDS if mode == "missing-field" else 5):
        for name, app in apps.items():
            app.faults.set(Fault(mode=mode if name == agency else "none", seed=seed))
        async with house(apps) as duties:
            for one in TRUTHS:
                outcome = await decided(duties, one)
                assert outcome in {one.outcome, Outcome.UNDETERMINED}, f"seed {seed}"


@pytest.mark.parametrize("silent", [REGISTRY, FIRMS, LEDGER])
async def test_a_silent_agency_is_never_no_debt(apps: dict[str, Simulator], silent: str) -> None:
    """Silence would be read as an answer."""
    for name, app in apps.items():
        app.faults.set(Fault(mode="hang" if name == silent else "none"))
    async with house(apps) as duties:
        for one in TRUTHS:
            expected = Outcome.UNDETERMINED if asks(one, silent) else one.outcome
            assert await decided(duties, one) is expected


def asks(one: Truth, agency: str) -> bool:
    """Tell whether a decision hangs on ``agency``: no firm stands in the civil registry."""
    is_firm = "Legal" in repr(getattr(one.inquiry, "applicant", None))
    return agency == LEDGER or (agency == FIRMS) == is_firm
