"""What is worth a glance of an act: stage, amount, sheet, board, party, its own day; pure."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from hub.usecases.article38.file.acts import (
    Appealed,
    Awarded,
    BasesFiled,
    BasesRejected,
    ClearanceIssued,
    Collected,
    NoteIssued,
    NoteNotified,
    PremiumCalculated,
    ReleaseAsked,
    SheetIssued,
    Undertaken,
)
from hub.usecases.article38.file.clearance_acts import Changed, ClearanceNotified, ReissueAllowed
from hub.web.language import Language, day, words_in
from hub.web.panel.show import money, say


def details_of(act: Any, told_on: date, language: Language) -> str:
    """Return the details of an act that was told on a day (Tehran), in one line.

    The day on which it happened stands there where that is another.
    """
    found = [*_what(act, language), *_of_whom(act, language), *_how_much(act, language)]
    happened = getattr(act, "notified" if isinstance(act, Awarded) else "on", None)
    if happened is not None and happened != told_on:
        found.append(say("panel_deed", "on", language, day=day(happened, language)))
    return " – ".join(found)


def _what(act: Any, language: Language) -> Iterator[str]:
    """Yield how far an act goes, which sheet or form it is of, or why."""
    words = words_in(language)
    match act:
        case BasesFiled() | PremiumCalculated() | ClearanceIssued():
            yield words["panel_stage"][act.stage.value]
            if act.until is not None:
                yield say("panel_deed", "until", language, day=day(act.until, language))
        case BasesRejected() | ReissueAllowed():
            yield act.reason
        case NoteIssued() | NoteNotified():
            yield say("panel_deed", "form", language, form=act.form.value)
        case SheetIssued():
            yield words["panel_sheet"][act.kind.value]
            yield say("panel_deed", "sheet", language, number=act.number)
        case Collected():
            yield say("panel_deed", "sheet", language, number=act.sheet)


def _of_whom(act: Any, language: Language) -> Iterator[str]:
    """Yield who is told, judges or appeals, of which period; or why a clearance was changed."""
    words = words_in(language)
    match act:
        case ClearanceNotified():
            yield words["panel_party"][act.party.value]
        case Awarded():
            yield words["panel_board"][act.board.value]
        case Appealed():
            yield words["panel_party"][act.by.value]
        case Undertaken():
            first, last = day(act.period.first, language), day(act.period.last, language)
            yield say("panel_deed", "period", language, first=first, last=last)
        case _ if isinstance(act, Changed):
            yield words["reason"][act.reason.value]


def _how_much(act: Any, language: Language) -> Iterator[str]:
    match act:
        case PremiumCalculated():
            yield money(act.due.total, language)
        case SheetIssued() | Collected() | ReleaseAsked() | Awarded() | ClearanceIssued():
            yield money(act.amount, language)
