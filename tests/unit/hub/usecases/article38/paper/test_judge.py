"""What a paper clearance is worth, for every past of its form and on both sides of the switch."""

from datetime import date, timedelta
from typing import Final

import pytest

from hub.usecases.article38.paper.judge import GROUNDS, Paper, Verdict, judge
from hub.usecases.article38.paper.register import Register
from schemas.canonical.dates import parse_jalali
from schemas.canonical.paper_form import Entry, FormAct, Line, Span
from tests.kit.shipped import shipped_terms

TERMS = shipped_terms()
SWITCH = TERMS.last_paper_day.day
GIVEN, DONE = parse_jalali("1398/01/10"), parse_jalali("1399/08/01")
FORM = Span("AB", 7, 7)
NUMBER: Final = "38-1405-0000000123-0"
PASTS: dict[str, tuple[FormAct, ...]] = {
    "unheard": (),
    "printed": (FormAct.DELIVERED,),
    "issued": (FormAct.DELIVERED, FormAct.ISSUED),
    "returned": (FormAct.DELIVERED, FormAct.RETURNED),
    "spoiled": (FormAct.DELIVERED, FormAct.SPOILED),
    "voided": (FormAct.DELIVERED, FormAct.SPOILED, FormAct.VOIDED),
}


def register(past: str, paper_number: str | None = None) -> Register:
    """Return a register in which a form has a past."""
    made = Register()
    for act in PASTS[past]:
        line = Line(
            act,
            FORM if act is not FormAct.DELIVERED else Span("AB", 1, 100),
            NUMBER if act is FormAct.VOIDED else None,
            paper_number if act is FormAct.ISSUED else None,
        )
        day = GIVEN if act is FormAct.DELIVERED else DONE
        made.add(Entry(line, "1", day, "07", "0210"))
    return made


@pytest.mark.parametrize("past", PASTS)
def test_before_the_switch_the_register_decides(past: str) -> None:
    """A paper on a voided, unused or unknown form would be taken."""
    found = judge(Paper(FORM, DONE), register(past), TERMS)
    assert found.why == past
    assert found.replaced_by == (NUMBER if past == "voided" else None)
    expected = {
        "issued": "valid-before-switch",
        "returned": "unused",
        "spoiled": "voided",
        "voided": "voided",
    }
    assert found.ground.verdict == expected.get(past, "unknown")


@pytest.mark.parametrize("past", PASTS)
def test_after_the_switch_no_paper_is_worth_anything(past: str) -> None:
    """A paper clearance of after the switch would be taken, whatever the register has."""
    after = judge(Paper(FORM, SWITCH + timedelta(days=1)), register(past), TERMS)
    assert after.ground.verdict is Verdict.AFTER
    on = judge(Paper(FORM, SWITCH), register(past), TERMS)
    assert on.ground.verdict is not Verdict.AFTER


@pytest.mark.parametrize(
    ("dated", "why"),
    [
        (GIVEN - timedelta(days=1), "day"),
        (GIVEN, "issued"),
        (DONE, "issued"),
        (DONE + timedelta(days=1), "day"),
    ],
    ids=["before the branch had it", "that day", "of the minutes", "after the minutes"],
)
def test_the_day_fits_what_became_of_the_form(dated: date, why: str) -> None:
    """A genuine form with a day that it cannot bear would pass."""
    assert judge(Paper(FORM, dated), register("issued"), TERMS).why == why


@pytest.mark.parametrize(
    ("kept", "said", "why"),
    [
        ("12/3", "12/3", "issued"),
        ("12/3", "12/4", "number"),
        ("12/3", None, "issued"),
        (None, "12/3", "issued"),
    ],
)
def test_the_number_is_held_against_the_register(
    kept: str | None, said: str | None, why: str
) -> None:
    """Another clearance's number on a genuine form would pass."""
    assert judge(Paper(FORM, DONE, said), register("issued", kept), TERMS).why == why


def test_every_verdict_has_its_words_and_its_clause() -> None:
    """Somebody would be turned away without being told why, or by which rule."""
    assert {one.verdict for one in GROUNDS.values()} == {*Verdict}
    for ground in GROUNDS.values():
        assert ground.words.en.isascii()
        assert not ground.words.fa.isascii()
        assert ground.clause.rpartition(" ")[2] in {"4", "5"}
