"""Where a demonstration is played, and how far it has come."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar

from rich.progress import Progress

from simulators.demo.papers import Papers
from simulators.demo.record import Record

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Stage:
    """The record and the papers of a demonstration, and the bars that show its progress."""

    record: Record
    papers: Papers
    progress: Progress

    def all(self, title: str, found: Iterable[T], total: int) -> list[T]:
        """Return all that is ``found``, a bar of its own showing how far that has come."""
        return list(self.progress.track(found, total=total, description=title))
