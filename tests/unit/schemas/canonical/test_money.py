"""Money: an amount is digits; a message is never zero."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.canonical.money import Rials, grouped, parse_rials
from schemas.canonical.text import persian_digits

_AMOUNT = re.compile("[0-9۰-۹٠-٩,٬،]*[0-9۰-۹٠-٩][0-9۰-۹٠-٩,٬،]*")
amounts = st.integers(0, 10**18).map(Rials)


@given(amounts)
def test_an_amount_comes_back(amount: Rials) -> None:
    """What people read would be another amount than what is owed."""
    assert parse_rials(grouped(amount)) == amount
    assert parse_rials(persian_digits(grouped(amount)).replace(",", "٬")) == amount
    assert parse_rials(f" {amount} ") == amount


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        ",",
        "٬",
        "بدهی ندارد",
        "0 ریال",
        "-1",
        "+1",
        "1.5",
        "1٫5",
        "1e3",
        "N/A",
        "²",
        "0x10",
    ],
)
def test_a_message_is_not_an_amount(text: str) -> None:
    """A system's message in the amount's place would read as no debt."""
    with pytest.raises(ValueError, match="rials"):
        parse_rials(text)


@given(st.text())
def test_any_text_is_an_amount_of_digits_or_refused(text: str) -> None:
    """Some text would become an amount that nobody wrote."""
    try:
        amount = parse_rials(text)
    except ValueError:
        return
    assert _AMOUNT.fullmatch(text.strip())
    assert amount >= 0


@pytest.mark.parametrize(
    ("amount", "text"), [(0, "0"), (999, "999"), (98765432100, "98,765,432,100")]
)
def test_thousands_are_separated(amount: int, text: str) -> None:
    """A notary would misread an amount of eleven digits."""
    assert grouped(Rials(amount)) == text
