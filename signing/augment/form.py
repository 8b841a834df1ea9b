"""A signed document between its signed octets: what stands there unsigned, and room for more."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from lxml import etree

from schemas.canonical.validation import Level
from schemas.contracts import xsd
from schemas.xml import parse
from signing.augment.levels import ORDER, Property, level_with
from signing.canonicalize import canonical

_OPEN: Final = b"<xades:UnsignedProperties><xades:UnsignedSignatureProperties>"
_CLOSE: Final = b"</xades:UnsignedSignatureProperties></xades:UnsignedProperties>"
_SIGNATURE: Final = b"<ds:Signature "
_TAIL: Final = b"</xades:QualifyingProperties></ds:Object></ds:Signature>"
_PROPERTY: Final = re.compile(rb"<([a-z0-9]+:[A-Za-z]+)[ >](?:[^<]*<)+?/\1>")
_SIGNATURE_SCHEMA: Final = "hub/v1/signature.xsd"

Written = tuple[Property, bytes]
"""A property by its name, and its octets as they stand in the document."""


@dataclass(frozen=True, slots=True)
class Form:
    """A document in any of its forms.

    ``stamped`` are the unsigned properties up to the last archive timestamp, which covers them;
    ``loose`` those after it, which may still change. ``head`` and ``tail`` are the octets around
    them.
    """

    root: etree._Element
    head: bytes
    stamped: tuple[Written, ...]
    loose: tuple[Written, ...]
    tail: bytes

    @property
    def signature(self) -> etree._Element:
        """The signature, the last child of the root."""
        return self.root[-1]

    @property
    def content(self) -> bytes:
        """The document without its signature, in exclusive canonical form."""
        return self.head[: self.head.rfind(_SIGNATURE)] + self.tail[len(_TAIL) :]

    @property
    def element_id(self) -> str:
        """The ``Id`` of the root, with which every other one begins."""
        return str(self.root.get("Id"))

    @property
    def level(self) -> Level:
        """The level of the signature."""
        return level_with([name for name, _ in (*self.stamped, *self.loose)])

    @property
    def unsigned(self) -> list[etree._Element]:
        """The elements of the unsigned properties, in order."""
        qualifying = self.signature[-1][0]
        return list(qualifying[1][0]) if len(qualifying) > 1 else []

    @property
    def archived(self) -> int:
        """How many archive timestamps there are."""
        return sum(map(_archives, self.stamped))

    def with_properties(self, added: Mapping[Property, bytes]) -> bytes:
        """Return the document with ``added`` among its loose properties, each in its place.

        Raises ``ValueError`` when the outcome is not what the published schema has, or too large.
        """
        loose = {**dict(self.loose), **added}
        ordered = [loose[name] for name in ORDER if name in loose]
        octets = b"".join((*(one for _, one in self.stamped), *ordered))
        grown = b"".join((self.head, _OPEN, octets, _CLOSE, self.tail))
        _root_of(grown)
        return grown


def read(xml: bytes) -> Form:
    """Return the form of the document ``xml``.

    Raises ``ValueError`` unless it is canonical, ends in a signature of the published schema, and
    is within the limits of the parser (`schemas.xml.XmlRefused` is one).
    """
    root = _root_of(xml)
    if canonical(root) != xml:
        raise ValueError("not in canonical form")
    end, after = xml.rfind(_TAIL), xml.rfind(b"</")
    if end < 0 or end + len(_TAIL) != after:
        raise ValueError("a signature in other words than the hub's")
    start = xml.find(_OPEN, xml.rfind(_SIGNATURE, 0, end), end)
    if start < 0:
        return Form(root, xml[:end], (), (), xml[end:])
    block = xml[start + len(_OPEN) : end - len(_CLOSE)]
    written = [(Property(one[1].decode()), one[0]) for one in _PROPERTY.finditer(block)]
    stamped = max((place for place, one in enumerate(written, 1) if _archives(one)), default=0)
    return Form(root, xml[:start], tuple(written[:stamped]), tuple(written[stamped:]), xml[end:])


def _root_of(xml: bytes) -> etree._Element:
    """Return the root of a document that ends in a signature of the published schema."""
    root = parse(xml)
    if not len(root) or not xsd(_SIGNATURE_SCHEMA).validate(root[-1]):
        raise ValueError("no signature of the published schema")
    return root


def _archives(written: Written) -> bool:
    return written[0] is Property.ARCHIVE_TIMESTAMP
