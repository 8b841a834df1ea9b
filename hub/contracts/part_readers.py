"""The lists of a written contract, each entry read member by member; pure.

A reader takes a JSON value and returns a tuple of parts as they came, or raises `BrokenList` with
every slip, its field a path below the list, such as ``[2].paid_on`` (counted from 0).
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from functools import partial
from types import MappingProxyType
from typing import Any, Final

from hub.contracts.parts import KINDS, MEMBERS, NEEDED
from hub.contracts.readers import (
    MOST_RIALS,
    read_amount,
    read_contractor,
    read_day,
    read_flag,
    read_kind,
    read_rials,
    read_string,
    read_text,
)
from hub.contracts.tables import Slip
from schemas.canonical.contract_parts import Part
from schemas.canonical.identifiers import InvalidIdentifier, parse_branch_code, parse_contract_row
from schemas.canonical.text import ascii_digits

MOST_PARTS: Final = 120
"""Entries of a list: ten years of months."""
_LONGEST_NUMBER: Final = 50


class BrokenList(ValueError):
    """A list that cannot be taken: every slip in it, no value of it."""

    def __init__(self, *slips: Slip) -> None:
        super().__init__("; ".join(map(str, slips)))
        self.slips = slips


def _number(value: object) -> str:
    """Return the number of a part, its digits in ASCII, since lists are compared by them."""
    return ascii_digits(read_text(value, longest=_LONGEST_NUMBER))


def _change(value: object) -> int:
    """Return an amount that is added or taken away; ``contract.amount``."""
    if type(value) is not int:
        raise InvalidIdentifier("json.type")
    if abs(value) > MOST_RIALS:
        raise InvalidIdentifier("contract.amount")
    return value


def _row(value: object) -> str:
    return parse_contract_row(read_string(value))


def _branch(value: object) -> str:
    return parse_branch_code(read_string(value))


_READERS: Final[Mapping[str, Callable[[Any], object]]] = MappingProxyType(
    {
        "number": _number,
        "clearance": _number,
        "signed_on": read_day,
        "starts_on": read_day,
        "ends_on": read_day,
        "paid_on": read_day,
        "released_on": read_day,
        "amount_change": _change,
        "subject": partial(read_text, longest=500),
        "gross": read_amount,
        "amount": read_amount,
        "materials": read_rials,
        "withheld": read_rials,
        "last": read_flag,
        "contractor": read_contractor,
        "kind": read_kind,
        "row": _row,
        "branch": _branch,
    }
)


def _read_list(name: str, value: object) -> tuple[Part, ...]:
    """Return the parts of a list; `BrokenList`."""
    if type(value) is not list:
        raise BrokenList(Slip("", "json.type"))
    if len(value) > MOST_PARTS:
        raise BrokenList(Slip("", "json.length"))
    slips: list[Slip] = []
    found = [_read_part(name, one, f"[{place}]", slips) for place, one in enumerate(value)]
    slips += _repeated(found)
    if slips:
        raise BrokenList(*slips)
    return tuple(KINDS[name](**one) for one in found)


def _read_part(name: str, told: object, at: str, slips: list[Slip]) -> dict[str, Any]:
    """Return the members of one entry that are right; the slips of the others are added."""
    if type(told) is not tuple and type(told) is not dict:
        slips.append(Slip(at, "json.type"))
        return {}
    members: dict[str, object] = dict(told)
    if len(members) != len(told):
        slips.append(Slip(at, "json.duplicate"))
    if not members.keys() <= set(MEMBERS[name]):
        slips.append(Slip(at, "json.unknown"))
    found = {}
    for member in MEMBERS[name]:
        value = members.get(member)
        if value is not None:
            try:
                found[member] = _READERS[member](value)
            except InvalidIdentifier as broken:
                slips.append(Slip(f"{at}.{member}", broken.rule))
        elif member in NEEDED[name]:
            slips.append(Slip(f"{at}.{member}", "json.missing"))
    slips += [Slip(f"{at}.{member}", rule) for member, rule in _together(name, found)]
    return found


def _together(name: str, found: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the slips of members beside each other."""
    gross, never = found.get("gross", MOST_RIALS), date.min
    if found.get("withheld", 0) > gross:
        yield "withheld", "contract.withheld-above-gross"
    if found.get("materials", 0) > gross:
        yield "materials", "contract.materials-above-gross"
    if name == "statements" and found.get("ends_on", date.max) < found.get("starts_on", never):
        yield "ends_on", "contract.dates-reversed"
    if "row" in found and "branch" not in found:
        yield "branch", "contract.row-without-branch"


def _repeated(found: list[dict[str, Any]]) -> Iterator[Slip]:
    """Yield the numbers that stand twice, and a second last instalment.

    A clearance may let money go more than once, yet not the same amount twice in a day.
    """
    seen: set[object] = set()
    last = False
    for place, one in enumerate(found):
        key = next((name for name in ("number", "clearance") if name in one), None)
        number = tuple(one.values()) if key == "clearance" else one.get("number")
        if key is not None and number in seen:
            yield Slip(f"[{place}].{key}", "contract.number-repeated")
        seen.add(number)
        if last and one.get("last"):
            yield Slip(f"[{place}].last", "contract.last-repeated")
        last = last or one.get("last", False)


LIST_READERS: Final[Mapping[str, Callable[[Any], tuple[Part, ...]]]] = MappingProxyType(
    {name: partial(_read_list, name) for name in KINDS}
)
"""How each list of a contract is read."""
