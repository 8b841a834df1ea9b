"""Who is whose relative: read off the households, a couple and their children in each."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Final, NamedTuple

from simulators.kit.people import Person

SPOUSE, CHILD, FATHER, MOTHER, DIVORCED = 1, 2, 3, 4, 5
"""The registry's codes of relation."""
_COUPLE_APART: Final = 90_000
"""Within a couple less than nine years lie, between parent and child more; in Jalali integers."""


class Kin(NamedTuple):
    """A row of the registry's answer: a code of relation, and who it is."""

    relation: int
    person: Person


class Households:
    """The relatives of everybody in ``people``, found when somebody first asks for any."""

    def __init__(self, people: Callable[[], Iterable[Person]]) -> None:
        self._people = people
        self._members: dict[int, list[Person]] | None = None

    def kin_of(self, person: Person) -> list[Kin]:
        """Return the relatives of ``person``: spouse and children, or the parents he has."""
        if self._members is None:
            self._members = _by_household(self._people())
        return kin_in(self._members.get(person.household, ()), person)


def kin_in(household: Sequence[Person], person: Person) -> list[Kin]:
    """Return the relatives of ``person`` among the members of one household, the oldest first."""
    members = sorted(household, key=lambda one: one.born)
    parents = members[: 2 if _a_couple(members) else 1]
    others = [one for one in members if one.national_id != person.national_id]
    if person in parents:
        return [Kin(SPOUSE if one in parents else CHILD, one) for one in others]
    return [Kin(FATHER if one.male else MOTHER, one) for one in others if one in parents]


def _a_couple(members: Sequence[Person]) -> bool:
    """Tell whether the two oldest of a household are husband and wife."""
    if len(members) < 2:
        return False
    first, second = members[:2]
    return first.male != second.male and second.born - first.born < _COUPLE_APART


def _by_household(people: Iterable[Person]) -> dict[int, list[Person]]:
    """Return the members of each household; number 0 is none."""
    found: dict[int, list[Person]] = defaultdict(list)
    for person in people:
        if person.household:
            found[person.household].append(person)
    return found
