"""``python -m benchmarks.sampler FILE serve …``: ``peyvand`` with its CPU time sampled to FILE.

A timer of the process's own CPU time (setitimer(2), ITIMER_PROF) interrupts it, so waiting and
being preempted count for nothing; the stacks are written when it ends, one a line, the outermost
frame first, with how often it was seen. Time in compiled code shows at the Python call of it.
"""

import signal
import sys
from collections import Counter
from pathlib import Path
from types import CodeType, FrameType

from hub.cli import main as peyvand

_INTERVAL = 0.002  # seconds of CPU time


class Sampler:
    """Counts the stacks that it is shown."""

    def __init__(self) -> None:
        self._seen: Counter[tuple[CodeType, ...]] = Counter()

    def see(self, _: int, frame: FrameType | None) -> None:
        """Count the stack that ends in ``frame``; a signal handler."""
        stack = []
        while frame is not None:
            stack.append(frame.f_code)
            frame = frame.f_back
        self._seen[tuple(stack)] += 1

    def write(self, path: Path) -> None:
        """Write what was seen."""
        path.write_text("".join(map(_line, self._seen.items())), "utf-8")

    def forget(self, *_: object) -> None:
        """Start anew, after the warming up; a signal handler."""
        self._seen.clear()


def _line(seen: tuple[tuple[CodeType, ...], int]) -> str:
    stack, count = seen
    return ";".join(map(_frame, reversed(stack))) + f" {count}\n"


def _frame(code: CodeType) -> str:
    return f"{code.co_qualname} ({code.co_filename})"


def main() -> None:
    """Run the hub's command line and write the samples whichever way it ends."""
    path = Path(sys.argv.pop(1))
    sampler = Sampler()
    signal.signal(signal.SIGPROF, sampler.see)
    signal.signal(signal.SIGUSR1, sampler.forget)
    signal.setitimer(signal.ITIMER_PROF, _INTERVAL, _INTERVAL)
    try:
        peyvand()
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0.0)
        sampler.write(path)


if __name__ == "__main__":
    main()
