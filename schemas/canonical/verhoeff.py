"""The Verhoeff check digit over the decimal digits.

Source: J. Verhoeff, Error Detecting Decimal Codes, Mathematical Centre Tract 29, Amsterdam 1969:
multiplication in the dihedral group D5 over digits permuted by their place. It catches every
wrong digit and every swap of two neighbours, the two slips people make most.
"""


def check_digit(digits: str) -> str:
    """Return the digit that makes ``digits`` (ASCII) followed by it pass `passes`."""
    return str(_INVERSE[_fold(digits + "0")])


def passes(digits: str) -> bool:
    """Tell whether the last of ``digits`` (ASCII) is the check digit of those before it."""
    return _fold(digits) == 0


def _fold(digits: str) -> int:
    """Return the product in D5 of the permuted digits, from the last to the first."""
    product = 0
    for place, digit in enumerate(reversed(digits)):
        product = _PRODUCT[product][_PERMUTED[place % 8][int(digit)]]
    return product


def _times(one: int, other: int) -> int:
    """Multiply in D5, where 0 to 4 are the rotations of a pentagon and 5 to 9 its reflections."""
    if one < 5:
        return (one + other) % 5 + (5 if other >= 5 else 0)
    return (one - other) % 5 + (5 if other < 5 else 0)


def _permutations() -> tuple[tuple[int, ...], ...]:
    """Return the eight powers of Verhoeff's permutation, the identity first."""
    rows = [tuple(range(10))]
    while len(rows) < 8:
        rows.append(tuple(_STEP[digit] for digit in rows[-1]))
    return tuple(rows)


_STEP = (1, 5, 7, 6, 2, 8, 3, 0, 9, 4)
_INVERSE = (0, 4, 3, 2, 1, 5, 6, 7, 8, 9)
_PERMUTED = _permutations()
_PRODUCT = tuple(tuple(_times(one, other) for other in range(10)) for one in range(10))
