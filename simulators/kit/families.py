"""Families: a couple and their children, or somebody alone, one person at a time."""

from collections.abc import Iterator
from random import Random

from simulators.kit import names
from simulators.kit.people import Person


def jalali_day(year: int, month: int, day: int) -> int:
    """Return a Jalali day as the integer YYYYMMDD."""
    return year * 10_000 + month * 100 + day


class Families:
    """An endless row of people, family after family; ids are the caller's."""

    def __init__(self, rng: Random, year: int) -> None:
        self._rng = rng
        self._year = year
        self._given = {True: names.MEN, False: names.WOMEN}
        self._household = 0
        self._members: Iterator[tuple[int, bool, str, str, str]] = iter(())

    def next(self, national_id: str) -> Person:
        """Return the next person, who bears ``national_id``."""
        member = next(self._members, None)
        while member is None:
            self._household += 1
            self._members = self._family()
            member = next(self._members, None)
        year, male, given, family, father = member
        return Person(
            national_id,
            self._day(year),
            self._death(year),
            male,
            given,
            family,
            father,
            self._household,
            int(self._rng.random() * 99_999) + 1,
            int(self._rng.random() * 900) + 100,
        )

    def _family(self) -> Iterator[tuple[int, bool, str, str, str]]:
        """Yield birth year, sex, given, family and father's name of each member of one family."""
        rng = self._rng
        year = 1320 + int(rng.random() * 60)
        family, father = self._family_name(), self._name(male=True)
        yield year, True, father, family, self._name(male=True)
        if rng.random() < 0.2:
            return
        mother = year + int(rng.random() * 8)
        yield mother, False, self._name(male=False), self._family_name(), self._name(male=True)
        for _ in range(int(rng.random() * 4)):
            born = mother + 18 + int(rng.random() * 20)
            if born <= self._year:
                male = rng.random() < 0.5
                yield born, male, self._name(male=male), family, father

    def _name(self, *, male: bool) -> str:
        """Return a given name."""
        known = self._given[male]
        return known[int(self._rng.random() * len(known))]

    def _family_name(self) -> str:
        """Return a family name, now and then with an ending."""
        rng = self._rng
        base = names.FAMILIES[int(rng.random() * len(names.FAMILIES))]
        return base + names.SUFFIXES[int(rng.random() * len(names.SUFFIXES))]

    def _day(self, year: int) -> int:
        """Return a day of the Jalali ``year``, of months 30 or 31 days long."""
        month = 1 + int(self._rng.random() * 11)
        return jalali_day(year, month, 1 + int(self._rng.random() * (31 if month <= 6 else 30)))

    def _death(self, born: int) -> int:
        """Return the day of death of somebody born in the year ``born``; 0 for the living."""
        age = self._year - born
        if self._rng.random() * 1_500 > age:
            return 0
        return self._day(born + 1 + int(self._rng.random() * (age - 1))) if age > 1 else 0
