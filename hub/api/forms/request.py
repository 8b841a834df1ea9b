"""A JSON object into the XML document of the same published contract, member by member.

Whatever comes after is the same for either: the XSD, the rules, the case, the dossier.
"""

import re
from collections.abc import Mapping
from datetime import date
from typing import Final

from lxml import etree

from hub.api.forms.body import BODY
from hub.api.forms.contract import Form, Group, Leaf
from hub.errors import InvalidRequest
from schemas.canonical.dates import jalali

_GREGORIAN: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_NO_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What no XML document can hold (XML 1.0, production 2)."""


def document_of(form: Form, found: Mapping[str, object]) -> etree._Element:
    """Return ``found`` as the root element of ``form``, in the contract's order.

    A day may be Gregorian, ``2026-11-22``; in the document it is Jalali. Patterns, lengths and
    lists are left to the XSD. Raises `InvalidRequest` with the path of what is wrong: rules
    ``json.missing``, ``json.unknown`` (of the object it stands in: no name of the sender's is told
    back), ``json.choice``, ``json.type``, ``text.characters`` and ``day.no-such-day``.
    """
    root = etree.Element(f"{{{form.namespace}}}{form.element}", nsmap={"a": form.namespace})
    _fill(root, form, form.group, found, "")
    return root


def _fill(
    parent: etree._Element, form: Form, group: Group, found: Mapping[str, object], path: str
) -> None:
    """Lay the members of an object below ``parent``."""
    _check_members(group, found, path)
    for name, member in group.members.items():
        if name not in found:
            continue
        value, at = found[name], _below(path, name)
        child = etree.SubElement(parent, f"{{{form.namespace}}}{member.element}")
        if isinstance(member.shape, Leaf):
            child.text = _text(member.shape, value, at)
        elif isinstance(value, dict):
            _fill(child, form, member.shape, value, at)
        else:
            raise InvalidRequest("json.type", field=at)


def _check_members(group: Group, found: Mapping[str, object], path: str) -> None:
    """Raise `InvalidRequest` for a member too few or too many."""
    if not group.choice:
        for name, member in group.members.items():
            if member.required and name not in found:
                raise InvalidRequest("json.missing", field=_below(path, name))
    if not found.keys() <= group.members.keys():
        raise InvalidRequest("json.unknown", field=path or BODY)
    if group.choice and len(found) != 1:
        raise InvalidRequest("json.choice", field=path or BODY)


def _text(leaf: Leaf, value: object, path: str) -> str:
    """Return a member's value as an element's text."""
    if leaf is Leaf.BOOLEAN and isinstance(value, bool):
        return "true" if value else "false"
    if leaf is Leaf.BOOLEAN or not isinstance(value, str):
        raise InvalidRequest("json.type", field=path)
    if _NO_XML.search(value):
        raise InvalidRequest("text.characters", field=path)
    return _jalali(value, path) if leaf is Leaf.DAY else value


def _jalali(text: str, path: str) -> str:
    """Return a Gregorian day as the Jalali one that it is; any other text as it stands."""
    if _GREGORIAN.fullmatch(text) is None:
        return text
    try:
        return jalali(date.fromisoformat(text))
    except ValueError:
        raise InvalidRequest("day.no-such-day", field=path) from None


def _below(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name
