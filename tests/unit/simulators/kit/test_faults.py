"""Faults hit whom they should, and the same seed hits the same calls."""

from typing import Any

import pytest

from simulators.kit.faults import Fault, Faults


def test_none_by_default() -> None:
    """A stand-in is right until told otherwise."""
    assert Faults(1).strike() == "none"


def test_for_so_many_calls() -> None:
    """A fault for two calls is over at the third."""
    faults = Faults(1)
    faults.set(Fault(mode="html", calls=2))
    assert [faults.strike() for _ in range(4)] == ["html", "html", "none", "none"]


def test_share_by_seed() -> None:
    """A share of calls is hit, the same ones for the same seed, others for another."""

    def row(seed: int) -> list[str]:
        faults = Faults(seed)
        faults.set(Fault(mode="error", share=0.3))
        return [faults.strike() for _ in range(1_000)]

    assert row(5) == row(5)
    assert row(5) != row(6)
    assert 200 < row(5).count("error") < 400


@pytest.mark.parametrize(
    "fields",
    [{"mode": "rain"}, {"share": 0}, {"share": 1.1}, {"calls": 0}, {"milliseconds": -1}],
)
def test_wrong_faults(fields: dict[str, Any]) -> None:
    """A fault that was misspelt must not be taken for none."""
    with pytest.raises(ValueError, match=r"\b(is|are)\b"):
        Fault(**fields)
