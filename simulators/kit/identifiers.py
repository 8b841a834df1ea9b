"""Synthetic identifiers with valid check digits, in ranges that no office hands out.

Written from the published rules, apart from the product's own checks, so that the two can
disagree. National ids start with 9 or with 000 and legal ids with 99, which no registry office is
allotted. Ids of persons and firms are one-to-one with their numbers, so equal ones never need
to be looked for.
"""

_SERIALS = 999_999  # six digits, never all zero: such a serial is void
_NATIONAL_WEIGHTS = (10, 9, 8, 7, 6, 5, 4, 3, 2)
_LEGAL_WEIGHTS = (29, 27, 23, 19, 17, 29, 27, 23, 19, 17)
_POSTAL_FIRST = "13456789"
_POSTAL_FIFTH = "134679"
_POSTAL_LAST = "013456789"

PEOPLE = 99 * _SERIALS
"""How many national ids `national_id` can make."""
FIRMS = 100 * _SERIALS
"""How many legal ids `legal_id` can make."""


def with_national_check(nine: str) -> str:
    """Return nine digits and their check digit (weights 10 to 2, modulo 11)."""
    total = 0
    for digit, weight in zip(nine, _NATIONAL_WEIGHTS, strict=True):
        total += int(digit) * weight
    rest = total % 11
    return nine + str(rest if rest < 2 else 11 - rest)


def with_legal_check(ten: str) -> str:
    """Return ten digits and their check digit (each digit shifted by the tenth plus two)."""
    shift = int(ten[9]) + 2
    total = 0
    for digit, weight in zip(ten, _LEGAL_WEIGHTS, strict=True):
        total += (int(digit) + shift) * weight
    return ten + str(total % 11 % 10)


def national_id(number: int) -> str:
    """Return the ``number``-th ten-digit national id, 0 <= number < `PEOPLE`."""
    office, serial = divmod(number, _SERIALS)
    return with_national_check(f"9{office:02}{serial + 1:06}")


def short_national_id(number: int) -> str:
    """Return a national id with three leading zeros, which systems lose; number < 999,999."""
    return with_national_check(f"000{number + 1:06}")


def legal_id(number: int) -> str:
    """Return the ``number``-th eleven-digit legal-person id, 0 <= number < `FIRMS`."""
    outer, serial = divmod(number, _SERIALS)
    first, last = divmod(outer, 10)
    return with_legal_check(f"99{first}{serial + 1:06}{last}")


def postal_code(number: int) -> str:
    """Return the ``number``-th ten-digit postal code by the postal company's pattern."""
    digits = []
    for alphabet in [_POSTAL_LAST] * 5 + [_POSTAL_FIFTH] + [_POSTAL_FIRST] * 4:
        number, index = divmod(number, len(alphabet))
        digits.append(alphabet[index])
    code = "".join(reversed(digits))
    return code if len(set(code[:4])) > 1 else "13" + code[2:]
