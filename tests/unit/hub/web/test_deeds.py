"""What the life line of a file says of each act."""

from datetime import date
from typing import Any

import pytest

from hub.usecases.article38.file.acts import (
    Appealed,
    Awarded,
    BasesFiled,
    Board,
    Collected,
    FiscalPeriod,
    NoteForm,
    NoteNotified,
    Objected,
    SheetIssued,
    SheetKind,
    Stage,
    Undertaken,
)
from hub.usecases.article38.model import Party
from hub.web.language import Language
from hub.web.panel.deeds import details_of
from schemas.canonical.money import Rials
from tests.unit.hub.usecases.article38.file import kit

TOLD = date(2026, 11, 22)
BEFORE = date(2026, 11, 2)
YEAR = FiscalPeriod(date(2025, 3, 21), date(2026, 3, 20))
THEN = "2026/11/02 (1405/08/11 Jalali)"


@pytest.mark.parametrize(
    ("act", "said"),
    [
        (SheetIssued("7", SheetKind.ESTIMATED, Rials(5)), "estimated debt – sheet 7 – 5 rials"),
        (Collected("7", Rials(5), TOLD), "sheet 7 – 5 rials"),
        (Collected("7", Rials(5), BEFORE), f"sheet 7 – 5 rials – on {THEN}"),
        (NoteNotified(NoteForm.TWO, TOLD), "form 2"),
        (Awarded(Board.APPEAL, Rials(5), BEFORE), f"board of appeal – 5 rials – on {THEN}"),
        (Appealed(Party.ORGANIZATION, TOLD), "The Organization"),
        (Objected(BEFORE), f"on {THEN}"),
        (BasesFiled(Stage.INTERIM, kit.facts(), BEFORE), f"interim – up to {THEN}"),
        (
            Undertaken(YEAR, TOLD),
            "fiscal period 2025/03/21 (1404/01/01 Jalali) to 2026/03/20 (1404/12/29 Jalali)",
        ),
        (kit.CONFIRM, ""),
    ],
    ids=[
        "sheet",
        "money",
        "money-of-another-day",
        "form",
        "award",
        "appeal",
        "objection",
        "interim",
        "undertaking",
        "confirmed",
    ],
)
def test_an_act_says_of_what_it_is(act: Any, said: str) -> None:
    """Of two sheets nobody could tell which was paid, nor on which day money came in."""
    assert details_of(act, TOLD, Language.EN) == said


def test_digits_are_persian_on_a_persian_page() -> None:
    """Half of a line would be in other digits."""
    said = details_of(Collected("7", Rials(5), BEFORE), TOLD, Language.FA)
    assert "برگ ۷ – ۵ ریال" in said
    assert not set(said) & set("0123456789")
