"""SOAP 1.1 and 1.2 envelopes: read from a parsed tree, written as bytes. Pure."""

from dataclasses import dataclass
from enum import Enum
from typing import Final

from lxml import etree

from schemas.xml import escape_text

SOAP_11: Final = "http://schemas.xmlsoap.org/soap/envelope/"
SOAP_12: Final = "http://www.w3.org/2003/05/soap-envelope"
WSA: Final = "http://www.w3.org/2005/08/addressing"
WSA_ANONYMOUS: Final = f"{WSA}/anonymous"
WSSE: Final = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd"
WSU: Final = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd"

_UNDERSTOOD = frozenset(
    {f"{{{WSSE}}}Security"}
    | {
        f"{{{WSA}}}{name}"
        for name in ("To", "Action", "MessageID", "RelatesTo", "ReplyTo", "From", "FaultTo")
    }
)
_BOOLEANS = {"1": True, "true": True, "0": False, "false": False}


class SoapVersion(Enum):
    """A version of SOAP; its value is the envelope namespace."""

    V11 = SOAP_11
    V12 = SOAP_12

    @property
    def content_type(self) -> str:
        """The media type of a message: SOAP 1.1 section 6, SOAP 1.2 part 2 section 7."""
        kind = "text/xml" if self is SoapVersion.V11 else "application/soap+xml"
        return f"{kind}; charset=utf-8"


_ENVELOPES = {f"{{{version.value}}}Envelope": version for version in SoapVersion}


class FaultCode(Enum):
    """Who is at fault; each value is the local name in SOAP 1.1 and in SOAP 1.2."""

    VERSION_MISMATCH = ("VersionMismatch", "VersionMismatch")
    MUST_UNDERSTAND = ("MustUnderstand", "MustUnderstand")
    SENDER = ("Client", "Sender")
    RECEIVER = ("Server", "Receiver")


class SoapRefused(ValueError):
    """A document is no envelope we accept.

    ``code`` is stable: ``soap.version-mismatch``, ``soap.must-understand``, or
    ``soap.not-an-envelope``, ``soap.header``, ``soap.body``, ``soap.text`` for a broken shape.
    ``fault`` is the fault code that the answer carries.
    """

    def __init__(self, code: str, fault: FaultCode = FaultCode.SENDER) -> None:
        super().__init__(code)
        self.code = code
        self.fault = fault


@dataclass(frozen=True, slots=True)
class Envelope:
    """One SOAP message whose parts were found by their position.

    ``header`` is None when the message has none; ``body_child`` is the only child of ``body``.
    """

    version: SoapVersion
    root: etree._Element
    header: etree._Element | None
    body: etree._Element
    body_child: etree._Element


def read(root: etree._Element) -> Envelope:
    """Return the parts of the envelope ``root``: at most one Header, then one Body, one child.

    Raises:
        SoapRefused: an unknown version, any other child, text between the elements, or a header
            block that must be understood and is not (SOAP 1.1 section 4, SOAP 1.2 part 1
            section 5; one Body child as WS-I Basic Profile R2201 has it for document/literal).
    """
    version = _version(root)
    children = list(root)
    header = children[0] if children and children[0].tag == f"{{{version.value}}}Header" else None
    if len(children) != (1 if header is None else 2):
        raise SoapRefused("soap.header" if _headers(root, version) > 1 else "soap.body")
    body = children[-1]
    if body.tag != f"{{{version.value}}}Body" or len(body) != 1:
        raise SoapRefused("soap.body")
    for parent in (root, body) if header is None else (root, header, body):
        _refuse_text(parent)
    if header is not None:
        _refuse_unknown_headers(header, version)
    return Envelope(version, root, header, body, body[0])


def _version(root: etree._Element) -> SoapVersion:
    """Return the version that the root's namespace names."""
    version = _ENVELOPES.get(root.tag)
    if version is not None:
        return version
    if etree.QName(root).localname == "Envelope":
        raise SoapRefused("soap.version-mismatch", FaultCode.VERSION_MISMATCH)
    raise SoapRefused("soap.not-an-envelope")


def _headers(root: etree._Element, version: SoapVersion) -> int:
    """Count the Header children of an envelope of the wrong shape, to name what is wrong."""
    return sum(child.tag == f"{{{version.value}}}Header" for child in root)


def _refuse_text(parent: etree._Element) -> None:
    """Refuse characters other than white space between the children of ``parent``."""
    text = parent.text
    for child in parent:
        text = f"{text or ''}{child.tail or ''}"
    if text and text.strip(" \t\r\n"):
        raise SoapRefused("soap.text")


def _refuse_unknown_headers(header: etree._Element, version: SoapVersion) -> None:
    """Refuse a block that is marked mustUnderstand and is none of ours."""
    mark = f"{{{version.value}}}mustUnderstand"
    for block in header:
        value = block.get(mark)
        if value is None:
            continue
        if value not in _BOOLEANS:
            raise SoapRefused("soap.header")
        if _BOOLEANS[value] and block.tag not in _UNDERSTOOD:
            raise SoapRefused("soap.must-understand", FaultCode.MUST_UNDERSTAND)


def wrap(version: SoapVersion, body_child: bytes) -> bytes:
    """Return the unsigned UTF-8 envelope around ``body_child``, which is well-formed XML."""
    opening = f'<soap:Envelope xmlns:soap="{version.value}"><soap:Body>'.encode()
    return opening + body_child + b"</soap:Body></soap:Envelope>"


def fault(
    version: SoapVersion,
    code: FaultCode,
    *,
    reason_fa: str,
    reason_en: str,
    detail_xml: bytes = b"",
    subcode: etree.QName | None = None,
) -> bytes:
    """Return the Fault element that says ``code`` in both languages, ready for `wrap`.

    ``detail_xml`` is the well-formed content of the detail. ``subcode`` is a finer cause such as
    ``wsse:FailedCheck``: in SOAP 1.1 it is the faultcode itself (Web Services Security 1.1,
    section 12). Without a subcode the element is in exclusive canonical form when ``detail_xml``
    is, so that it can be signed. SOAP 1.1 has one faultstring: it is English, and the Persian
    reason is the first entry of the detail.
    """
    build = _fault_11 if version is SoapVersion.V11 else _fault_12
    fa, en = escape_text(reason_fa), escape_text(reason_en)
    return build(code, subcode, fa, en, detail_xml.decode()).encode()


def _fault_11(code: FaultCode, subcode: etree.QName | None, fa: str, en: str, detail: str) -> str:
    """Return a SOAP 1.1 Fault (section 4.4)."""
    declared, name = _qname(subcode, f"env:{code.value[0]}")
    return (
        f'<env:Fault xmlns:env="{SOAP_11}"><faultcode{declared}>{name}</faultcode>'
        f"<faultstring>{en}</faultstring>"
        f'<detail><reason xml:lang="fa">{fa}</reason>{detail}</detail></env:Fault>'
    )


def _fault_12(code: FaultCode, subcode: etree.QName | None, fa: str, en: str, detail: str) -> str:
    """Return a SOAP 1.2 Fault (part 1, section 5.4)."""
    declared, name = _qname(subcode, "")
    finer = f"<env:Subcode><env:Value{declared}>{name}</env:Value></env:Subcode>" if name else ""
    inner = f"<env:Detail>{detail}</env:Detail>" if detail else ""
    return (
        f'<env:Fault xmlns:env="{SOAP_12}">'
        f"<env:Code><env:Value>env:{code.value[1]}</env:Value>{finer}</env:Code>"
        f'<env:Reason><env:Text xml:lang="en">{en}</env:Text>'
        f'<env:Text xml:lang="fa">{fa}</env:Text></env:Reason>{inner}</env:Fault>'
    )


def _qname(subcode: etree.QName | None, otherwise: str) -> tuple[str, str]:
    """Return the declaration and the prefixed name of ``subcode``."""
    if subcode is None:
        return "", otherwise
    return f' xmlns:sub="{subcode.namespace}"', f"sub:{subcode.localname}"
