"""The rows that can concern a kind of work, by stage, so that others are not looked at."""

from collections.abc import Mapping

from hub.usecases.article38.conditions import alternatives
from hub.usecases.article38.model import Row, Stage
from schemas.canonical.subject import Subject

_SUBJECT = "work.subject"


def by_subject(rows: tuple[Row, ...]) -> Mapping[tuple[Stage, Subject], tuple[Row, ...]]:
    """Return for each stage and kind the rows that its work can meet, the lowest rank first.

    Rows of one rank are in the order of their codes: that of the file changes nothing.
    """
    ordered = sorted(rows, key=lambda row: (row.rank, row.code, row.valid_from))
    kinds = {id(row): _kinds(row) for row in ordered}
    return {
        (stage, kind): tuple(
            row for row in ordered if row.stage is stage and kind in kinds[id(row)]
        )
        for stage in Stage
        for kind in Subject
    }


def _kinds(row: Row) -> set[str]:
    """Return the kinds of work that a row's condition allows."""
    found: set[str] = set()
    for way in alternatives(row.when):
        allowed = way.get(_SUBJECT)
        found |= {str(one) for one in allowed} if isinstance(allowed, frozenset) else set(Subject)
    return found
