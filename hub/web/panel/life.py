"""The life line of a file: its acts in order, each in words with who told it; pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from hub.clearing.ground import recorded
from hub.store.contract_file_rows import KeptAct
from hub.usecases.article38.file.acts import (
    Awarded,
    BasesFiled,
    BasesRejected,
    ClearanceIssued,
    Collected,
    Own,
    PremiumCalculated,
    ReleaseAsked,
    SheetIssued,
)
from hub.usecases.article38.file.clearance_acts import Changed, ClearanceNotified, ReissueAllowed
from hub.web.language import Language, figures, instant, words_in
from hub.web.panel.show import money


@dataclass(frozen=True, slots=True)
class Point:
    """A point of the line; ``own`` is an act of the hub itself, ``mark`` what draws it."""

    number: str
    what: str
    detail: str
    at: str
    by: str
    mark: str


_MARKS: Final = {
    "bases-rejected": "bad",
    "objected": "bad",
    "collected": "good",
    "clearance-issued": "good",
    "clearance-notified": "good",
    "clearance-suspended": "bad",
    "clearance-reinstated": "good",
    "clearance-revoked": "bad",
    "clearance-replaced": "good",
}


def life_of(kept: Sequence[KeptAct], language: Language) -> list[Point]:
    """Return the acts of a file, the first first."""
    words = words_in(language)
    return [
        Point(
            figures(str(one.number), language),
            words["panel_act"][one.kind],
            " – ".join(_details(act.act, language)),
            instant(one.said_at, language),
            words["panel"]["hub"] if isinstance(act.act, Own) else one.said_by,
            _MARKS.get(one.kind, "own" if isinstance(act.act, Own) else "told"),
        )
        for one, act in zip(kept, recorded(tuple(kept)), strict=True)
    ]


def _details(act: Any, language: Language) -> Iterator[str]:
    """Yield what is worth a glance of an act: its stage, its amount, a reason, a party."""
    words = words_in(language)
    match act:
        case BasesFiled() | PremiumCalculated() | ClearanceIssued():
            yield words["panel_stage"][act.stage.value]
        case BasesRejected() | ReissueAllowed():
            yield act.reason
        case ClearanceNotified():
            yield words["panel_party"][act.party.value]
    if isinstance(act, Changed):
        yield words["reason"][act.reason.value]
    match act:
        case PremiumCalculated():
            yield money(act.due.total, language)
        case SheetIssued() | Collected() | ReleaseAsked() | Awarded() | ClearanceIssued():
            yield money(act.amount, language)
