"""Which records of an export are looked at closely: such that all that any record holds is seen.

What a record holds are its traits: every field that is there, null or not, how many entries a list
has, and the codes by which the standard tells kinds apart.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

_CODES: Final = frozenset({"status", "scheme", "roles", "type", "tag"})
_MANY: Final = 3
"""From here on a list is long."""

Json = dict[str, Any]
Traits = frozenset[str]


@dataclass(frozen=True, slots=True)
class Sample:
    """The records that were chosen, and how many traits and kinds (sets of traits) they show.

    ``all_traits`` and ``all_kinds`` are those of everything that was to choose from.
    """

    records: list[Json]
    traits: int
    all_traits: int
    kinds: int
    all_kinds: int


def sampled(records: Iterable[Json], most: int) -> Sample:
    """Return the first record of each kind: such as show a new trait first, at most ``most``."""
    kinds: dict[Traits, tuple[bool, Json]] = {}
    seen: set[str] = set()
    for record in records:
        traits = frozenset(_traits(record["releases"], ""))
        if traits not in kinds:
            kinds[traits] = (traits <= seen, record)
            seen |= traits
    chosen = sorted(kinds, key=lambda one: kinds[one][0])[:most]
    shown: set[str] = set().union(*chosen)
    return Sample([kinds[one][1] for one in chosen], len(shown), len(seen), len(chosen), len(kinds))


def _traits(node: Any, path: str) -> Iterator[str]:
    """Yield what there is below a path; entries of a list have one path."""
    if isinstance(node, dict):
        for name, value in node.items():
            yield from _traits(value, f"{path}/{name}")
            if name in _CODES or path.endswith("/classification"):
                yield f"{path}/{name}={value}"
    elif isinstance(node, list):
        yield f"{path}#{min(len(node), _MANY)}"
        for item in node:
            yield from _traits(item, path)
    else:
        yield f"{path}?" if node is None else path
