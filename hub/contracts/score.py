"""How alike two descriptions of a contract are, field by field, in points of 100; pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import cast

from hub.contracts.keys import number_form, number_groups, values_of
from hub.contracts.scale import COMPARED, Scale
from schemas.canonical.contract import JoinedContract, RegisteredContract

Face = Mapping[str, tuple[object, ...]]
"""What is said of a contract: the values of each field of `COMPARED`."""


class Likeness(StrEnum):
    """How alike two descriptions are on a field."""

    SAME = "same"
    NEAR = "near"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Score:
    """The points of two descriptions, 0 to 100, and how alike they are on each field."""

    points: int
    fields: Mapping[str, Likeness]


def face_of(contract: RegisteredContract) -> Face:
    """Return what one register says of a contract."""
    return {name: (cast("object", getattr(contract, name)),) for name in COMPARED}


def face_joined(contract: JoinedContract) -> Face:
    """Return what all registers say of a contract, disagreeing values included."""
    return {name: values_of(contract, name) for name in COMPARED}


def score(one: Face, other: Face, scale: Scale) -> Score:
    """Return how alike two descriptions are; either way round it is the same.

    Where registers disagree on a field, the values that are most alike are held together: it is
    asked whether somebody described this very contract so.
    """
    found = {name: _likeness(name, one[name], other[name], scale.near_days) for name in COMPARED}
    return Score(sum(_points(name, found[name], scale) for name in COMPARED), found)


def _points(name: str, likeness: Likeness, scale: Scale) -> int:
    """Return the points of a field."""
    points = scale.points[name]
    return {Likeness.SAME: points.same, Likeness.NEAR: points.near, Likeness.OTHER: 0}[likeness]


def _likeness(
    name: str, ones: tuple[object, ...], others: tuple[object, ...], near_days: int
) -> Likeness:
    """Return how alike the two closest values of a field are."""
    pairs = [(one, other) for one in ones for other in others]
    form = number_form if name == "number" else str
    if any(form(str(one)) == form(str(other)) for one, other in pairs):
        return Likeness.SAME
    if any(_near(one, other, near_days) for one, other in pairs):
        return Likeness.NEAR
    return Likeness.OTHER


def _near(one: object, other: object, near_days: int) -> bool:
    """Tell whether two days or two numbers are near each other."""
    if isinstance(one, date) and isinstance(other, date):
        return abs((one - other).days) <= near_days
    groups = number_groups(str(one))
    return bool(groups) and groups == number_groups(str(other))
