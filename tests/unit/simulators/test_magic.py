"""Magic inputs: stable, valid by their formulas, and apart from every population."""

import pytest

from schemas.canonical.dates import parse_jalali
from schemas.canonical.identifiers import (
    parse_branch_code,
    parse_legal_id,
    parse_national_id,
    parse_postal_code,
    parse_workshop_id,
)
from simulators.civil_registry import people as registry
from simulators.insurance_ledger import people as ledger
from simulators.kit import cast
from simulators.kit.people import Firm
from simulators.kit.population import population


@pytest.mark.parametrize("key", sorted(registry.MAGIC))
def test_people(key: str) -> None:
    """A magic person whom the door refuses could never be asked for."""
    magic = registry.MAGIC[key]
    assert parse_national_id(magic.person.national_id) == magic.person.national_id
    assert parse_jalali(str(magic.person.born)).year > 1900
    assert magic.person.national_id in registry.table()
    assert magic.key == key


@pytest.mark.parametrize("key", sorted(ledger.MAGIC))
def test_workshops(key: str) -> None:
    """A magic workshop whom the door refuses could never be asked for."""
    magic = ledger.MAGIC[key]
    workshop = magic.workshop
    assert parse_workshop_id(workshop.workshop_id) == workshop.workshop_id
    assert parse_branch_code(workshop.branch) == workshop.branch
    assert parse_postal_code(workshop.postal_code) == workshop.postal_code
    assert workshop.workshop_id in ledger.table()
    if isinstance(workshop.owner, Firm):
        assert parse_legal_id(workshop.owner.legal_id) == workshop.owner.legal_id


def test_apart_from_every_population() -> None:
    """A magic id that a seed also gives away would behave by luck."""
    for seed in range(5):
        country = population(seed, 2_000)
        assert not {one.person.national_id for one in registry.MAGIC.values()} & set(country.people)
        numbers = {workshop_id for workshop_id, _ in country.workshops}
        assert not {one.workshop.workshop_id for one in ledger.MAGIC.values()} & numbers
        codes = {ledger.SINGLE, ledger.SHARED, ledger.EMPTY, ledger.ODD}
        assert not codes & set(country.at_postal_code)


def test_ids_are_stable() -> None:
    """These ids stand in other people's tests and in the walkthrough; they never change."""
    assert registry.MAGIC["clear-employer"].person.national_id == "9980010029"
    assert registry.MAGIC["deceased"].person.national_id == "9980010045"
    assert registry.MAGIC["lost-zeros"].person.national_id == "0009000021"
    assert ledger.MAGIC["owing"].workshop.workshop_id == "9900001002"
    assert ledger.MAGIC["firm"].workshop.owner == cast.FIRM
