"""A job done several times over, timed by the clock."""

from collections.abc import Callable
from statistics import median
from time import perf_counter
from typing import TypeVar

T = TypeVar("T")


def timed(call: Callable[[], T], turns: int) -> tuple[T, float]:
    """Return what the first of the ``turns`` gave, and the median of the seconds of each."""

    def once() -> tuple[T, float]:
        begun = perf_counter()
        return call(), perf_counter() - begun

    given, first = once()
    return given, median([first, *(once()[1] for _ in range(turns - 1))])
