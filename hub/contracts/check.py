"""What is wrong with a contract as a register tells it: all of it at once; pure.

Rules of members are those of `hub.contracts.readers`, of lists those of
`hub.contracts.part_readers` and `hub.contracts.part_check`; of the whole: ``contract.no-party``,
``contract.one-party``, ``contract.dates-reversed``, ``contract.signed-in-future``,
``contract.row-without-branch``, ``contract.form``. Of a line: ``line.too-long``,
``json.malformed``, ``json.object``, ``json.duplicate``, ``json.unknown``, ``json.missing``,
``json.type``. No slip has a value of the contract in it.
"""

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Final, NoReturn

from hub.contracts.digest import members_of
from hub.contracts.part_check import beside_contract
from hub.contracts.part_readers import LIST_READERS, BrokenList
from hub.contracts.readers import LATER_READERS, OPTIONAL, PARTIES, READERS
from hub.contracts.tables import Slip
from schemas.canonical.contract import LISTS, RegisteredContract
from schemas.canonical.contract_parts import in_order
from schemas.canonical.identifiers import InvalidIdentifier

LONGEST_LINE: Final = 32_768
"""Octets of a line: of the longest texts with every character escaped, and of years of payments."""
MEMBERS: Final = (*READERS, *LATER_READERS, *LIST_READERS)
"""The names of all members of a line."""
_MOST_SLIPS: Final = 50
_NAME = re.compile(r"[a-z]{1,20}(?:_[a-z]{1,20}){0,3}")


def read_line(octets: bytes, today: date) -> RegisteredContract | tuple[Slip, ...]:
    """Return the contract in a line of JSON (UTF-8, with or without its end), or all its slips.

    ``today`` is the day in Tehran, after which nothing has been signed yet. JSON is as RFC 8259 has
    it, read strictly; a field of a slip is a member's name, a path to one in a list
    (``payments[2].paid_on``, counted from 0), or empty for the line as a whole.
    """
    if len(octets) > LONGEST_LINE:
        return (Slip("", "line.too-long"),)
    try:
        pairs = _DECODER.decode(octets.decode())
    except (ValueError, RecursionError):
        return (Slip("", "json.malformed"),)
    if type(pairs) is not tuple:
        return (Slip("", "json.object"),)
    members = dict(pairs)
    found = _read(members, today)
    if len(members) == len(pairs):
        return found
    twice = dict.fromkeys(_repeated(pairs))
    return (*twice, *(found if isinstance(found, tuple) else ()))[:_MOST_SLIPS]


def check(contract: RegisteredContract, today: date) -> tuple[Slip, ...]:
    """Return all that is wrong with a contract that came by another way than a line.

    It is held against the same rules; ``contract.form`` is a value that is right and not written as
    it is compared, such as digits of another alphabet.
    """
    found = _read(members_of(contract), today)
    if isinstance(found, tuple):
        return found
    return tuple(
        Slip(name, "contract.form")
        for name in MEMBERS
        if name != "currency" and getattr(found, name) != getattr(contract, name)
    )


def _read(members: Mapping[str, object], today: date) -> RegisteredContract | tuple[Slip, ...]:
    """Return the contract in the members, or all their slips."""
    values: dict[str, Any] = {}
    slips: list[Slip] = []
    for name, reader in READERS.items():
        value = members.get(name)
        if value is None:
            if name not in OPTIONAL:
                slips.append(Slip(name, _absent(name, members)))
            continue
        try:
            values[name] = reader(value)
        except InvalidIdentifier as broken:
            blank = name in PARTIES and isinstance(value, str) and not value.strip()
            slips.append(Slip(name, "contract.no-party" if blank else broken.rule))
    slips.extend(_together(values, today))
    if len(values) != len(members) and not members.keys() <= READERS.keys():
        _read_later(members, values, slips)
        slips.extend(beside_contract(values, today))
        values |= {name: in_order(values[name]) for name in LISTS if name in values}
        slips.extend(dict.fromkeys(_unknown(members)))
    if slips:
        return tuple(slips[:_MOST_SLIPS])
    del values["currency"]
    values.setdefault("crn", None)
    values.setdefault("budget_code", None)
    return RegisteredContract(**values)


def _read_later(members: Mapping[str, object], values: dict[str, Any], slips: list[Slip]) -> None:
    """Read what a bare contract lacks into ``values``; the slips are added."""
    for name, reader in (*LATER_READERS.items(), *LIST_READERS.items()):
        value = members.get(name)
        if value is None:
            continue
        try:
            values[name] = reader(value)
        except InvalidIdentifier as broken:
            slips.append(Slip(name, broken.rule))
        except BrokenList as broken:
            slips.extend(Slip(f"{name}{one.field}", one.rule) for one in broken.slips)


def _absent(name: str, members: Mapping[str, object]) -> str:
    """Return the rule that a required member breaks by not being there, or by being null."""
    if name in PARTIES:
        return "contract.no-party"
    return "json.type" if name in members else "json.missing"


def _together(values: Mapping[str, Any], today: date) -> Iterator[Slip]:
    """Yield the slips of members beside each other, of those that are right by themselves."""
    if "assigner" in values and values["assigner"] == values.get("contractor"):
        yield Slip("contractor", "contract.one-party")
    if "signed_on" in values and values["signed_on"] > today:
        yield Slip("signed_on", "contract.signed-in-future")
    if "starts_on" in values and "ends_on" in values and values["ends_on"] < values["starts_on"]:
        yield Slip("ends_on", "contract.dates-reversed")
    if "row" in values and "branch" not in values:
        yield Slip("branch", "contract.row-without-branch")


def _unknown(members: Mapping[str, object]) -> Iterator[Slip]:
    """Yield the members that no contract has."""
    for name in members:
        if name not in MEMBERS:
            yield Slip(_named(name), "json.unknown")


def _repeated(pairs: tuple[tuple[str, object], ...]) -> Iterator[Slip]:
    """Yield the members that stand there twice."""
    seen = set()
    for name, _ in pairs:
        if name in seen:
            yield Slip(_named(name), "json.duplicate")
        seen.add(name)


def _named(name: str) -> str:
    """Return a member's name, empty where anything but a few words of letters stands there."""
    return name if _NAME.fullmatch(name) else ""


def _no_number(_: str) -> NoReturn:
    """Refuse NaN and Infinity, which are no JSON (RFC 8259, section 6)."""
    raise ValueError("no JSON number")


_DECODER: Final = json.JSONDecoder(object_pairs_hook=tuple, parse_constant=_no_number)
