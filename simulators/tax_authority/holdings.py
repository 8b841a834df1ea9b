"""The contracts that the authority holds, in the order of their last change."""

from collections.abc import Iterable
from typing import Any

Told = dict[str, Any]
"""A contract as the authority tells it."""


class Holdings:
    """Contracts by number; ``changes`` counts what was altered.

    Cursors count changes, so whoever follows them misses none of what is registered meanwhile.
    """

    def __init__(self, told: Iterable[Told]) -> None:
        self._log: list[str] = []
        self._places: dict[str, int] = {}
        self._held: dict[str, Told] = {}
        self.changes = 0
        for one in told:
            self.register(one)

    def __len__(self) -> int:
        """Count the changes, those that were overtaken too."""
        return len(self._log)

    def register(self, told: Told) -> None:
        """Have a contract registered as it is told, whatever was."""
        number = told["crn"]
        self._held[number] = told
        self._places[number] = len(self._log)
        self._log.append(number)
        self.changes += 1

    def lose(self, number: str) -> None:
        """Have a contract of this number no more."""
        self._held.pop(number, None)
        self.changes += 1

    def find(self, number: str) -> Told | None:
        """Return a contract, None where there is none of this number."""
        return self._held.get(number)

    def all(self) -> Iterable[Told]:
        """Return every contract."""
        return self._held.values()

    def after(self, start: int, limit: int) -> tuple[list[Told], int]:
        """Return contracts that changed from ``start`` on, and where the next ones begin."""
        found: list[Told] = []
        place = start
        while place < len(self._log) and len(found) < limit:
            number = self._log[place]
            if number in self._held and self._places[number] == place:
                found.append(self._held[number])
            place += 1
        return found, place
