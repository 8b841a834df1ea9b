"""What a fact may be: a set of words, or an interval of exact numbers."""

from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Interval:
    """The numbers from ``low`` to ``high``, each end in it or not; None is no end."""

    low: Fraction | None = None
    low_in: bool = False
    high: Fraction | None = None
    high_in: bool = False

    def has(self, number: Fraction | int) -> bool:
        """Tell whether a number is in the interval."""
        above = self.low is None or number > self.low or (self.low_in and number == self.low)
        below = self.high is None or number < self.high or (self.high_in and number == self.high)
        return above and below

    def __and__(self, other: "Interval") -> "Interval":
        """Return what both have."""
        low, low_in = _narrower(self.low, self.low_in, other.low, other.low_in, -1)
        high, high_in = _narrower(self.high, self.high_in, other.high, other.high_in, 1)
        return Interval(low, low_in, high, high_in)

    def __bool__(self) -> bool:
        """Tell whether there is a number in the interval."""
        if self.low is None or self.high is None or self.low < self.high:
            return True
        return self.low == self.high and self.low_in and self.high_in


Allowed = frozenset[str] | frozenset[bool] | Interval


def _narrower(
    one: Fraction | None, one_in: bool, other: Fraction | None, other_in: bool, side: int
) -> tuple[Fraction | None, bool]:
    """Return the end that leaves less; ``side`` is 1 for the upper one and -1 for the lower."""
    if one is None or other is None:
        return (other, other_in) if one is None else (one, one_in)
    if one == other:
        return one, one_in and other_in
    return (one, one_in) if side * one < side * other else (other, other_in)
