"""The signature benchmark: what is measured does its job, and an aim that is missed is said so."""

import pytest

from benchmarks.xades import AIMED, OURS, RAW, SIGNXML, Key, aims, rows


@pytest.mark.parametrize("kind", AIMED)
def test_every_contender_does_its_job(kind: str) -> None:
    """A contender that fails early would be the fastest of all."""
    contenders = rows(kind)  # type: ignore[arg-type]
    names = [(row.job, row.name) for row in contenders]
    assert len(set(names)) == len(names)
    assert {job for job, name in names if name == RAW} == {"sign", "verify"}
    for row in contenders:
        row.run()


def rates(ours: float, signxml: float, raw: float, verified: float) -> dict[Key, float]:
    found: dict[Key, float] = {}
    for kind in AIMED:
        found |= {(kind, "sign", OURS): ours, (kind, "sign", SIGNXML): signxml}
        found |= {(kind, "sign", RAW): raw, (kind, "verify", OURS): verified}
    return found


@pytest.mark.parametrize(
    ("figures", "met"),
    [
        ((3000.0, 1000.0, 6000.0, 2000.0), [True] * 5),
        ((2999.0, 1000.0, 5000.0, 2000.0), [False, True, False, True, True]),
        ((3000.0, 1000.0, 6001.0, 1999.0), [True, False, True, False, False]),
    ],
)
def test_aims_are_those_that_were_set(figures: tuple[float, ...], met: list[bool]) -> None:
    """A release would be told to be fast enough when it is not."""
    assert [aim.met for aim in aims(rates(*figures))] == met
