"""The rows that can concern a kind of work, by stage, so that others are not looked at."""

from collections.abc import Mapping

from hub.usecases.article38.conditions import Atom, Condition, Every, Some
from hub.usecases.article38.model import Entry, Row, Stage
from schemas.canonical.subject import Subject

_SUBJECT = "work.subject"
_ALWAYS = Every(())


def by_subject(rows: tuple[Row, ...]) -> Mapping[tuple[Stage, Subject], tuple[Entry, ...]]:
    """Return for each stage and kind the rows that its work can meet, the lowest rank first.

    Each comes with what is left to ask once the kind is known. Rows of one rank are in the order of
    their codes: that of the file changes nothing.
    """
    ordered = sorted(rows, key=lambda row: (row.rank, row.code, row.valid_from))
    return {
        (stage, kind): tuple(
            Entry(row, left)
            for row in ordered
            if row.stage is stage and (left := _left(row.when, kind)) is not None
        )
        for stage in Stage
        for kind in Subject
    }


def _left(condition: Condition, kind: Subject) -> Condition | None:
    """Return what a condition still asks of work of a kind; None when it cannot hold."""
    if isinstance(condition, Atom):
        if condition.fact != _SUBJECT:
            return condition
        return _ALWAYS if condition.holds(kind) else None
    parts = [_left(one, kind) for one in condition.parts]
    left = tuple(one for one in parts if one is not None and one != _ALWAYS)
    if isinstance(condition, Every):
        return None if None in parts else Every(left)
    if _ALWAYS in parts:
        return _ALWAYS
    return Some(left) if left else None
