"""Certificate numbers: every slip of a single digit and every swap of neighbours is caught."""

from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from schemas.canonical import verhoeff
from schemas.canonical.certificate import (
    LAST_SERIAL,
    CertificateNumber,
    CertificateType,
    certificate_number,
    parse_certificate_number,
    type_of,
)
from schemas.canonical.identifiers import InvalidIdentifier
from schemas.canonical.text import persian_digits

numbers = st.builds(
    certificate_number,
    st.sampled_from(CertificateType),
    st.dates(date(2021, 3, 21), date(2060, 1, 1)),
    st.integers(1, LAST_SERIAL),
)


@pytest.mark.parametrize(("digits", "check"), [("236", "3"), ("12345", "1"), ("142857", "0")])
def test_verhoeff_worked_examples(digits: str, check: str) -> None:
    """Another table or another direction would reject the worked examples of everybody else."""
    assert verhoeff.check_digit(digits) == check


@given(numbers)
def test_a_number_reads_back(number: CertificateNumber) -> None:
    """A number we issue must be one we accept, also when it was typed in Persian digits."""
    assert parse_certificate_number(number) == number
    assert parse_certificate_number(f" {persian_digits(number)} ") == number


def test_the_number_names_type_and_jalali_year() -> None:
    """The year is the Jalali one of the Tehran day; a clerk files by it."""
    number = certificate_number(CertificateType.DEBT_STATEMENT, date(2026, 3, 20), 7)
    assert number.startswith("137-1404-0000000007-")
    assert type_of(number) is CertificateType.DEBT_STATEMENT
    assert certificate_number(CertificateType.ARTICLE37, date(2026, 3, 21), 7)[:8] == "37-1405-"


@given(numbers, st.data())
def test_one_wrong_digit_is_refused(number: CertificateNumber, data: st.DataObject) -> None:
    """A slip of the finger must not name another certificate."""
    place = data.draw(st.sampled_from([i for i, c in enumerate(number) if c.isdigit()]))
    digit = data.draw(st.sampled_from("0123456789"))
    assume(digit != number[place])
    with pytest.raises(InvalidIdentifier):
        parse_certificate_number(number[:place] + digit + number[place + 1 :])


@given(numbers, st.integers(0, 8))
def test_swapped_neighbours_are_refused(number: CertificateNumber, place: int) -> None:
    """The other slip people make: two neighbouring digits change places."""
    at = len(number) - 12 + place
    one, two = number[at], number[at + 1]
    assume(one != two)
    with pytest.raises(InvalidIdentifier):
        parse_certificate_number(number[:at] + two + one + number[at + 2 :])


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("", "certificate-number.shape"),
        ("37-1405-123-1", "certificate-number.shape"),
        ("99-1405-0000000123-1", "certificate-number.type"),
        ("37-1405-0000000000-1", "certificate-number.serial"),
        ("37-1405-0000000123-2", "certificate-number.check-digit"),
    ],
)
def test_each_rule_has_its_name(text: str, rule: str) -> None:
    """The page tells the reader what is wrong with the number he typed."""
    with pytest.raises(InvalidIdentifier) as caught:
        parse_certificate_number(text)
    assert caught.value.rule == rule


@pytest.mark.parametrize("serial", [0, -1, LAST_SERIAL + 1])
def test_a_serial_beyond_ten_digits_is_refused(serial: int) -> None:
    """A sequence that runs over must stop the house, not shorten the number."""
    with pytest.raises(ValueError, match="serial"):
        certificate_number(CertificateType.ARTICLE37, date(2026, 11, 22), serial)
