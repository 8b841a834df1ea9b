"""Reading a stranger's JSON: what was taken, what is left, and what could not be taken; pure."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from hub.contracts.ocds import CURRENCY, Json
from schemas.canonical.identifiers import InvalidIdentifier
from schemas.canonical.money import Rials

T = TypeVar("T")
Steps = tuple[str | int, ...]
_DATE = re.compile("([0-9]{4}-[0-9]{2}-[0-9]{2})(T.*)?")


class Broken(ValueError):
    """A value breaks a rule, which is the whole message."""


@dataclass(frozen=True, slots=True)
class Slip:
    """Something that could not be taken: where it stands (RFC 6901), and the rule it broke.

    The value itself is not part of it.
    """

    path: str
    rule: str


def pointer(steps: Steps) -> str:
    """Return the JSON pointer (RFC 6901) of a place."""
    texts = (str(step).replace("~", "~0").replace("/", "~1") for step in steps)
    return "".join(f"/{text}" for text in texts)


class Reader:
    """One release that is read: it remembers what was taken and what was wrong."""

    def __init__(self, release: Json, base: Steps) -> None:
        """Read ``release``, which stands at ``base`` in its document."""
        self._release = release
        self._base = base
        self._taken: set[Steps] = set()
        self.slips: list[Slip] = []

    def wrong(self, steps: Steps, rule: str) -> None:
        """Remember that what stands there breaks a rule."""
        self.slips.append(Slip(pointer((*self._base, *steps)), rule))

    def node(self, steps: Steps) -> Any:
        """Return what stands there, None where nothing does."""
        found: Any = self._release
        for step in steps:
            if isinstance(step, int) and isinstance(found, list):
                found = found[step]
            elif isinstance(step, str) and isinstance(found, dict):
                found = found.get(step)
            else:
                return None
        return found

    def items(self, steps: Steps) -> Iterator[Steps]:
        """Yield the places of a list's items that are objects; the others are wrong."""
        found = self.node(steps)
        if found is not None and not isinstance(found, list):
            self.wrong(steps, "list")
            return
        for place, item in enumerate(found or ()):
            if isinstance(item, dict):
                yield (*steps, place)
            else:
                self.wrong((*steps, place), "object")

    def take(self, steps: Steps, read: Callable[[Any], T], *, needed: bool = True) -> T | None:
        """Return what ``read`` makes of a value, which is then taken.

        ``read`` raises `Broken` or ``InvalidIdentifier`` with the rule. Nothing there is wrong
        where it is ``needed``.
        """
        found = self.node(steps)
        if found is None:
            if needed:
                self.wrong(steps, "missing")
            return None
        try:
            value = read(found)
        except InvalidIdentifier as broken:
            self.wrong(steps, broken.rule)
        except Broken as broken:
            self.wrong(steps, str(broken))
        else:
            self.mark(steps)
            return value
        return None

    def mark(self, steps: Steps) -> None:
        """Count a value as taken."""
        self._taken.add(steps)

    @contextmanager
    def undoing(self) -> Iterator[Callable[[], None]]:
        """Within it, calling what is given counts everything taken since as not taken."""
        before = frozenset(self._taken)

        def undo() -> None:
            self._taken.intersection_update(before)

        yield undo

    def left(self, without: Callable[[Steps], bool]) -> Json:
        """Return every value that was not taken by its JSON pointer in the release.

        Left out is what ``without`` says belongs to another contract.
        """
        return {
            pointer(steps): value
            for steps, value in _values(self._release, ())
            if steps not in self._taken and not without(steps)
        }

    def rest(self, without: Callable[[Steps], bool]) -> Json:
        """Return the same as `left` does, as it stands in the release; items keep their ids."""
        found = _rest(self._release, (), lambda steps: steps in self._taken or without(steps))
        return found if isinstance(found, dict) else {}


def _rest(node: Any, steps: Steps, gone: Callable[[Steps], bool]) -> Any:
    """Return a node without the values that are gone, None where nothing is left."""
    if isinstance(node, dict):
        found = {key: _rest(value, (*steps, key), gone) for key, value in node.items()}
        left = {key: value for key, value in found.items() if value is not None}
        is_item = bool(steps) and isinstance(steps[-1], int)
        return {"id": node["id"], **left} if left and is_item and "id" in node else left or None
    if isinstance(node, list):
        items = (_rest(item, (*steps, place), gone) for place, item in enumerate(node))
        return [item for item in items if item is not None] or None
    return None if gone(steps) else node


def _values(node: Any, steps: Steps) -> Iterator[tuple[Steps, Any]]:
    """Yield every value that is no object or list, and the empty ones of these."""
    if isinstance(node, dict) and node:
        for key, value in node.items():
            yield from _values(value, (*steps, key))
    elif isinstance(node, list) and node:
        for place, item in enumerate(node):
            yield from _values(item, (*steps, place))
    else:
        yield steps, node


def text(value: Any) -> str:
    """Return a text that says something; `Broken` names the rule ``text``."""
    if not isinstance(value, str) or not value.strip():
        raise Broken("text")
    return value


def name(value: Any) -> str:
    """Return an id: a text, or a whole number as one."""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return text(value)


def day(value: Any) -> date:
    """Return the day of a date-time as it is written, whatever its zone."""
    found = _DATE.fullmatch(text(value))
    if found is None:
        raise Broken("date")
    try:
        return date.fromisoformat(found[1])
    except ValueError:
        raise Broken("date") from None


def rial_currency(value: Any) -> str:
    """Return the currency of an amount, which must be the rial."""
    if value != CURRENCY:
        raise Broken("currency.not-rials")
    return CURRENCY


def rials(value: Any) -> Rials:
    """Return a number as whole rials, however JSON writes it."""
    found = whole_number(value)
    if found < 0:
        raise Broken("amount.negative")
    return Rials(found)


def whole_number(value: Any) -> int:
    """Return a number that has no fraction, below nothing too."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise Broken("amount.number")
    if value != value // 1:
        raise Broken("amount.not-whole")
    return int(value)
