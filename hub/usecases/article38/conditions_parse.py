"""The small language of conditions, read strictly.

A condition is a list of three (fact, operator, value), the name of a named condition, or a table
with one key, ``all`` or ``any``, over a list of conditions. There is nothing else in it.
"""

from collections.abc import Callable, Mapping
from fractions import Fraction

from hub.usecases.article38.conditions import Atom, Condition, Every, Some
from hub.usecases.article38.facts import FACTS
from hub.usecases.article38.ranges import Allowed, Interval
from hub.usecases.article38.slips import Slips
from hub.usecases.article38.table_values import one_of, read_ratio, read_rows

_WORDS = ("is", "is-not", "in", "not-in")
_RANGES: Mapping[str, Callable[[Fraction], Interval]] = {
    "<": lambda bound: Interval(high=bound),
    "<=": lambda bound: Interval(high=bound, high_in=True),
    ">": lambda bound: Interval(low=bound),
    ">=": lambda bound: Interval(low=bound, low_in=True),
}
_DEEPEST = 6


class Conditions:
    """Reads conditions; ``choices`` has each choice's words, ``named`` the conditions so far."""

    def __init__(self, slips: Slips, choices: Mapping[str, tuple[str, ...]]) -> None:
        self._slips = slips
        self._choices = choices
        self.named: dict[str, Condition] = {}

    def read(self, value: object, place: str, depth: int = 0) -> Condition | None:
        """Return a condition; None, and notes, when it is none."""
        if depth > _DEEPEST:
            self._slips.note(place, f"is nested more than {_DEEPEST} deep")
            return None
        match value:
            case str():
                name = self._slips.value(
                    value, lambda one: one_of(one, self.named, "condition"), place
                )
                return self.named.get(name)
            case [str(fact), str(operator), wanted]:
                found = self._slips.value(
                    wanted, lambda one: self._atom(fact, operator, one), place
                )
                return found if isinstance(found, Atom) else None
            case {"all": parts, **others} if not others:
                return self._joined(Every, parts, f"{place}.all", depth)
            case {"any": parts, **others} if not others:
                return self._joined(Some, parts, f"{place}.any", depth)
        self._slips.note(
            place, "must be [fact, operator, value], a named condition, or a table of all or any"
        )
        return None

    def _joined(
        self, kind: type[Every] | type[Some], parts: object, place: str, depth: int
    ) -> Condition | None:
        rows = self._slips.value(parts, read_rows, place) or []
        found = [
            self.read(one, f"{place}[{number}]", depth + 1) for number, one in enumerate(rows, 1)
        ]
        sound = tuple(one for one in found if one is not None)
        return kind(sound) if sound and len(sound) == len(found) else None

    def _atom(self, fact: str, operator: str, wanted: object) -> Atom:
        """Return a comparison; ``ValueError`` says what of it is wrong."""
        domain = self._domain(fact)
        known = _WORDS if domain else tuple(_RANGES)
        one_of(operator, known, f"operator for {fact}")
        if not domain:
            return Atom(fact, operator, str(wanted), _RANGES[operator](read_ratio(wanted)))
        listed = wanted if isinstance(wanted, list) else [wanted]
        if isinstance(wanted, list) is not (operator in {"in", "not-in"}) or not listed:
            raise ValueError(f"{operator} takes {'a list' if 'in' in operator else 'one value'}")
        words = [_word(one, domain) for one in listed]
        allowed = {*domain} - {*words} if operator.startswith("not") else {*words}
        if operator == "is-not":
            allowed = {*domain} - {*words}
        return Atom(fact, operator, ", ".join(map(_told, words)), _frozen(allowed))

    def _domain(self, fact: str) -> tuple[str, ...] | tuple[bool, ...]:
        """Return the words a fact may be; none of a share, and an amount is no condition."""
        if fact.startswith("choice."):
            name = one_of(fact.removeprefix("choice."), self._choices, "choice")
            return self._choices[name]
        found = FACTS[one_of(fact, FACTS, "fact")]
        if found.amount:
            raise ValueError(f"{fact} is an amount; compare a share of the gross")
        return found.words


def _word(value: object, domain: tuple[str, ...] | tuple[bool, ...]) -> str | bool:
    """Return one of a fact's words."""
    if domain[0] in (True, False):
        if isinstance(value, bool):
            return value
        raise ValueError("must be true or false, without quotation marks")
    return one_of(value, [str(one) for one in domain], "word")


def _told(word: str | bool) -> str:
    return str(word).lower() if isinstance(word, bool) else word


def _frozen(words: set[str] | set[bool] | set[str | bool]) -> Allowed:
    return frozenset(words)  # type: ignore[return-value]  # a domain is of one kind
