"""The arithmetic between what was measured and what is printed."""

from benchmarks.figures import Series, aims
from benchmarks.measure import Run


def _run(answers: int, seconds: float, server_ms: float, p95: float = 0.0) -> Run:
    return Run(answers, seconds, {"server": server_ms, "worker": 0.5}, 0.0, p95, 0.0, ())


def _series(*runs: Run, peak_mb: float = 100.0) -> Series:
    return Series(list(runs), list(runs), peak_mb)


def test_a_rate_is_the_median_of_the_runs() -> None:
    """One disturbed run would move the figures of a release."""
    series = _series(_run(100, 1.0, 2.0), _run(5, 1.0, 40.0), _run(120, 1.0, 2.2))
    assert series.rate == 100.0
    assert series.own_cpu_ms == 2.7


def test_an_aim_is_met_at_its_very_limit_and_not_beyond() -> None:
    """A release would be called fast enough when it is not."""
    plain, door = _series(_run(100, 1.0, 10.0)), _series(_run(100, 1.0, 0.0))
    at_limit = aims(_series(_run(300, 1.0, 2.5, 100.0), peak_mb=250.0), plain, door)
    beyond = aims(_series(_run(299, 1.0, 2.6, 100.1), peak_mb=250.1), plain, door)
    assert [aim.met for aim in at_limit] == [True, True, True, True, True]
    assert [aim.met for aim in beyond] == [False, False, False, False, True]


def test_a_latency_that_was_not_measured_meets_no_aim() -> None:
    """A benchmark that was cut short would pass."""
    unmeasured = Series([_run(300, 1.0, 1.0)], [], 1.0)
    other = _series(_run(100, 1.0, 1.0))
    assert unmeasured.at_rate(lambda run: run.p95) is None
    assert not aims(unmeasured, other, other)[2].met
