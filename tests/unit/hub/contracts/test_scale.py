"""The table of points: whole, and refused where it would merge contracts that are not one."""

import pytest

from hub.contracts.scale import ALL, COMPARED, load_scale, shipped_scale
from hub.contracts.tables import WrongTable

SOUND = """
same = 90
ambiguous = 75
with_key = 30
near_days = 7
[points]
number = { same = 40, near = 25 }
assigner = { same = 15 }
contractor = { same = 15 }
signed_on = { same = 14, near = 7 }
starts_on = { same = 8, near = 4 }
ends_on = { same = 8, near = 4 }
"""


def slips(old: str, new: str) -> list[tuple[str, str]]:
    assert old in SOUND
    with pytest.raises(WrongTable) as wrong:
        load_scale(SOUND.replace(old, new))
    return [(one.field, one.rule) for one in wrong.value.slips]


def test_the_shipped_table_is_sound() -> None:
    """The hub would not start, or merge by a table that nobody checked."""
    scale = shipped_scale()
    assert sum(one.same for one in scale.points.values()) == ALL
    assert tuple(scale.points) == COMPARED
    assert load_scale(SOUND) == scale


@pytest.mark.parametrize(
    ("old", "new", "slip"),
    [
        ("same = 90", "same = 90.0", ("same", "not-a-count")),
        ("same = 90", "same = 101", ("same", "not-a-count")),
        ("same = 90", "same = true", ("same", "not-a-count")),
        ("near_days = 7", "near_days = -1", ("near_days", "not-a-count")),
        ("near_days = 7", "", ("near_days", "missing")),
        ("near_days = 7", "near_days = 7\nfar_days = 9", ("far_days", "unknown")),
        ("near = 25", "near = 41", ("points.number.near", "near-above-same")),
        (", near = 25", "", ("points.number.near", "missing")),
        ("contractor = { same = 15 }", "", ("points.contractor", "missing")),
        ("{ same = 15 }", "{ same = 15, near = 1 }", ("points.assigner.near", "unknown")),
        ("{ same = 15 }", "15", ("points.assigner", "type")),
        ("same = 40", "same = 41", ("points", "not-100")),
        ("ambiguous = 75", "ambiguous = 90", ("ambiguous", "order")),
        ("ambiguous = 75", "ambiguous = 30", ("ambiguous", "parties-alone")),
        ("with_key = 30", "with_key = 0", ("with_key", "order")),
        ("with_key = 30", "with_key = 76", ("with_key", "order")),
        ("near = 25", "near = 30", ("same", "without-number")),
        ("ambiguous = 75", "ambiguous = 70", ("ambiguous", "unsought")),
    ],
    ids=range(18),
)
def test_a_slip_is_named(old: str, new: str, slip: tuple[str, str]) -> None:
    """Contracts would be merged, or kept from an operator, by a slip of the pen."""
    assert slips(old, new)[0] == slip


def test_all_slips_are_told_at_once() -> None:
    """A table would be mended one line at a time."""
    with pytest.raises(WrongTable) as wrong:
        load_scale("")
    assert len(wrong.value.slips) == 5 + len(COMPARED)
    with pytest.raises(WrongTable, match="points: type"):
        load_scale("same = 1\nambiguous = 1\nwith_key = 1\nnear_days = 1\npoints = 1")
