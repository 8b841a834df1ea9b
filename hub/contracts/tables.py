"""Tables of data read strictly: every slip of a file named at once, by its key."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Slip:
    """What is wrong under a key of a table or in a field of a contract: the rule it breaks."""

    field: str
    rule: str

    def __str__(self) -> str:
        """Return the slip as one line; no value of the field is in it."""
        return f"{self.field}: {self.rule}" if self.field else self.rule


class WrongTable(ValueError):
    """A table that cannot be taken; ``slips`` has everything that is wrong with it."""

    def __init__(self, slips: Iterable[Slip]) -> None:
        self.slips = tuple(slips)
        super().__init__("; ".join(map(str, self.slips)))


def read_table(text: str) -> dict[str, object]:
    """Return the keys of a TOML ``text``; `WrongTable` (``not-toml``)."""
    try:
        return tomllib.loads(text)
    except ValueError as error:  # an endless number is one too, though no TOMLDecodeError
        raise WrongTable([Slip("", f"not-toml: {error}")]) from error


def keys_of_table(table: dict[str, object], known: Iterable[str], under: str = "") -> list[Slip]:
    """Return the slips of a table's keys alone: ``missing`` and ``unknown`` ones, in order."""
    wanted = tuple(known)
    return [
        *(Slip(f"{under}{key}", "missing") for key in wanted if key not in table),
        *(Slip(f"{under}{key}", "unknown") for key in table if key not in wanted),
    ]
