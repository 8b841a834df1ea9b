"""Where a pull goes on: the database's own cursor, and the last change that was seen before it.

Whoever pulls keeps it as it is. With the number of the last change in it, a page that goes back is
seen even by a process that did not read the page before.
"""

import re
from typing import NamedTuple, Self

_SHAPE = re.compile(r"(0|[1-9][0-9]{0,18}):(.{0,500})", re.DOTALL)


class Cursor(NamedTuple):
    """``seen`` is the number of the last change before this place, 0 at the beginning."""

    seen: int
    theirs: str

    @classmethod
    def parse(cls, text: str | None) -> Self:
        """Return the place that ``text`` names, the beginning for None; ``ValueError``."""
        if text is None:
            return cls(0, "")
        found = _SHAPE.fullmatch(text)
        if found is None:
            raise ValueError("not a cursor of the contracts database")
        return cls(int(found[1]), found[2])

    def __str__(self) -> str:
        """Return the text that `parse` reads."""
        return f"{self.seen}:{self.theirs}"
