"""Faults hit whom they should, and the same seed hits the same calls."""

from typing import Any

import pytest

from simulators.kit.faults import FAULTS, STORM, Fault, Faults


def test_none_by_default() -> None:
    """A stand-in is right until told otherwise."""
    assert Faults(1).strike().mode == "none"


def test_for_so_many_calls() -> None:
    """A fault for two calls is over at the third."""
    faults = Faults(1)
    faults.set(Fault(mode="html", calls=2))
    assert [faults.strike().mode for _ in range(4)] == ["html", "html", "none", "none"]


def test_share_by_seed() -> None:
    """A share of calls is hit, the same ones for the same seed, others for another."""

    def row(seed: int) -> list[str]:
        faults = Faults(seed)
        faults.set(Fault(mode="error", share=0.3))
        return [faults.strike().mode for _ in range(1_000)]

    assert row(5) == row(5)
    assert row(5) != row(6)
    assert 200 < row(5).count("error") < 400


@pytest.mark.parametrize(
    "fields",
    [{"mode": "rain 1"}, {"share": 0}, {"share": 1.1}, {"calls": 0}, {"milliseconds": -1}],
)
def test_wrong_faults(fields: dict[str, Any]) -> None:
    """A fault that was misspelt must not be taken for none."""
    with pytest.raises(ValueError, match=r"\b(is|are)\b"):
        Fault(**fields)


def test_a_storm_is_its_table() -> None:
    """A mix that a seed does not repeat, or that leaves a fault out, would prove nothing twice."""

    def row(seed: int) -> list[str]:
        faults = Faults(3, own=("odd",))
        faults.set(Fault(mode="storm", seed=seed))
        return [faults.strike().mode for _ in range(2_000)]

    assert row(5) == row(5)
    assert row(5) != row(6)
    met = set(row(5))
    assert met == (set(STORM) - {"own"}) | {"odd", "none"}
    assert abs(row(5).count("none") - 2 * (1_000 - sum(STORM.values()))) < 150


def test_every_fault_of_the_storm_is_known() -> None:
    """A word that nobody understands would be weather in which the sun shines."""
    assert set(STORM) - {"own"} <= set(FAULTS) - {"none", "storm"}


def test_a_call_is_hit_by_its_number() -> None:
    """What the third call of a seed meets must not hang on what the first two were hit by."""
    all_of_them, some_of_them = Faults(9), Faults(9)
    all_of_them.set(Fault(mode="error"))
    some_of_them.set(Fault(mode="error", calls=1))
    first = [(all_of_them.strike(), some_of_them.strike()) for _ in range(1)]
    assert first[0][0].chance.random() == first[0][1].chance.random()
    some_of_them.set(Fault(mode="error"))
    again = [some_of_them.strike().chance.random() for _ in range(3)]
    all_of_them.set(Fault(mode="error"))
    assert again == [all_of_them.strike().chance.random() for _ in range(3)]
    assert len(set(again)) == 3


def test_until_the_day_is_over() -> None:
    """What refuses today answers tomorrow without being told."""
    day = [14050901]
    faults = Faults(1, today=lambda: day[0])
    faults.set(Fault(mode="refuse", today=True))
    assert faults.strike().mode == "refuse"
    day[0] = 14050902
    assert faults.strike().mode == "none"


def test_weather() -> None:
    """A stand-in in calm weather takes no fault; one in a storm returns to it when it is reset."""
    calm = Faults(1, weather="off")
    with pytest.raises(ValueError, match="faults are off"):
        calm.set(Fault(mode="error"))
    stormy = Faults(1, weather="storm")
    stormy.set(Fault(mode="error"))
    stormy.clear()
    assert stormy.current.mode == "storm"
