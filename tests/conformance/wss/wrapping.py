"""Every wrapping of one signed request: each place for its signed Body, times each way to name it.

A variant puts a forged Body (or none other than the signed one) where the reader looks, and the
signed Body somewhere else: as it is, as a copy, bare or inside wrappers, under this or that id
attribute. Most are refused for their shape alone; none may be accepted with forged words.
"""

from collections.abc import Iterator
from copy import deepcopy
from itertools import product
from typing import NamedTuple

from lxml import etree

from tests.conformance.wss.forging import Desk, at, forged_body
from tests.conformance.wss.sloppy import DS, WSU

WSU_ID = f"{{{WSU}}}Id"
XML_ID = "{http://www.w3.org/XML/1998/namespace}id"
NAMINGS = (WSU_ID, "Id", "ID", XML_ID, None)
FORGED_NAMES = (
    *((attribute, "same") for attribute in (WSU_ID, "Id", "ID", XML_ID)),
    *((attribute, "other") for attribute in (WSU_ID, "Id", "ID", XML_ID)),
    (None, ""),
)
PARENTS = (
    "/*",
    "/*/*[1]",
    "//wsse:Security",
    "//wsse:BinarySecurityToken",
    "//wsu:Timestamp",
    "//wsa:To",
    "//wsa:MessageID",
    "//ds:Signature",
    "//ds:SignedInfo",
    "//ds:Reference",
    "//ds:KeyInfo",
    "//wsse:SecurityTokenReference",
    "/*/*[last()]",
    "/*/*[last()]/*",
)
WRAPPERS = ((), ("{urn:x}W",), (f"{{{DS}}}Object",), ("{urn:x}W",) * 2, ("{urn:x}W",) * 3)


class Variant(NamedTuple):
    """One wrapped message, with a name that says how it was made."""

    name: str
    octets: bytes


def variants(desk: Desk) -> Iterator[Variant]:
    """Yield every variant of the request on ``desk``."""
    for place in product(PARENTS, ("first", "last"), WRAPPERS):
        for naming, forged in product(NAMINGS, FORGED_NAMES):
            yield _variant(desk, place, naming, forged)


def _variant(
    desk: Desk,
    place: tuple[str, str, tuple[str, ...]],
    naming: str | None,
    forged: tuple[str | None, str],
) -> Variant:
    """Return the request with its signed Body at ``place``, renamed, and a forged one instead."""
    root = desk.tree()
    signed = root[-1]
    name = signed.get(WSU_ID)
    attribute, which = forged
    ids = {} if attribute is None else {attribute: name if which == "same" else "other-name"}
    root.replace(signed, forged_body(root, **ids))
    path, end, wrappers = place
    parent = at(root, path)
    parent.insert(0 if end == "first" else len(parent), _wrapped(_named(signed, naming), wrappers))
    label = f"{path} {end} {len(wrappers)} {wrappers[:1]} {naming} {forged}"
    return Variant(label, etree.tostring(root))


def _named(body: etree._Element, attribute: str | None) -> etree._Element:
    """Return a copy of ``body`` that carries its id under ``attribute`` alone."""
    copy = deepcopy(body)
    copy.tail = None
    name = copy.attrib.pop(WSU_ID)
    if attribute is not None:
        copy.set(attribute, name)
    return copy


def _wrapped(body: etree._Element, wrappers: tuple[str, ...]) -> etree._Element:
    for tag in wrappers:
        wrapper = etree.Element(tag)
        wrapper.append(body)
        body = wrapper
    return body
