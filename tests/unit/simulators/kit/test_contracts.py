"""The public contracts of a synthetic country: stable, whole in both registers, plausible."""

from dataclasses import replace

import pytest

from schemas.canonical.dates import parse_jalali
from schemas.canonical.identifiers import parse_contract_registration
from simulators.kit.contracts import Entry, contracts
from simulators.kit.people import Firm
from simulators.kit.population import population

COUNTRY = population(11, 500)


def _entries(register: str) -> list[Entry]:
    """Return what a register holds."""
    told = (getattr(one, register) for one in contracts(COUNTRY))
    return [one for one in told if one is not None]


def test_same_seed_same_contracts() -> None:
    """Two stand-ins in two processes must know the same contracts."""
    assert contracts(COUNTRY) == contracts(population(11, 500))
    assert contracts(COUNTRY) != contracts(population(12, 500))


@pytest.mark.parametrize("register", ["tax", "budget"])
def test_a_register_is_an_ordered_list(register: str) -> None:
    """A gap or a double in the order of changes would make paging lose or repeat."""
    entries = _entries(register)
    assert sorted(one.changed for one in entries) == list(range(1, len(entries) + 1))
    assert len({one.key for one in entries}) == len(entries)
    assert all(one.revision > 1 for one in entries if one.withdrawn)
    assert any(one.withdrawn for one in entries)


def test_the_registers_differ() -> None:
    """Reconciliation has something to find: one-sided contracts, two amounts, keys untold."""
    both = [(one.tax, one.budget) for one in contracts(COUNTRY) if one.tax and one.budget]
    alone = [one for one in contracts(COUNTRY) if not (one.tax and one.budget)]
    assert {one.tax is None for one in alone} == {True, False}
    assert 0 < sum(tax.amount != budget.amount for tax, budget in both) < len(both) / 4
    assert any(not tax.other_key for tax, _ in both)
    for tax, budget in both:
        assert tax.other_key in {"", budget.key}
        assert budget.other_key in {"", tax.key}


def test_every_contract_is_plausible() -> None:
    """Whatever an agency tells of these must pass every check of the hub's."""
    for one in contracts(COUNTRY):
        signed, starts, ends = (
            parse_jalali(str(day)) for day in (one.signed, one.starts, one.ends)
        )
        assert signed < starts < ends
        assert one.contractor != one.assigner
        assert isinstance(one.contractor, Firm) or not one.contractor.died
        if one.tax is not None:
            assert parse_contract_registration(one.tax.key) == one.tax.key


def test_every_life_is_plausible() -> None:
    """What a register tells of a contract's later life must pass every check of the hub's."""
    lives = [(one, one.life) for one in contracts(COUNTRY) if one.life is not None]
    assert 50 < len(lives) < len(contracts(COUNTRY)) - 50
    for one, life in lives:
        amount = min(entry.amount for entry in (one.tax, one.budget) if entry is not None)
        days = [day for month in life.months for day in (month.starts, month.ends, month.paid)]
        days += [day.signed for day in (*life.amendments, *life.subcontracts)]
        assert all(one.signed < day < 14050901 for day in days if parse_jalali(str(day)))
        assert sum(month.due for month in life.months) <= amount * 9 // 10
        assert [month.last for month in life.months[:-1]] == [False] * len(life.months[:-1])
        assert all(month.materials <= month.gross for month in life.months)
        helpers = [sub.contractor for sub in life.subcontracts]
        assert one.assigner not in helpers
        assert one.contractor not in helpers
    assert {month.withheld is None for _, life in lives for month in life.months} == {True, False}


def test_a_country_without_firms_has_none() -> None:
    """The smallest stand-in must still start."""
    assert contracts(population(1, 1)) == ()


def test_a_country_has_as_many_as_it_is_told() -> None:
    """A demonstration of ten thousand contracts would be played with three hundred."""
    larger = contracts(replace(COUNTRY, contracts=700))
    assert len(larger) == 700
    assert len(contracts(COUNTRY)) == 300
    misdated = [one.budget for one in larger if one.budget and one.budget.misdated]
    assert misdated
    assert all(entry.other_key == "" for entry in misdated)
