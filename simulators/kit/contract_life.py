"""What becomes of the contracts of a synthetic country: changes, work, money, sub-contracts."""

from dataclasses import dataclass
from random import Random

from simulators.kit.families import jalali_day
from simulators.kit.people import Firm

KINDS = ("works", "services", "consultancy", "purchase", "turnkey")
"""What the contracts of the country are for."""
_MOST_MONTHS = 6


@dataclass(frozen=True, slots=True)
class Amendment:
    """A change of a contract; days are Jalali integers, ``ends`` 0 where the end did not move."""

    number: str
    signed: int
    change: int
    ends: int
    subject: str


@dataclass(frozen=True, slots=True)
class Month:
    """A month of work: its statement, which counts from the beginning, and its payment."""

    number: str
    starts: int
    ends: int
    gross: int
    materials: int
    paid: int
    due: int
    withheld: int | None
    last: bool


@dataclass(frozen=True, slots=True)
class SubContract:
    """A contract under the contract."""

    number: str
    contractor: Firm
    amount: int
    signed: int


@dataclass(frozen=True, slots=True)
class Life:
    """What became of a contract; amounts in rials, days Jalali integers YYYYMMDD."""

    kind: str
    materials: int
    amendments: tuple[Amendment, ...]
    months: tuple[Month, ...]
    subcontracts: tuple[SubContract, ...]


def life(rng: Random, amount: int, begins: tuple[int, int], others: list[Firm]) -> Life:
    """Return the life of a contract that ``begins`` on the first of a Jalali month of a year.

    ``others`` are the firms that may help. Nothing is later than half a year after it begins.
    """
    count = rng.randrange(_MOST_MONTHS)
    kind = rng.choice(KINDS)
    materials = amount * rng.randrange(10, 60) // 100 if kind in {"works", "turnkey"} else 0
    done = rng.random() < 0.3
    months = tuple(
        _month(rng, amount, materials, begins, place, last=done and place == count - 1)
        for place in range(count)
    )
    return Life(
        kind=kind,
        materials=materials,
        amendments=tuple(_amendment(rng, amount, begins) for _ in range(rng.randrange(2))),
        months=months,
        subcontracts=tuple(
            SubContract(f"د-{place + 1}", firm, amount // rng.randrange(20, 90), _day(begins, 0, 1))
            for place, firm in enumerate(rng.sample(others, min(len(others), rng.randrange(3))))
        ),
    )


def _month(
    rng: Random, amount: int, materials: int, begins: tuple[int, int], place: int, *, last: bool
) -> Month:
    """Return a month; an eighth of the whole is done in each."""
    due = amount // 8
    withheld = rng.choice((due // 20, due // 20, due // 20, due // 25, None))
    return Month(
        number=f"{place + 1}",
        starts=_day(begins, place, 1),
        ends=_day(begins, place, 28),
        gross=due * (place + 1),
        materials=min(materials, due * (place + 1)) // 2,
        paid=_day(begins, place + 1, 10),
        due=due,
        withheld=withheld,
        last=last,
    )


def _amendment(rng: Random, amount: int, begins: tuple[int, int]) -> Amendment:
    """Return an amendment: a tenth more or less, and now and then three years from the start."""
    change = rng.choice((amount // 10, -(amount // 10), 0))
    ends = jalali_day(begins[0] + 5, begins[1], 28) if change >= 0 else 0
    subject = "افزایش مقادیر کار" if change > 0 else "تغییر مدت و مقادیر"
    return Amendment("1", _day(begins, 2, 5), change, ends, subject)


def _day(begins: tuple[int, int], months: int, day: int) -> int:
    """Return a day so many months after the beginning."""
    year, month = begins
    return jalali_day(year + (month - 1 + months) // 12, (month - 1 + months) % 12 + 1, day)
