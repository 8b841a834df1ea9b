"""The life line of a file: its acts in order, each in words with who told it; pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from hub.clearing.ground import recorded
from hub.store.contract_file_rows import KeptAct
from hub.usecases.article38.file.acts import Own
from hub.web.language import Language, figures, instant, words_in
from hub.web.panel.deeds import details_of
from schemas.canonical.dates import tehran_day


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
            details_of(act.act, tehran_day(one.said_at), language),
            instant(one.said_at, language),
            words["panel"]["hub"] if isinstance(act.act, Own) else one.said_by,
            _MARKS.get(one.kind, "own" if isinstance(act.act, Own) else "told"),
        )
        for one, act in zip(kept, recorded(tuple(kept)), strict=True)
    ]
