"""The one hardened XML parser for whatever a stranger sends.

It refuses more than XML 1.0 does: no document type, so no entity of anybody's making; no comment
and no processing instruction, which signatures skip and readers stumble over; UTF-8 alone; and
limits on size, depth, tags and namespace declarations. What bytes can show is refused before
libxml2 sees it.
"""

import re
from functools import cache
from typing import Final

from lxml import etree

MAX_BYTES: Final = 1_048_576
MAX_DEPTH: Final = 48
MAX_TAGS: Final = 20_000
MAX_NAMESPACES: Final = 1_024
"""Canonicalization copies the declarations in scope, so their number is a cost to an attacker's
liking unless it is bounded."""

_BOM = b"\xef\xbb\xbf"
_DECLARATION = re.compile(
    rb"<\?xml\s+version\s*=\s*([\"'])1\.0\1"
    rb"(?:\s+encoding\s*=\s*([\"'])(?P<encoding>[A-Za-z][\w.-]{0,30})\2)?"
    rb"(?:\s+standalone\s*=\s*([\"'])(?:yes|no)\4)?\s*\?>"
)
_SPECIAL = re.compile('[&<>"\\t\\n\\r]')
_OTHER_ENCODINGS = (b"\xff\xfe", b"\xfe\xff", b"\x4c\x6f\xa7\x94")
_LIBXML_CODES = {
    etree.ErrorTypes.ERR_RESOURCE_LIMIT: "too-deep",
    etree.ErrorTypes.ERR_INVALID_ENCODING: "encoding",
}
_PARSER = etree.XMLParser(
    encoding="utf-8",
    resolve_entities=False,
    no_network=True,
    load_dtd=False,
    huge_tree=False,
    collect_ids=False,
)


class XmlRefused(ValueError):
    """A document was not accepted.

    ``code`` is one of ``too-large``, ``encoding``, ``dtd``, ``comment``,
    ``processing-instruction``, ``too-many-tags``, ``too-many-namespaces``, ``too-deep`` and
    ``not-well-formed``. Nothing of the document stands in it, so it can be logged.
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def parse(
    data: bytes,
    *,
    max_bytes: int = MAX_BYTES,
    max_depth: int = MAX_DEPTH,
    max_tags: int = MAX_TAGS,
) -> etree._Element:
    """Return the root element of the UTF-8 document in ``data``.

    ``max_bytes`` counts octets, ``max_depth`` elements from the root to the deepest, ``max_tags``
    the ``<`` of the document. CDATA sections become plain text; a comment, a processing
    instruction or a document type is refused even where a CDATA section quotes it.

    Raises:
        XmlRefused: always with a stable code; XML 1.0 (fifth edition), sections 2.8 and 4.
    """
    if len(data) > max_bytes:
        raise XmlRefused("too-large")
    _refuse_encoding(data)
    _refuse_markup(data)
    if data.count(b"<") > max_tags:
        raise XmlRefused("too-many-tags")
    if data.count(b"xmlns") > MAX_NAMESPACES:
        raise XmlRefused("too-many-namespaces")
    try:
        root = etree.fromstring(data, _PARSER)
    except etree.XMLSyntaxError as error:
        raise XmlRefused(_LIBXML_CODES.get(getattr(error, "code", 0), "not-well-formed")) from None
    if _deeper_than(max_depth)(root):
        raise XmlRefused("too-deep")
    return root


def _refuse_encoding(data: bytes) -> None:
    """Refuse what is, or says it is, in another encoding than UTF-8."""
    if data.startswith(_OTHER_ENCODINGS) or b"\0" in data:
        raise XmlRefused("encoding")
    if not data.startswith((b"<?xml", _BOM)):
        return
    start = len(_BOM) if data.startswith(_BOM) else 0
    declared = _DECLARATION.match(data, start)
    if declared is None and data.startswith(b"<?xml", start):
        raise XmlRefused("not-well-formed")
    if declared is not None and (declared["encoding"] or b"utf-8").lower() != b"utf-8":
        raise XmlRefused("encoding")


def _refuse_markup(data: bytes) -> None:
    """Refuse document types, comments and instructions while they are only bytes.

    The single marks are looked for first: they are rare, and one octet is found at memory speed.
    """
    if b"!" in data:
        if b"<!--" in data:
            raise XmlRefused("comment")
        if data.count(b"<!") != data.count(b"<![CDATA["):
            raise XmlRefused("dtd")
    if b"?" in data and data.count(b"<?") > data.startswith((b"<?xml", _BOM + b"<?xml")):
        raise XmlRefused("processing-instruction")


@cache
def _deeper_than(limit: int) -> etree.XPath:
    """Return the test for an element more than ``limit`` levels deep, the root being one."""
    return etree.XPath("boolean(" + "/*" * (limit + 1) + ")")


def escape_text(text: str) -> str:
    """Return ``text`` as character data in canonical form (XML C14N 1.0 section 2.3)."""
    if _SPECIAL.search(text) is None:
        return text
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return escaped.replace("\r", "&#xD;")


def escape_attribute(text: str) -> str:
    """Return ``text`` as an attribute value in canonical form (XML C14N 1.0 section 2.3)."""
    if _SPECIAL.search(text) is None:
        return text
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
    return escaped.replace("\t", "&#x9;").replace("\n", "&#xA;").replace("\r", "&#xD;")
