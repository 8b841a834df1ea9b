"""Slips of a table noted one by one, so that all of them are told at once."""

from collections.abc import Callable, Mapping
from typing import Any

from hub.policy.agreements_read import near
from hub.policy.problems import Problem

Reader = Callable[[object], Any]
Key = tuple[Reader, bool]
"""How a key's value is read, and whether it must be given."""


class Slips:
    """Reads tables of one file; notes what is wrong, with its place, and goes on."""

    def __init__(self, file: str) -> None:
        self._file = file
        self.problems: list[Problem] = []

    def keys(
        self, table: Mapping[str, object], known: Mapping[str, Key], place: str
    ) -> dict[str, Any] | None:
        """Return the values of a table's keys, absent ones as None; None where one is wrong."""
        before = len(self.problems)
        for key in table:
            if key not in known:
                self.note(f"{place}{key}", f"unknown key{near(key, known)}")
        found: dict[str, Any] = dict.fromkeys(known)
        for key, (read, required) in known.items():
            if key in table:
                found[key] = self.value(table[key], read, f"{place}{key}")
            elif required:
                self.note(f"{place}{key}", "is missing")
        return found if len(self.problems) == before else None

    def value(self, value: object, read: Reader, place: str) -> Any:
        """Return what ``read`` makes of a value; None, and a note, when it is wrong."""
        try:
            return read(value)
        except ValueError as error:
            self.note(place, str(error))
            return None

    def note(self, place: str, rule: str) -> None:
        """Note one slip."""
        self.problems.append(Problem(self._file, place, rule))
