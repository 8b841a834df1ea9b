"""How much it says that two descriptions of a contract agree on a field: a table of data; pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from hub.contracts.tables import Slip, WrongTable, keys_of_table, read_table

COMPARED = ("number", "assigner", "contractor", "signed_on", "starts_on", "ends_on")
"""What is compared where no key tells; a contract has all of it."""
PARTIES = frozenset({"assigner", "contractor"})
"""What is the same or is not; there is nothing near it."""
ALL = 100
"""The points of two descriptions that agree on everything."""
_LIMITS = ("same", "ambiguous", "with_key", "near_days")


@dataclass(frozen=True, slots=True)
class Points:
    """The points of a field that is the same, and of one that is near."""

    same: int
    near: int


@dataclass(frozen=True, slots=True)
class Scale:
    """The points by field of `COMPARED`, and what they come to.

    From ``same`` on it is one contract, from ``ambiguous`` on an operator decides; where a key is
    shared, ``with_key`` is enough. Days at most ``near_days`` apart are near.
    """

    same: int
    ambiguous: int
    with_key: int
    near_days: int
    points: Mapping[str, Points]


@cache
def shipped_scale() -> Scale:
    """Return the scale of the table that the hub comes with."""
    return load_scale((files("hub.contracts") / "resolution.toml").read_text("utf-8"))


def load_scale(text: str) -> Scale:
    """Return the scale in a TOML ``text``.

    Raises `WrongTable` with every slip: ``missing``, ``unknown``, ``not-a-count`` (0 to 100),
    ``near-above-same``; then, of a whole table, ``not-100`` in sum, ``order`` (ambiguous below
    same, with_key above nothing and at most ambiguous), ``parties-alone`` and ``without-number``
    where these would do, and ``unsought`` where it is enough to be alike on neither the pair of
    parties nor the number, by which it is sought.
    """
    table = read_table(text)
    slips = keys_of_table(table, (*_LIMITS, "points"))
    limits = {key: _count(table[key], key, slips) for key in _LIMITS if key in table}
    rows = table.get("points", {})
    if not isinstance(rows, dict):
        raise WrongTable([*slips, Slip("points", "type")])
    slips += keys_of_table(rows, COMPARED, "points.")
    points = {name: _points(rows[name], name, slips) for name in COMPARED if name in rows}
    if slips:
        raise WrongTable(slips)
    scale = Scale(**limits, points=points)
    if wrong := list(_unsound(scale)):
        raise WrongTable(wrong)
    return scale


def _points(row: object, name: str, slips: list[Slip]) -> Points:
    """Return the points of one field; its slips are added."""
    key = f"points.{name}"
    if not isinstance(row, dict):
        slips.append(Slip(key, "type"))
        return Points(0, 0)
    slips += keys_of_table(row, ("same",) if name in PARTIES else ("same", "near"), f"{key}.")
    same, near = (_count(row.get(one, 0), f"{key}.{one}", slips) for one in ("same", "near"))
    if near > same:
        slips.append(Slip(f"{key}.near", "near-above-same"))
    return Points(same, near)


def _count(value: object, key: str, slips: list[Slip]) -> int:
    """Return a count of 0 to 100; its slip is added."""
    if type(value) is int and 0 <= value <= ALL:
        return value
    slips.append(Slip(key, "not-a-count"))
    return 0


def _unsound(scale: Scale) -> list[Slip]:
    """Return what is wrong with a table whose every line is right."""
    points = scale.points
    slips = []
    if sum(one.same for one in points.values()) != ALL:
        slips.append(Slip("points", "not-100"))
    if not scale.ambiguous < scale.same:
        slips.append(Slip("ambiguous", "order"))
    if not 0 < scale.with_key <= scale.ambiguous:
        slips.append(Slip("with_key", "order"))
    if points["assigner"].same + points["contractor"].same >= scale.ambiguous:
        slips.append(Slip("ambiguous", "parties-alone"))
    if ALL - points["number"].same + points["number"].near >= scale.same:
        slips.append(Slip("same", "without-number"))
    party = min(points["assigner"].same, points["contractor"].same)
    if ALL - points["number"].same + points["number"].near - party >= scale.ambiguous:
        slips.append(Slip("ambiguous", "unsought"))
    return slips
