"""Money: whole rials, never floats."""

from typing import NewType

from schemas.canonical.text import ascii_digits

Rials = NewType("Rials", int)
"""An amount in rials; not negative."""


def parse_rials(text: str) -> Rials:
    """Return the amount in ``text``: digits of any of the three alphabets, with separators.

    Raises ``ValueError`` when anything but an amount stands there; systems write messages into
    amount fields, and a message is never zero.
    """
    digits = ascii_digits(text.strip())
    for separator in (",", "٬", "،"):
        digits = digits.replace(separator, "")
    if not (digits.isascii() and digits.isdigit()):
        raise ValueError("not an amount of rials")
    return Rials(int(digits))


def grouped(amount: Rials) -> str:
    """Return ``amount`` with its thousands separated, as people read it."""
    return f"{amount:,}"
