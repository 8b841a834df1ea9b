"""From exact fractions to whole rials: once, at the end, and nothing lost between the parts."""

from collections.abc import Sequence
from fractions import Fraction
from math import floor


def to_rials(exact: Fraction | int) -> int:
    """Return the nearest whole rial; a half is rounded up."""
    if isinstance(exact, int):
        return exact
    return (2 * exact.numerator + exact.denominator) // (2 * exact.denominator)


def apportioned(total: int, exact: Sequence[Fraction | int]) -> list[int]:
    """Return ``exact`` as whole rials that make up ``total``.

    ``total`` is less than a rial from their sum. Each is rounded down, and the rials that are left
    go one by one to those that lost most, the earlier first where two lost the same.
    """
    found = [floor(one) for one in exact]
    left = total - sum(found)
    if left:
        order = sorted(range(len(exact)), key=lambda one: found[one] - exact[one])
        for one in order[:left]:
            found[one] += 1
    return found
