"""The tax authority's magic inputs: valid, stable, and apart from every population."""

import pytest

from adapters.tax_authority.probes import SUBJECTS
from schemas.canonical.identifiers import parse_economic_code
from simulators.kit.population import population
from simulators.tax_authority.people import CURSORS, MAGIC, QUIRKS, table


@pytest.mark.parametrize("key", sorted(MAGIC))
def test_taxpayers(key: str) -> None:
    """A magic taxpayer whom the gateway cannot ask for would never be met."""
    magic = MAGIC[key]
    assert parse_economic_code(magic.economic_code) == magic.economic_code
    assert magic.key == key


def test_the_table_tells_all() -> None:
    """What a tester may ask for stands in the help, or nobody finds it."""
    told = table()
    assert all(one.economic_code in told and one.does in told for one in MAGIC.values())
    assert all(one.key in told for one in CURSORS.values())
    assert all(one in told for one in QUIRKS)


def test_apart_from_every_population() -> None:
    """A magic code that a seed also gives away would behave by luck."""
    for seed in range(3):
        firms = population(seed, 2_000).firms
        assert not {one.economic_code for one in MAGIC.values()} & set(firms)


def test_codes_are_stable() -> None:
    """These stand in the probes of a production package, which reads no stand-in."""
    assert SUBJECTS["active"] == MAGIC["active"].economic_code == "99900100297"
    assert SUBJECTS["natural"] == MAGIC["natural"].economic_code == "99800100290001"
