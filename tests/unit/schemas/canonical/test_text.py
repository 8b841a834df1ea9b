"""Persian text is compared as a reader reads it, and shown as it came."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.canonical.text import UnfitText, ascii_digits, fit, fold, persian_digits, same_text

persian = st.text("ابپتجچدزسشعفقکگلمنوهیيىئكةۀأإآؤءـ\u200c\u200d\u064b\u0651 ۰۱٣٤5Aa", max_size=20)


@given(st.one_of(st.text(), persian))
def test_folding_once_is_folding_for_good(text: str) -> None:
    """Two stored foldings of one name, one of them folded again, would differ."""
    assert fold(fold(text)) == fold(text)


@given(persian, persian)
def test_sameness_has_no_direction(one: str, other: str) -> None:
    """Who is compared with whom would decide whether the names agree."""
    assert same_text(one, other) == same_text(other, one)
    assert same_text(one, one)


@given(persian)
def test_spaces_and_half_spaces_do_not_part_names(text: str) -> None:
    """A double surname written with a space, a half-space or none would be three people."""
    assert same_text(text, text.replace(" ", "\u200c"))
    assert same_text(text, f" {text.replace(' ', '')}  ")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("علي كاظمي", "علی کاظمی"),
        ("رضائی", "رضایی"),
        ("فاطمة", "فاطمه"),
        ("خانۀ", "خانه"),
        ("آزاده", "ازاده"),
        ("مؤمن", "مومن"),
        ("محمـــد", "محمد"),
        ("مُحَمَّد", "محمد"),
        ("نمونه\u200cزاده", "نمونه زاده"),
        ("پلاک ۱۲", "پلاك ١٢"),
        ("Ali", "ALI"),
        ("ﻋﻠﯽ", "علی"),
        ("\u202bعلی\u202c", "علی"),
    ],
)
def test_two_ways_to_write_one_name(one: str, other: str) -> None:
    """An agency's way of writing would read as another person."""
    assert same_text(one, other)


@pytest.mark.parametrize(
    ("one", "other"), [("علی", "علوی"), ("احمد", "حمد"), ("", "علی"), ("نمونه ۱", "نمونه ۲")]
)
def test_two_names_stay_two(one: str, other: str) -> None:
    """Two people would be taken for one."""
    assert not same_text(one, other)


@given(st.integers(0))
def test_digits_of_three_alphabets(number: int) -> None:
    """An amount in Persian or Arabic digits would not be a number."""
    arabic = str(number).translate({ord(str(i)): c for i, c in enumerate("٠١٢٣٤٥٦٧٨٩")})
    assert ascii_digits(persian_digits(str(number))) == str(number)
    assert ascii_digits(arabic) == str(number)


def test_only_digits_change_for_the_reader() -> None:
    """The text of a deed would come out with more than its digits changed."""
    assert persian_digits("شعبهٔ 12 (A)") == "شعبهٔ ۱۲ (A)"
    assert ascii_digits("شعبهٔ ۱۲ (A)") == "شعبهٔ 12 (A)"


@pytest.mark.parametrize(
    "text",
    ["", " ", "ن\x00", "ن\nم", "ن\x85", "ن\ud800", "ن\uffff", "ن\u202eم", "\u2067ن"],
)
def test_a_text_that_no_document_can_hold(text: str) -> None:
    """A certificate could not be signed, or a name be made to look like another."""
    with pytest.raises(UnfitText):
        fit(text)


@pytest.mark.parametrize("text", ["نمونه\u200cزاده", "علي", "شرکت «نمونه» & <پسران>", "A.B"])
def test_a_fit_text_is_kept_as_it_came(text: str) -> None:
    """A name would be stored otherwise than the agency wrote it."""
    assert fit(text) == text
