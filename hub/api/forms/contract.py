"""What a published contract lets a request hold, read from its XSD, under the names JSON has."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Final

from lxml import etree

from schemas.contracts import text_of

_XS: Final = "{http://www.w3.org/2001/XMLSchema}"
_DAY: Final = "JalaliDate"
_BORDER: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


class Leaf(StrEnum):
    """What a member without members is in JSON; a day is a string, of either calendar."""

    TEXT = "string"
    DAY = "day"
    BOOLEAN = "boolean"


@dataclass(frozen=True, slots=True)
class Member:
    """One member of an object, and the element that it becomes."""

    element: str
    required: bool
    shape: "Leaf | Group"


@dataclass(frozen=True, slots=True)
class Group:
    """An object: its members by name, in the contract's order; of a ``choice`` there is one."""

    members: Mapping[str, Member]
    choice: bool


@dataclass(frozen=True, slots=True)
class Form:
    """A message of a contract: its root element, and what it may hold."""

    namespace: str
    element: str
    group: Group


@cache
def form_of(relative: str, element: str) -> Form:
    """Return the message ``element`` of the XSD at ``relative`` (below ``schemas/``).

    It reads the constructs that our contracts are written in: named types, a sequence or a choice
    of elements, and strings and booleans below them. ``KeyError`` or ``ValueError`` for any other.
    """
    schema = etree.fromstring(text_of(relative))
    types = {str(one.get("name")): one for one in schema if one.tag != f"{_XS}element"}
    roots = {str(one.get("name")): one.get("type") for one in schema.findall(f"{_XS}element")}
    group = _group(types, types[str(roots[element])])
    return Form(str(schema.get("targetNamespace")), element, group)


def member_name(element: str) -> str:
    """Return the name in JSON of an element: ``NationalId`` is ``national_id``."""
    return _BORDER.sub("_", element).lower()


def member_path(field: str) -> str:
    """Return the path in JSON of a field that a contract spells: of ``A/CaseId``, ``a.case_id``.

    A field that is spelled as in JSON already stays.
    """
    return ".".join(map(member_name, field.split("/")))


def _shape(types: Mapping[str, etree._Element], name: str) -> Leaf | Group:
    if name == "xs:boolean":
        return Leaf.BOOLEAN
    if name == _DAY:
        return Leaf.DAY
    definition = types[name]
    if (restriction := definition.find(f"{_XS}restriction")) is None:
        return _group(types, definition)
    if restriction.get("base") != "xs:string":
        raise ValueError(f"{name} is no string")
    return Leaf.TEXT


def _group(types: Mapping[str, etree._Element], definition: etree._Element) -> Group:
    choice = definition.find(f"{_XS}choice")
    body = definition.find(f"{_XS}sequence") if choice is None else choice
    if body is None:
        raise ValueError(f"{definition.get('name')} is neither a sequence nor a choice")
    members = (_member(types, one) for one in body)
    return Group({member_name(one.element): one for one in members}, choice is not None)


def _member(types: Mapping[str, etree._Element], element: etree._Element) -> Member:
    if element.get("maxOccurs"):
        raise ValueError(f"{element.get('name')} is a list")
    shape = _shape(types, str(element.get("type")))
    return Member(str(element.get("name")), element.get("minOccurs") != "0", shape)
