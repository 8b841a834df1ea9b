"""The parts of a signed message, found by their position and by nothing else.

No function here searches by id: what is not where the profile has it is refused, and what is
found is handed on as the very element that is read and checked later. (Signature wrapping lives
on the difference between the element that is verified and the one that is used.)
"""

import re
from dataclasses import dataclass
from typing import Final, cast

from lxml import etree

from schemas.soap import WSA, WSSE, WSU, Envelope
from signing.canonicalize import XMLDSIG
from signing.verify.wss.refusals import MessageRefused

SECURITY: Final = f"{{{WSSE}}}Security"
TIMESTAMP: Final = f"{{{WSU}}}Timestamp"
TOKEN: Final = f"{{{WSSE}}}BinarySecurityToken"
SIGNATURE: Final = f"{{{XMLDSIG}}}Signature"

_REQUIRED = ("To", "Action", "MessageID")
_ADDRESSING = {
    f"{{{WSA}}}{name}": name for name in (*_REQUIRED, "RelatesTo", "ReplyTo", "From", "FaultTo")
}
_NCNAME = re.compile(r"[A-Za-z_][\w.-]{0,127}", re.ASCII)
_IDS = etree.XPath(
    "//@*[contains(' Id ID id ', concat(' ', local-name(), ' '))]", smart_strings=False
)
_MAYBE_IDS = etree.XPath("//@*[contains('Id ID id', local-name())]", smart_strings=False)
"""All ids and a little more (an attribute ``d``), in two thirds of the time."""
_WSU_ID: Final = f"{{{WSU}}}Id"


@dataclass(frozen=True, slots=True)
class Parts:
    """Every element of a message that the profile knows, each found by where it stands.

    ``addressing`` maps a WS-Addressing local name to its only header block.
    """

    body: etree._Element
    timestamp: etree._Element
    token: etree._Element
    signature: etree._Element
    addressing: dict[str, etree._Element]


def locate(envelope: Envelope) -> Parts:
    """Return the parts of ``envelope``: header blocks first, then the children of Security.

    The Header holds one wsse:Security and WS-Addressing blocks, Security holds one wsu:Timestamp,
    one BinarySecurityToken and one ds:Signature, in any order and nothing else. No id stands
    twice in the document, whatever the attribute that carries it is called.

    Raises:
        MessageRefused: ``wss.security-header``, ``wss.actor``, ``wss.foreign-header``,
            ``wss.duplicate-id``, ``wsa.missing`` or ``wsa.invalid``.
    """
    if envelope.header is None:
        raise MessageRefused("wss.security-header")
    if _repeats(_MAYBE_IDS, envelope.root) and _repeats(_IDS, envelope.root):
        raise MessageRefused("wss.duplicate-id")
    security, addressing = _blocks(envelope.header, envelope.version.value)
    timestamp, token, signature = exactly(
        security, (TIMESTAMP, TOKEN, SIGNATURE), "wss.security-header"
    )
    return Parts(envelope.body, timestamp, token, signature, addressing)


def _repeats(query: etree.XPath, root: etree._Element) -> bool:
    """Tell whether ``query`` finds one value twice below ``root``."""
    values = cast("list[str]", query(root))
    return len(set(values)) != len(values)


def _blocks(header: etree._Element, soap: str) -> tuple[etree._Element, dict[str, etree._Element]]:
    """Return the Security block and the WS-Addressing blocks, each at most once."""
    security: etree._Element | None = None
    addressing: dict[str, etree._Element] = {}
    for block in header:
        if f"{{{soap}}}actor" in block.attrib or f"{{{soap}}}role" in block.attrib:
            raise MessageRefused("wss.actor")
        name = _ADDRESSING.get(block.tag)
        if block.tag == SECURITY and security is None:
            security = block
        elif name is not None and name not in addressing:
            addressing[name] = block
        else:
            raise MessageRefused(_misplaced(block.tag))
    if security is None:
        raise MessageRefused("wss.security-header")
    if any(name not in addressing for name in _REQUIRED):
        raise MessageRefused("wsa.missing")
    return security, addressing


def _misplaced(tag: str) -> str:
    """Return the code for a header block that is foreign or stands twice."""
    if tag == SECURITY:
        return "wss.security-header"
    return "wsa.invalid" if tag in _ADDRESSING else "wss.foreign-header"


def exactly(parent: etree._Element, tags: tuple[str, ...], code: str) -> list[etree._Element]:
    """Return the children of ``parent`` in the order of ``tags``: these, each once, no other.

    White space may stand between them. Raises `MessageRefused` with ``code``.
    """
    children = {child.tag: child for child in parent}
    if len(parent) != len(tags) or children.keys() != set(tags):
        raise MessageRefused(code)
    _refuse_text(parent, code)
    return [children[tag] for tag in tags]


def in_order(parent: etree._Element, tags: list[str], code: str) -> list[etree._Element]:
    """Return the children of ``parent`` when they are ``tags`` in this order and no other."""
    children = list(parent)
    if [child.tag for child in children] != tags:
        raise MessageRefused(code)
    _refuse_text(parent, code)
    return children


def _refuse_text(parent: etree._Element, code: str) -> None:
    """Refuse what is not white space between the children of ``parent``."""
    text = parent.text or ""
    for child in parent:
        text += child.tail or ""
    if text and text.strip(" \t\r\n"):
        raise MessageRefused(code)


def leaf_text(element: etree._Element, code: str) -> str:
    """Return the text of an element that holds text alone, without the white space around it."""
    if len(element) or not element.text:
        raise MessageRefused(code)
    return element.text.strip(" \t\r\n")


def naming_id(element: etree._Element) -> str | None:
    """Return the id that names ``element``: wsu:Id or Id without a prefix, not both.

    None when it has neither. Raises `MessageRefused` (``wss.ambiguous-id``) for both, or for an
    id that is no NCName, since URI fragments of such have more than one spelling.
    """
    wsu, plain = element.get(_WSU_ID), element.get("Id")
    if wsu is not None and plain is not None:
        raise MessageRefused("wss.ambiguous-id")
    name = plain if wsu is None else wsu
    if name is not None and not _NCNAME.fullmatch(name):
        raise MessageRefused("wss.ambiguous-id")
    return name
