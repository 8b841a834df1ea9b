"""CPU and memory of a process tree, read from /proc."""

import os
import sys

import pytest

from benchmarks.usage import cpu_seconds, peak_mb

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="there is no /proc")


def test_work_done_shows_in_the_process_that_did_it() -> None:
    """An inquiry would seem to cost nothing."""
    before = cpu_seconds(os.getpid())
    times = os.times()
    while os.times().user - times.user < 0.05:
        pass
    assert cpu_seconds(os.getpid()) - before >= 0.03


def test_the_peak_is_a_size_a_python_process_can_have() -> None:
    """The memory aim would be held against kilobytes or pages."""
    assert 10.0 < peak_mb(os.getpid()) < 4000.0


def test_a_process_that_is_not_there_has_spent_nothing() -> None:
    """A server that died would break the report instead of the run."""
    assert cpu_seconds(2**22 + 1) == 0.0
