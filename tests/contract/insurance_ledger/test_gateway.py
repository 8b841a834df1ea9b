"""The ledger's gateway against its stand-in: every magic input comes to what it should."""

from datetime import date

import pytest

from adapters.base.errors import AgencyBrokeContract, AgencyRefused, AgencyUnavailable, NoSuchRecord
from schemas.canonical.identifiers import (
    parse_branch_code,
    parse_postal_code,
    parse_workshop_id,
)
from schemas.canonical.text import fold, same_text
from schemas.canonical.workshop import WorkshopRef
from simulators.insurance_ledger.people import EMPTY, MAGIC, SHARED, SINGLE
from simulators.insurance_ledger.server import create_app
from simulators.kit.people import Workshop
from simulators.kit.population import Population
from tests.contract.conftest import IMPATIENT, Agency


def _ref(workshop: Workshop) -> WorkshopRef:
    """Return the hub's reference to a synthetic workshop."""
    return WorkshopRef(parse_workshop_id(workshop.workshop_id), parse_branch_code(workshop.branch))


async def test_every_debt_is_read(agency: Agency, people: Population) -> None:
    """Amounts, names and numbers survive the wire for all kinds of workshops."""
    gateway = agency.open()
    for workshop in people.workshops.values():
        position = (await gateway.debt_of(_ref(workshop))).value
        parts = (position.definite, position.divisible, position.indivisible)
        assert parts == (workshop.definite, workshop.divisible, workshop.indivisible)
        assert position.workshop == _ref(workshop)
        assert same_text(position.workshop_name, workshop.name)


@pytest.mark.parametrize("key", ["clear", "owing", "firm", "lost-zeros"])
async def test_known(agency: Agency, key: str) -> None:
    """Lost zeros and separators are the ledger's habits, not errors."""
    workshop = MAGIC[key].workshop
    position = (await agency.open().debt_of(_ref(workshop))).value
    assert position.workshop == _ref(workshop)
    assert position.total == workshop.definite + workshop.divisible + workshop.indivisible


async def test_day_of_the_figures(agency: Agency, people: Population) -> None:
    """The figures are dated by the ledger's day, not by ours."""
    agency.simulator.answer = create_app(people, lambda: 14050901).answer
    position = (await agency.open().debt_of(_ref(MAGIC["clear"].workshop))).value
    assert position.as_of == date(2026, 11, 22)


@pytest.mark.parametrize(
    ("key", "error", "code"),
    [
        ("message", AgencyBrokeContract, "amount-is-a-message"),
        ("empty-amount", AgencyBrokeContract, "amount-is-missing"),
        ("other-workshop", AgencyBrokeContract, "other-workshop"),
        ("closed", AgencyRefused, "service-closed"),
        ("unknown", NoSuchRecord, "no-such-workshop"),
        ("slow", AgencyUnavailable, "timeout"),
    ],
)
async def test_refused(agency: Agency, key: str, error: type[Exception], code: str) -> None:
    """Each failure keeps its kind: none of them may be taken for a debt of nothing."""
    gateway = agency.open(timeouts=IMPATIENT) if key == "slow" else agency.open()
    with pytest.raises(error) as caught:
        await gateway.debt_of(_ref(MAGIC[key].workshop))
    assert caught.value.code == code  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("postal_code", "keys"),
    [(SINGLE, ["clear"]), (SHARED, ["owing", "firm", "lost-zeros"]), (EMPTY, [])],
)
async def test_workshops_at(agency: Agency, postal_code: str, keys: list[str]) -> None:
    """None, one and many are three different answers to a deed without a workshop number."""
    found = (await agency.open().workshops_at(parse_postal_code(postal_code))).value
    asked = [MAGIC[key].workshop for key in keys]
    assert [(one.workshop, fold(one.name), fold(one.address)) for one in found] == [
        (_ref(one), fold(one.name), fold(one.address)) for one in asked
    ]
