"""A synthetic country by seed: families, firms, workshops and debts; same seed, same people."""

import gc
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cache
from random import Random

from simulators.kit import identifiers as ids
from simulators.kit import names
from simulators.kit.families import Families, jalali_day
from simulators.kit.people import Firm, Person, Workshop

PEOPLE = 10_000
"""How many people a population has unless told otherwise."""
YEAR = 1404
"""The last Jalali year in which anybody was born or died."""
CONTRACTS = 300
"""How many contracts its registers are asked about, unless told otherwise."""
_PER_WORKSHOP = 10
_PER_FIRM = 40
_MAGIC_OFFICE = 98 * 999_999  # ids from here on belong to the magic inputs
_STRIDE = 48_272_011  # prime: walking by it visits every number once


@dataclass(slots=True, eq=False)
class Population:
    """Everybody and everything, found by the keys that agencies are asked by.

    ``contracts`` is how many public contracts there are between them. Each is equal to itself
    alone, so that what follows from one can be kept beside it.
    """

    seed: int
    contracts: int = CONTRACTS
    people: dict[str, Person] = field(default_factory=dict)
    firms: dict[str, Firm] = field(default_factory=dict)
    workshops: dict[tuple[str, str], Workshop] = field(default_factory=dict)
    at_postal_code: dict[str, list[Workshop]] = field(default_factory=lambda: defaultdict(list))

    def add_workshop(self, workshop: Workshop) -> None:
        """Register ``workshop`` under its number and branch and at its postal code."""
        self.workshops[workshop.workshop_id, workshop.branch] = workshop
        self.at_postal_code[workshop.postal_code].append(workshop)


@cache
def population(seed: int, people: int = PEOPLE) -> Population:
    """Return the population of ``seed``, made once per process and shared by the simulators.

    A million people take about ten seconds and half a gigabyte.
    """
    made = Population(seed)
    was_collecting = gc.isenabled()
    gc.disable()  # nothing made here is garbage, and looking for it doubles the time
    try:
        _people(made, people)
        _firms(made, people // _PER_FIRM)
        _workshops(made, people // _PER_WORKSHOP)
    finally:
        if was_collecting:
            gc.enable()
    return made


def _people(made: Population, count: int) -> None:
    """Fill ``made`` with ``count`` people, family by family."""
    rng = Random(f"people {made.seed}")
    offset = rng.randrange(_MAGIC_OFFICE)
    families = Families(rng, YEAR)
    for number in range(count):
        if number % 100:
            national_id = ids.national_id((offset + number * _STRIDE) % _MAGIC_OFFICE)
        else:
            national_id = ids.short_national_id((offset + number * _STRIDE) % 900_000)
        made.people[national_id] = families.next(national_id)


def _firms(made: Population, count: int) -> None:
    """Fill ``made`` with ``count`` firms, each directed by a living adult."""
    rng = Random(f"firms {made.seed}")
    offset = rng.randrange(_MAGIC_OFFICE)
    adults = _adults(made)
    for number in range(count):
        legal_id = ids.legal_id((offset + number * _STRIDE) % _MAGIC_OFFICE)
        name = (
            f"شرکت {rng.choice(names.TRADES)} {rng.choice(names.MARKS)} {rng.choice(names.MARKS)}"
        )
        made.firms[legal_id] = Firm(legal_id, name, rng.choice(adults))


def _workshops(made: Population, count: int) -> None:
    """Fill ``made`` with ``count`` workshops; three in ten owe, one in fifty shares a building."""
    rng = Random(f"workshops {made.seed}")
    offset = rng.randrange(9_800_000_000)
    adults, firms = _adults(made), list(made.firms.values())
    postal_code = address = ""
    for number in range(count):
        if not postal_code or rng.random() > 0.02:
            postal_code, address = ids.postal_code(rng.randrange(10**9)), _address(rng)
        owner = rng.choice(firms) if firms and rng.random() < 0.3 else rng.choice(adults)
        workshop_id = f"{(offset + number * _STRIDE) % 9_800_000_000 + 1_000:010}"
        branch = f"{rng.randrange(1, 41) * 10:04}"
        name = owner.name if isinstance(owner, Firm) else f"کارگاه {owner.family_name}"
        debts = _debts(rng)
        made.add_workshop(Workshop(workshop_id, branch, name, owner, postal_code, address, *debts))


def _adults(made: Population) -> list[Person]:
    """Return the living of twenty years and more, who may own and direct."""
    latest = jalali_day(YEAR - 20, 12, 29)
    return [one for one in made.people.values() if not one.died and one.born <= latest]


def _address(rng: Random) -> str:
    """Return a postal address that no postman would find."""
    city, street = rng.choice(names.CITIES), rng.choice(names.STREETS)
    return f"{city}، خیابان {street}، کوچه {rng.randrange(1, 60)}، پلاک {rng.randrange(1, 300)}"


def _debts(rng: Random) -> tuple[int, int, int]:
    """Return the definite, divisible and indivisible debt in rials; mostly none."""
    if rng.random() > 0.3:
        return 0, 0, 0
    definite = rng.randrange(1_000, 5_000_000) * 1_000
    divisible = definite * rng.randrange(0, 101) // 100
    return definite, divisible, definite - divisible
