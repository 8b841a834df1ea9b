"""``coefficients.toml``, read strictly: all slips told, with file, row, key and rule."""

import tomllib
from collections.abc import Mapping
from functools import partial
from typing import Any

from hub.policy.agreements_read import read_day, read_flag, read_text, read_word
from hub.policy.problems import Problem
from hub.usecases.article38.conditions_parse import Conditions
from hub.usecases.article38.model import (
    Choice,
    Confidence,
    Obligation,
    Outcome,
    Party,
    Row,
    Slice,
    Stage,
    Table,
    WrongTable,
)
from hub.usecases.article38.slips import Key, Slips
from hub.usecases.article38.table_check import check_rows
from hub.usecases.article38.table_index import by_subject
from hub.usecases.article38.table_slices import read_slices
from hub.usecases.article38.table_values import (
    read_name,
    read_names,
    read_part,
    read_rank,
    read_row_code,
    read_rows,
    read_table,
    read_words,
)
from hub.usecases.article38.table_version import version_of

_TOP: dict[str, Key] = {
    "fine": (read_part, True),
    "choice": (read_table, True),
    "condition": (read_table, True),
    "obligation": (read_table, True),
    "row": (read_rows, True),
}
_CHOICE: dict[str, Key] = {
    "chosen": (read_name, True),
    "words": (read_names, True),
    "changes": (read_words, True),
    "citation": (read_text, True),
}
_SOURCE: dict[str, Key] = {
    "citation": (read_text, True),
    "confidence": (partial(read_word, words=Confidence), True),
}
_OBLIGATION: dict[str, Key] = {
    "party": (partial(read_word, words=Party), True),
    "text": (read_words, True),
    "always": (read_flag, True),
    **_SOURCE,
}
_ROW: dict[str, Key] = {
    "code": (read_row_code, True),
    "stage": (partial(read_word, words=Stage), True),
    "rank": (read_rank, True),
    "title": (read_words, True),
    "when": (lambda value: value, True),
    "outcome": (partial(read_word, words=Outcome), True),
    "slices": (read_rows, False),
    "contractor": (read_part, False),
    "assigner": (read_part, False),
    "sums_lists": (read_flag, False),
    "central_lists": (read_flag, False),
    "obligations": (read_names, False),
    "valid_from": (read_day, True),
    "valid_until": (read_day, False),
    **_SOURCE,
}


def parse_table(file: str, text: str) -> Table:
    """Return the table in a TOML ``text`` that comes from ``file``.

    Raises `WrongTable` with everything that is wrong: keys, words, rates, conditions that name no
    fact, and rows of equal rank that could both apply.
    """
    try:
        found = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise WrongTable([Problem(file, "", f"not TOML: {error}")]) from error
    return table_of(file, found)


def table_of(file: str, found: Mapping[str, object]) -> Table:
    """Return the table that parsed TOML holds; raises `WrongTable` as `parse_table` does."""
    slips = Slips(file)
    table = _Reading(slips).table(found)
    if table is None or slips.problems:
        raise WrongTable(slips.problems)
    return table


class _Reading:
    """Reads one table."""

    def __init__(self, slips: Slips) -> None:
        self._slips = slips

    def table(self, found: Mapping[str, object]) -> Table | None:
        """Return the table; None, and notes, when something in it is wrong."""
        top = self._slips.keys(found, _TOP, "")
        if top is None:
            return None
        choices = self._named(top["choice"], _CHOICE, "choice", Choice)
        self._known_words(choices)
        obligations = {
            code: Obligation(code, **values)
            for code, values in self._named(top["obligation"], _OBLIGATION, "obligation").items()
        }
        conditions = Conditions(self._slips, {name: one.words for name, one in choices.items()})
        for name, value in top["condition"].items():
            self._slips.value(name, read_name, f"condition.{name}")
            if (read := conditions.read(value, f"condition.{name}")) is not None:
                conditions.named[name] = read
        rows = [self._row(row, conditions, n) for n, row in enumerate(top["row"], 1)]
        sound = tuple(row for row in rows if row is not None)
        check_rows(sound, obligations, self._slips)
        if self._slips.problems:
            return None
        return Table(version_of(found), top["fine"], choices, obligations, sound, by_subject(sound))

    def _named(
        self,
        tables: Mapping[str, object],
        keys: Mapping[str, Key],
        kind: str,
        make: Any = dict,
    ) -> dict[str, Any]:
        """Return what each named table says, made into ``make``."""
        made = {}
        for name, one in tables.items():
            place = f"{kind}.{name}"
            self._slips.value(name, read_name, place)
            table = self._slips.value(one, read_table, place)
            if table is not None and (values := self._slips.keys(table, keys, f"{place}.")):
                made[name] = make(**values)
        return made

    def _known_words(self, choices: Mapping[str, Choice]) -> None:
        """Note a choice of a word that is none of its words."""
        for name, one in choices.items():
            if one.chosen not in one.words:
                self._slips.note(f"choice.{name}.chosen", f"is one of {', '.join(one.words)}")

    def _row(self, value: object, conditions: Conditions, number: int) -> Row | None:
        """Return one row; it is named by its code where it has one."""
        table = self._slips.value(value, read_table, f"row[{number}]")
        if table is None:
            return None
        place = f"row {table.get('code', number)}: "
        found = self._slips.keys(table, _ROW, place)
        when = conditions.read(table["when"], f"{place}when") if "when" in table else None
        slices = self._slices(table, place)
        if found is None or when is None or slices is None:
            return None
        found |= {
            "when": when,
            "slices": slices,
            "sums_lists": bool(found["sums_lists"]),
            "central_lists": bool(found["central_lists"]),
            "obligations": found["obligations"] or (),
        }
        return Row(**found)

    def _slices(self, table: Mapping[str, object], place: str) -> tuple[Slice, ...] | None:
        rows = table.get("slices", [])
        return read_slices(rows, self._slips, place) if isinstance(rows, list) else None
