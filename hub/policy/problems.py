"""What is wrong with policy files: every slip of all of them told at once."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a file: under which key, and which rule it breaks."""

    file: str
    key: str
    rule: str

    def __str__(self) -> str:
        """Return the problem as one line."""
        return ": ".join(part for part in (self.file, self.key, self.rule) if part)


class WrongFiles(ValueError):
    """Files that cannot be taken; ``problems`` has everything that is wrong with them."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(map(str, self.problems)))
