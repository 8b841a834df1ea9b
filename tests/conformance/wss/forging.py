"""What the makers of forgeries work with: a signed request, identities, and a register."""

from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, replace
from datetime import datetime

from lxml import etree

from tests.conformance.wss.sloppy import NS, WSA, WSSE, WSU, Key, Recipe, sign


@dataclass(frozen=True)
class Identity:
    """A key with its certificate (DER)."""

    key: Key
    cert: bytes


@dataclass(frozen=True)
class Desk:
    """What a forger works with: a signed request and who is who.

    ``sender`` signed it and is registered, ``other`` is another registered party, ``stranger`` is
    nobody, ``weak`` has RSA of 1024 bits.
    """

    signed: bytes
    now: datetime
    sender: Identity
    other: Identity
    stranger: Identity
    weak: Identity

    def tree(self) -> etree._Element:
        """Return the signed request as a fresh tree."""
        return etree.fromstring(self.signed)

    def unsigned(self) -> etree._Element:
        """Return the request without its Security header and without ids."""
        root = self.tree()
        security = at(root, "//wsse:Security")
        security.getparent().remove(security)
        for element in root.iter():
            element.attrib.pop(f"{{{WSU}}}Id", None)
        return root

    def recipe(self) -> Recipe:
        return Recipe(self.sender.key, self.sender.cert, self.now)

    def signed_with(self, **knobs: object) -> bytes:
        """Return the request signed again by its own sender, with some knobs turned."""
        return sign(self.unsigned(), replace(self.recipe(), **knobs))


Make = Callable[[Desk], bytes]
MAKERS: dict[str, tuple[str, Make]] = {}


def forgery(name: str, code: str) -> Callable[[Make], Make]:
    """Enter a maker into the corpus."""

    def enter(make: Make) -> Make:
        assert name not in MAKERS, name
        MAKERS[name] = (code, make)
        return make

    return enter


def edited(name: str, code: str) -> Callable[[Callable[[etree._Element], None]], None]:
    """Enter a maker that edits the tree of the signed request."""

    def enter(edit: Callable[[etree._Element], None]) -> None:
        def make(desk: Desk) -> bytes:
            root = desk.tree()
            edit(root)
            return etree.tostring(root)

        forgery(name, code)(make)

    return enter


def resigned(name: str, code: str, **knobs: object) -> None:
    """Enter a request that its own sender signed, with knobs turned away from the profile."""
    forgery(name, code)(lambda desk: desk.signed_with(**knobs))


def at(root: etree._Element, path: str) -> etree._Element:
    """Return the first element at ``path``."""
    return root.xpath(path, namespaces=NS)[0]


def forged_body(root: etree._Element, **ids: str) -> etree._Element:
    """Return a Body that asks something else; ``ids`` are its attributes."""
    body = etree.Element(root[-1].tag, ids)
    child = deepcopy(root[-1][0])
    for element in child.iter():
        if not len(element) and element.text:
            element.text = "9" * len(element.text)
    body.append(child)
    return body


def block(root: etree._Element, name: str, text: str) -> etree._Element:
    """Append a WS-Addressing block to the Header."""
    element = etree.SubElement(root[0], f"{{{WSA}}}{name}")
    element.text = text
    return element


def security(root: etree._Element) -> etree._Element:
    return at(root, "//wsse:Security")


def element(name: str) -> etree._Element:
    return etree.Element(f"{{{WSSE}}}{name}")
