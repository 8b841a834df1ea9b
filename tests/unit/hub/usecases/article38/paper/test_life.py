"""A form's life, its serial, and the terms that paper ended on."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.errors import InvalidRequest
from hub.usecases.article38.model import WrongTable
from hub.usecases.article38.paper.life import LIFE, FormState, state_of
from hub.usecases.article38.paper.register import STAGES
from hub.usecases.article38.paper.serials import SerialForm, read_serial, read_span
from hub.usecases.article38.paper.terms import parse_terms
from schemas.canonical.dates import parse_jalali
from schemas.canonical.paper_form import FormAct, Span
from schemas.canonical.text import persian_digits
from tests.kit.shipped import shipped_terms

FORM = SerialForm("ABC", 2, 5)
TEXT = """
[last_paper_day]
day = "1399/09/30"
citation = "c"
confidence = "L"
[return_by]
day = "1399/09/30"
citation = "c"
confidence = "H"
[serial]
alphabet = "ABC"
letters = 2
digits = 5
citation = "c"
confidence = "L"
"""


@pytest.mark.parametrize(
    ("state", "act"), list(product([None, *FormState], FormAct)), ids=lambda one: str(one)
)
def test_every_act_in_every_state(state: FormState | None, act: FormAct) -> None:
    """A voided or returned form would come back to life, or a delivered one be voided unspoiled."""
    allowed = {
        (None, "delivered"): "printed",
        ("printed", "issued"): "issued",
        ("printed", "unused-returned"): "unused-returned",
        ("printed", "spoiled"): "spoiled",
        ("spoiled", "voided"): "voided",
    }
    found = LIFE.get((state, act))
    assert found == allowed.get((state and state.value, act.value))


def test_each_turn_of_a_life_is_later_than_the_one_before() -> None:
    """The store, which takes each turn once, would let a form have two fates."""
    for (before, act), after in LIFE.items():
        earlier = [STAGES[a] for (_, a), to in LIFE.items() if to is before]
        assert all(STAGES[act] == turn + 1 for turn in earlier) or before is None
        assert not [a for (state, a) in LIFE if state is after and STAGES[a] <= STAGES[act]]
    assert state_of([]) is None
    assert state_of([FormAct.DELIVERED, FormAct.SPOILED, FormAct.VOIDED]) is FormState.VOIDED


@given(series=st.text("ABC", min_size=2, max_size=2), number=st.integers(0, 99_999), data=st.data())
def test_a_serial_is_read_as_it_is_written(series: str, number: int, data: st.DataObject) -> None:
    """A serial with a hyphen, small letters or Persian digits would be another form's, or none."""
    written = FORM.write(series, number)
    for place in data.draw(st.lists(st.integers(0, len(written)), max_size=3)):
        between = data.draw(st.sampled_from(" -\u200c"))
        written = f"{written[:place]}{between}{written[place:]}"
    if data.draw(st.booleans()):
        written = persian_digits(written).lower()
    assert read_serial(written, FORM, "serial") == Span(series, number, number)


@pytest.mark.parametrize(
    "text",
    ["", "AB", "AB1234", "AB123456", "AD12345", "1212345", "AB1234²", "AB12 34O", "AB12345" * 20],
)
def test_what_is_no_serial(text: str) -> None:
    """A form would be guessed from a serial that somebody cut short."""
    with pytest.raises(InvalidRequest) as refused:
        read_serial(text, FORM, "serial")
    assert (refused.value.field, refused.value.rule) == ("serial", "paper-serial.form")


@pytest.mark.parametrize(
    ("first", "last", "rule"),
    [("AB00001", "AC00002", "series"), ("AB00002", "AB00001", "reversed"), ("AB1", None, "form")],
)
def test_what_is_no_span(first: str, last: str | None, rule: str) -> None:
    """A slip of the hand would take a whole book, or forms of another series."""
    with pytest.raises(InvalidRequest) as refused:
        read_span(first, last, FORM)
    assert refused.value.rule == f"paper-serial.{rule}"


def test_the_shipped_terms_and_those_of_a_house() -> None:
    """Paper would be good for longer than the circular says; a house could not say otherwise."""
    shipped = shipped_terms()
    assert shipped.last_paper_day.day == shipped.return_by.day == parse_jalali("1399/09/30")
    assert (shipped.serial.letters, shipped.serial.digits) == (2, 7)
    own = parse_terms(TEXT.replace("1399/09/30", "1399/10/01", 1))
    assert own.last_paper_day.day == parse_jalali("1399/10/01")
    assert own.serial == FORM


@pytest.mark.parametrize(
    ("before", "after", "place"),
    [
        ('day = "1399/09/30"', 'day = "1399/13/30"', "last_paper_day.day"),
        ('"ABC"', '"AAB"', "serial.alphabet"),
        ('"ABC"', '"ab"', "serial.alphabet"),
        ("letters = 2", "letters = 9", "serial.letters"),
        ("digits = 5", "digits = 16", "serial.digits"),
        ("digits = 5\n", "", "serial.digits"),
        ("[return_by]", "[returned]", "return_by"),
        ('confidence = "H"', 'confidence = "X"', "return_by.confidence"),
        ("[serial]", "[serial", ""),
    ],
    ids=["day", "twice", "small", "letters", "digits", "missing", "table", "word", "toml"],
)
def test_wrong_terms_are_named(before: str, after: str, place: str) -> None:
    """A house would begin with terms that it did not mean."""
    assert before in TEXT
    with pytest.raises(WrongTable) as wrong:
        parse_terms(TEXT.replace(before, after, 1))
    assert place in {one.key for one in wrong.value.problems}
