"""Magic inputs: with what a stand-in is asked so that it always does the same, and how it is told.

An agency whose magic inputs have more to say than `Magic` has a record of its own.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, TypeVar


class Keyed(Protocol):
    """A magic input of whatever kind."""

    @property
    def key(self) -> str:
        """What people call it."""
        ...


K = TypeVar("K", bound=Keyed)


@dataclass(frozen=True, slots=True)
class Magic:
    """A number, and what a receiver does when it is told of whom or what bears it.

    ``manner`` is the way in which its answer differs; ``delay`` is in seconds.
    """

    key: str
    number: str
    does: str
    manner: str = ""
    delay: float = 0.0


ORDINARY = Magic("", "", "takes it at once")
"""What is done with every number that is not magic."""


def by_key(*magic: K) -> dict[str, K]:
    """Return magic inputs by what people call them."""
    return {one.key: one for one in magic}


def manners_of(magic: Mapping[str, Magic]) -> tuple[str, ...]:
    """Return the ways in which an answer can differ; each is also a fault for any number."""
    return tuple(one.manner for one in magic.values() if one.manner)


def columns(heads: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> list[str]:
    """Return the lines of a table, each column as wide as its longest text."""
    table = [heads, *rows]
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    return [
        "  ".join(f"{text:<{width}}" for text, width in zip(row, widths, strict=True)).rstrip()
        for row in table
    ]


def receiver_table(magic: Mapping[str, Magic], named: str, does: str) -> str:
    """Return the magic inputs of a receiver as people read them: ``named`` has the numbers."""
    rows = [(one.key, one.number, one.does) for one in magic.values()]
    faults = f"faults of its own for any {named}: {', '.join(manners_of(magic))}"
    taken = "GET _manage/notices lists what it has taken"
    return "\n".join([*columns(("key", named, does), rows), faults, taken])


def write_account(path: Path, **told: str | Path) -> Path:
    """Write the credentials of the hub's account, TOML that its owner alone may read."""
    path.touch(mode=0o600)
    path.write_text("".join(f'{name} = "{value}"\n' for name, value in told.items()), "utf-8")
    return path
