"""The conditions of the table's rows: a fact, an operator, a value; all of them or any.

A condition is true, false, or open (None) while a fact is missing. It is brought into
alternatives, of which each says what every fact may be; so two rows are shown never to meet.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import product

from hub.usecases.article38.ranges import Allowed, Interval


@dataclass(frozen=True, slots=True)
class Atom:
    """One comparison: ``value`` as the file has it, ``allowed`` what the fact may then be."""

    fact: str
    operator: str
    value: str
    allowed: Allowed

    def holds(self, found: object) -> bool:
        """Tell whether a value of the fact satisfies the comparison."""
        if isinstance(self.allowed, Interval):
            return isinstance(found, int | Fraction) and self.allowed.has(found)
        return found in self.allowed


@dataclass(frozen=True, slots=True)
class Every:
    """All of ``parts`` hold; of none, always."""

    parts: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class Some:
    """One of ``parts`` holds at least."""

    parts: tuple["Condition", ...]


Condition = Atom | Every | Some
Note = Callable[[Atom, object, bool | None], None]


def evaluate(condition: Condition, facts: Mapping[str, object], note: Note) -> bool | None:
    """Return whether ``condition`` holds, None while a missing fact decides it.

    ``note`` is told of each comparison that was looked at, with what was found and its verdict.
    The answer does not depend on the order of the parts; what is looked at does.
    """
    if isinstance(condition, Atom):
        found = facts[condition.fact]
        verdict = None if found is None else condition.holds(found)
        note(condition, found, verdict)
        return verdict
    deciding = isinstance(condition, Some)
    open_ = False
    for part in condition.parts:
        verdict = evaluate(part, facts, note)
        if verdict is deciding:
            return deciding
        open_ = open_ or verdict is None
    return None if open_ else not deciding


Alternative = dict[str, Allowed]


def alternatives(condition: Condition) -> list[Alternative]:
    """Return the ways in which a condition can hold, each with what every fact may be.

    A way that no value of some fact allows is left out.
    """
    match condition:
        case Atom(fact=fact, allowed=allowed):
            return [{fact: allowed}]
        case Some(parts=parts):
            return [way for part in parts for way in alternatives(part)]
        case Every(parts=parts):
            ways = product(*map(alternatives, parts))
            return [joined for way in ways if (joined := _joined(way)) is not None]


def meeting(ones: Iterable[Alternative], others: Iterable[Alternative]) -> Alternative | None:
    """Return a way in which two conditions both hold, or None when there is none.

    The conditions are given by their `alternatives`. Each fact is taken by itself: what is derived
    from another may forbid the way all the same.
    """
    pairs = product(ones, others)
    return next((joined for pair in pairs if (joined := _joined(pair)) is not None), None)


def _joined(ways: tuple[Alternative, ...]) -> Alternative | None:
    """Return what is left when all ways are to hold at once; None when nothing is."""
    joined: Alternative = {}
    for way in ways:
        for fact, allowed in way.items():
            left = joined[fact] & allowed if fact in joined else allowed  # type: ignore[operator]  # one fact has one kind
            if not left:
                return None
            joined[fact] = left
    return joined
