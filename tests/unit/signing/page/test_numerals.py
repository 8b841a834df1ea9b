"""Amounts in Persian words: exact, and read back by a reader who shares nothing with the writer."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signing.page.numerals import in_words

VALUES = {
    "صفر": 0, "یک": 1, "دو": 2, "سه": 3, "چهار": 4, "پنج": 5, "شش": 6, "هفت": 7, "هشت": 8,
    "نه": 9, "ده": 10, "یازده": 11, "دوازده": 12, "سیزده": 13, "چهارده": 14, "پانزده": 15,
    "شانزده": 16, "هفده": 17, "هجده": 18, "نوزده": 19, "بیست": 20, "سی": 30, "چهل": 40,
    "پنجاه": 50, "شصت": 60, "هفتاد": 70, "هشتاد": 80, "نود": 90, "یکصد": 100, "دویست": 200,
    "سیصد": 300, "چهارصد": 400, "پانصد": 500, "ششصد": 600, "هفتصد": 700, "هشتصد": 800,
    "نهصد": 900,
}  # fmt: skip
"""What each word is worth, from a grammar book."""
SCALES = {"هزار": 10**3, "میلیون": 10**6}
MILLIARD = "میلیارد"

KNOWN = {
    0: "صفر",
    12: "دوازده",
    100: "یکصد",
    1_000: "یک هزار",
    1_405: "یک هزار و چهارصد و پنج",
    21_000: "بیست و یک هزار",
    1_500_000: "یک میلیون و پانصد هزار",
    12_000_000: "دوازده میلیون",
    1_000_000_000: "یک میلیارد",
    98_765_432_100: ("نود و هشت میلیارد و هفتصد و شصت و پنج میلیون و چهارصد و سی و دو هزار و یکصد"),
    2_005_000_000_000: "دو هزار و پنج میلیارد",
}


def read(words: str) -> int:
    """Return the number that ``words`` name: what stands before the last milliard times it."""
    many, milliard, rest = f" {words}".rpartition(f" {MILLIARD}")
    if milliard:
        return read(many.strip()) * 10**9 + (read(rest.removeprefix(" و ")) if rest else 0)
    total, group = 0, 0
    for word in words.split():
        if word in SCALES:
            total, group = total + group * SCALES[word], 0
        elif word != "و":
            group += VALUES[word]
    return total + group


@pytest.mark.parametrize(("number", "words"), KNOWN.items())
def test_known_amounts(number: int, words: str) -> None:
    """A cheque or a deed would be written in words that no clerk writes."""
    assert in_words(number) == words


@given(st.integers(0, 2**63) | st.integers(0, 10**6))
def test_the_words_name_the_number_and_no_other(number: int) -> None:
    """The amount in words would contradict the amount in digits."""
    assert read(in_words(number)) == number


@given(st.integers(0, 2**63), st.integers(0, 2**63))
def test_two_numbers_never_share_their_words(one: int, other: int) -> None:
    """One could be read for the other."""
    assert (in_words(one) == in_words(other)) == (one == other)


def test_nothing_below_zero() -> None:
    """A debt of less than nothing would be written out without its sign."""
    with pytest.raises(ValueError, match="not negative"):
        in_words(-1)
