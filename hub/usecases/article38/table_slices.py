"""The slices of a row: parts of the turnover, each with its own exact rates."""

from collections.abc import Mapping
from fractions import Fraction
from functools import partial

from hub.policy.agreements_read import read_flag
from hub.usecases.article38.facts import FACTS
from hub.usecases.article38.model import Slice
from hub.usecases.article38.slips import Key, Slips
from hub.usecases.article38.table_values import (
    one_of,
    read_part,
    read_ratio,
    read_table,
    read_unemployment,
)

REST = "rest"
"""Names what the other slices leave of the gross."""
_AMOUNTS = (*(name.removeprefix("work.") for name, one in FACTS.items() if one.amount), REST)


def read_slices(rows: list[object], slips: Slips, place: str) -> tuple[Slice, ...] | None:
    """Return a row's slices; None, and notes, when one is wrong."""
    found = [_slice(row, slips, f"{place}slices[{number}]") for number, row in enumerate(rows, 1)]
    sound = tuple(one for one in found if one is not None)
    if len(sound) != len(found):
        return None
    rests = [one for one in sound if one.of == REST]
    if len(rests) > 1 or any(one.share != 1 or one.at_most is not None for one in rests):
        slips.note(f"{place}slices", "rest can stand once, whole")
    return sound


def _slice(value: object, slips: Slips, place: str) -> Slice | None:
    table: Mapping[str, object] | None = slips.value(value, read_table, place)
    if table is None:
        return None
    premium = slips.value(table.get("premium"), read_part, f"{place}.premium")
    keys: dict[str, Key] = {
        "of": (partial(one_of, known=_AMOUNTS, what="amount"), True),
        "share": (read_ratio, False),
        "at_most": (read_part, False),
        "premium": (lambda _: premium, True),
        "unemployment": (lambda one: read_unemployment(one, premium), True),
        "added": (read_flag, False),
    }
    found = slips.keys(table, keys, f"{place}.")
    if found is None or premium is None:
        return None
    return Slice(
        found["of"] if found["of"] == REST else _full(found["of"]),
        Fraction(1) if found["share"] is None else found["share"],
        found["at_most"],
        premium,
        found["unemployment"],
        bool(found["added"]),
    )


def _full(name: str) -> str:
    """Return the fact that an amount's short name stands for."""
    return name if name in FACTS else f"work.{name}"
