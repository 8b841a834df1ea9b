"""What becomes of a right answer when its agency drifts from the contract; pure, by chance given.

XML and JSON are changed inside; of other octets only the length can be wrong.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from random import Random
from types import MappingProxyType
from typing import Any

from lxml import etree

from simulators.kit.asgi import Reply

_SOAP = "{http://schemas.xmlsoap.org/soap/envelope/}"
_LETTERS = str.maketrans("یک", "يك")
_DIGITS = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")
_FIGURE = re.compile(r"[\d,/.:+ -]+", re.ASCII)
_ADDED = "addedField"


def extra_field(reply: Reply, chance: Random) -> Reply:
    """Return ``reply`` with a field more, somewhere inside."""
    root = _xml(reply)
    if root is not None:
        etree.SubElement(
            chance.choice([one for one in _inside(root) if len(one)]), _ADDED
        ).text = "1"
        return _as_xml(reply, root)
    value = _json(reply)
    places = [one for one in _values(value) if isinstance(one, dict)]
    if not places:
        return reply._replace(body=reply.body + b"\x00")
    chance.choice(places)[_ADDED] = 1
    return _as_json(reply, value)


def missing_field(reply: Reply, chance: Random) -> Reply:
    """Return ``reply`` without one of its fields that hold no others."""
    root = _xml(reply)
    if root is not None:
        leaf = chance.choice([one for one in _inside(root) if not len(one)])
        place = leaf.getparent()
        if place is not None:
            place.remove(leaf)
        return _as_xml(reply, root)
    value = _json(reply)
    fields = [
        (one, key)
        for one in _values(value)
        if isinstance(one, dict)
        for key, inner in one.items()
        if not isinstance(inner, dict | list)
    ]
    if not fields:
        return reply._replace(body=reply.body[:-1])
    holder, key = chance.choice(fields)
    del holder[key]
    return _as_json(reply, value)


def other_form(reply: Reply, chance: Random) -> Reply:
    """Return ``reply`` in a form that means the same: other prefixes, other order of members."""
    root = _xml(reply)
    if root is not None:
        return _as_xml(reply, _renamed(root, f"p{chance.randrange(100)}x"))
    value = _json(reply)
    if isinstance(value, dict):
        turned = dict(reversed(value.items()))
        return reply._replace(body=json.dumps(turned, indent=chance.randrange(1, 5)).encode())
    return reply


def other_letters(reply: Reply, chance: Random) -> Reply:
    """Return ``reply`` with Arabic yeh and kaf in its texts, and its figures in Persian digits."""
    root = _xml(reply)
    if root is not None:
        leaves = [one for one in _inside(root) if not len(one) and one.text]
        for leaf in leaves:
            leaf.text = _lettered(leaf.text)
        return _as_xml(reply, root)
    value = _json(reply)
    return reply if value is None else _as_json(reply, _lettered(value))


DRIFTS: Mapping[str, Callable[[Reply, Random], Reply]] = MappingProxyType(
    {
        "extra-field": extra_field,
        "missing-field": missing_field,
        "other-form": other_form,
        "other-letters": other_letters,
    }
)
"""Every drift by the name of its fault."""


def is_xml(reply: Reply) -> bool:
    """Tell whether an answer is XML."""
    return reply.content_type.partition(b";")[0].endswith(b"xml")


def _xml(reply: Reply) -> etree._Element | None:
    """Return the root of an XML answer."""
    if not is_xml(reply):
        return None
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    return etree.fromstring(reply.body, parser)


def _as_xml(reply: Reply, root: etree._Element) -> Reply:
    return reply._replace(body=etree.tostring(root, xml_declaration=True, encoding="utf-8"))


def _inside(root: etree._Element) -> list[etree._Element]:
    """Return every element of the payload: below the SOAP Body, or below the root."""
    body = root.find(f"{_SOAP}Body")
    top = root if body is None else body
    return list(top.iterdescendants("{*}*"))


def _renamed(element: etree._Element, prefix: str) -> etree._Element:
    """Return a copy of ``element`` whose namespaces have prefixes of their own."""
    spaces = {str(etree.QName(one).namespace or "") for one in element.iter("{*}*")} - {""}
    names = {f"{prefix}{number}": uri for number, uri in enumerate(sorted(spaces))}
    return _copied(element, names)


def _copied(element: etree._Element, names: Mapping[str, str]) -> etree._Element:
    """Return a copy of ``element`` with the prefixes of ``names``, by prefix."""
    attributes = {str(name): str(value) for name, value in element.attrib.items()}
    copy = etree.Element(element.tag, attributes, nsmap=dict(names))
    copy.text, copy.tail = element.text, element.tail
    copy.extend(_copied(child, names) for child in element.iterchildren("{*}*"))
    return copy


def _json(reply: Reply) -> Any:
    """Return the value of a JSON answer, None where it is none."""
    if not reply.content_type.partition(b";")[0].endswith(b"json"):
        return None
    return json.loads(reply.body)


def _as_json(reply: Reply, value: Any) -> Reply:
    return reply._replace(body=json.dumps(value, ensure_ascii=False).encode())


def _values(value: Any) -> Iterator[Any]:
    """Yield ``value`` and every value inside it."""
    yield value
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for one in inner:
        yield from _values(one)


def _lettered(value: Any) -> Any:
    """Return a JSON value, the letters of its texts changed."""
    if isinstance(value, str):
        letters = value.translate(_LETTERS)
        return letters.translate(_DIGITS) if _FIGURE.fullmatch(value) else letters
    if isinstance(value, dict):
        return {key: _lettered(inner) for key, inner in value.items()}
    return [_lettered(one) for one in value] if isinstance(value, list) else value
