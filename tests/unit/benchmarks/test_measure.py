"""What a run came to, from what its clients saw and what its processes had spent."""

import pytest

from benchmarks.load import Outcome
from benchmarks.measure import WrongAnswers, run_of
from benchmarks.turns import timed


def test_a_run_is_told_by_what_was_spent_in_it() -> None:
    """Figures of a contender would hold what its processes spent before it was asked."""
    outcome = Outcome(2.0, [0.010] * 50 + [0.030] * 50, [b"an answer"])
    run = run_of("hub", outcome, {"server": 7.0, "worker": 1.0}, {"server": 7.5, "worker": 1.0})
    assert run.rate == 50.0
    assert run.cpu_ms == {"server": 5.0, "worker": 0.0}
    assert (run.p50, run.p95, run.p99) == pytest.approx((20.0, 30.0, 30.0))
    assert run.kept == (b"an answer",)


@pytest.mark.parametrize(
    ("outcome", "said"),
    [
        (Outcome(1.0, [0.01], [], ["HTTP 500: no"]), "plain: 1 wrong, such as HTTP 500: no"),
        (Outcome(1.0), "plain: 0 wrong, such as no answer at all"),
    ],
    ids=["one wrong", "none at all"],
)
def test_a_contender_that_answers_wrongly_has_no_figures(outcome: Outcome, said: str) -> None:
    """A contender would be the fastest by refusing everybody."""
    with pytest.raises(WrongAnswers, match=said):
        run_of("plain", outcome, {}, {})


def test_a_job_is_done_in_every_turn_and_tells_its_first_result() -> None:
    """The median would be of fewer turns than are printed."""
    done: list[int] = []
    given, seconds = timed(lambda: done.append(1) or len(done), 5)
    assert (given, len(done)) == (1, 5)
    assert seconds >= 0.0
