"""Public contracts of a synthetic country, as two registers know them; same seed, same contracts.

The tax authority and the budget organization each keep a list of their own. Most contracts stand in
both, some in one alone, and now and then the two do not say the same amount.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from random import Random

from simulators.kit import names
from simulators.kit.contract_life import Life, life
from simulators.kit.families import jalali_day
from simulators.kit.people import Firm, Person
from simulators.kit.population import YEAR, Population

_WORKS = ("احداث", "تعمیر", "نگهداری", "تأمین نیروی", "طراحی", "نظارت بر", "تجهیز", "راهبری")
_OBJECTS = (
    "ساختمان اداری", "راه روستایی", "شبکه آب", "پست برق", "مدرسه", "بیمارستان",
    "سامانه رایانه‌ای", "فضای سبز", "خدمات عمومی", "خط انتقال",
)  # fmt: skip
_MISDATED = 20  # of the contracts whose keys were not told
_FIRST_CRN = 410_000_000_000
_FIRST_BUDGET_CODE = 14_000_000


@dataclass(frozen=True, slots=True)
class Entry:
    """What one register says of a contract.

    ``key`` names it there, ``other_key`` in the other register, empty where this one was not told.
    ``revision`` counts from 1; ``changed`` orders the entries of a register by their last change,
    from 1 without a gap; ``amount`` is in rials. ``misdated`` says that the days of its signing
    and beginning are half a month off here, so that nobody can tell whether it is the same one.
    """

    key: str
    other_key: str
    revision: int
    changed: int
    amount: int
    withdrawn: bool
    misdated: bool = False


@dataclass(frozen=True, slots=True)
class Contract:
    """A contract of a public employer; dates are Jalali integers YYYYMMDD.

    ``tax`` and ``budget`` are what the registers say of it, None where one does not know it;
    ``life`` is what became of it, None where neither says.
    """

    number: str
    subject: str
    assigner: Firm
    contractor: Firm | Person
    signed: int
    starts: int
    ends: int
    tax: Entry | None
    budget: Entry | None
    life: Life | None


@lru_cache(maxsize=4)
def contracts(people: Population, count: int | None = None) -> tuple[Contract, ...]:
    """Return the contracts between firms, and now and then living persons, of a population.

    Of ten, eight stand in both registers and one in each alone; of twelve in both, one has two
    amounts; of twenty whose keys the registers did not tell each other, one has two days. A
    population of less than two firms has none. Made once, for ten thousand take seconds.
    """
    count = people.contracts if count is None else count
    firms = list(people.firms.values())
    if len(firms) < 2:
        return ()
    rng = Random(f"contracts {people.seed}")
    living = [one for one in people.people.values() if not one.died]
    known = [rng.choice(("both",) * 8 + ("tax", "budget")) for _ in range(count)]
    tax, budget = (_changes(rng, known, name) for name in ("tax", "budget"))
    made = []
    for number, where in enumerate(known):
        at_tax, at_budget = _entries(rng, number, where, tax, budget)
        made.append(_contract(rng, number, firms, living, at_tax, at_budget))
    return tuple(made)


def _changes(rng: Random, known: list[str], register: str) -> Iterator[int]:
    """Return the places of a register's entries in the order of its changes."""
    places = list(range(1, 1 + sum(where in {"both", register} for where in known)))
    rng.shuffle(places)
    return iter(places)


def _entries(
    rng: Random, number: int, where: str, tax: Iterator[int], budget: Iterator[int]
) -> tuple[Entry | None, Entry | None]:
    """Return what the tax authority and the budget organization say of one contract."""
    crn, code = str(_FIRST_CRN + number * 17), str(_FIRST_BUDGET_CODE + number * 13)
    amount = rng.randrange(2_000, 900_000) * 1_000_000
    told = where == "both" and rng.random() < 0.8
    at_tax = at_budget = None
    if where != "budget":
        at_tax = Entry(crn, code if told else "", *_state(rng, next(tax), amount))
    if where != "tax":
        if where == "both" and rng.random() < 1 / 12:
            amount = amount * rng.randrange(105, 125) // 100
        misdated = where == "both" and not told and number % _MISDATED == 0
        at_budget = Entry(
            code, crn if told else "", *_state(rng, next(budget), amount), misdated=misdated
        )
    return at_tax, at_budget


def _state(rng: Random, changed: int, amount: int) -> tuple[int, int, int, bool]:
    """Return revision, place, amount and whether withdrawn; few are ever changed."""
    revision = rng.choice((1, 1, 1, 2, 3))
    return revision, changed, amount, revision > 1 and rng.random() < 0.1


def _contract(
    rng: Random,
    number: int,
    firms: list[Firm],
    living: list[Person],
    tax: Entry | None,
    budget: Entry | None,
) -> Contract:
    """Return one contract between two of the population; it runs for one to four years."""
    assigner, contractor = rng.sample(firms, 2)
    year, month, day = rng.randrange(YEAR - 4, YEAR), rng.randrange(1, 12), rng.randrange(1, 30)
    entry = tax or budget
    lived = Random(f"life {number} {assigner.legal_id}")  # of its own: contracts stay what they are
    asked = lived.sample(firms, min(len(firms), 4))
    others = [one for one in asked if one not in (assigner, contractor)]
    is_known = lived.random() < 0.5
    return Contract(
        number=f"{year}/{number + 1:05}/ق",
        subject=f"{rng.choice(_WORKS)} {rng.choice(_OBJECTS)} {rng.choice(names.CITIES)}",
        assigner=assigner,
        contractor=rng.choice(living) if rng.random() < 0.1 else contractor,
        signed=jalali_day(year, month, day),
        starts=jalali_day(year, month + 1, 1),
        ends=jalali_day(year + rng.randrange(1, 5), month, 28),
        tax=tax,
        budget=budget,
        life=life(lived, entry.amount, (year, month + 1), others) if entry and is_known else None,
    )
