"""The namespaces and algorithm names of signed SOAP, as an agency's programmer writes them down."""

from lxml import etree

SOAP = frozenset(
    {"http://schemas.xmlsoap.org/soap/envelope/", "http://www.w3.org/2003/05/soap-envelope"}
)
WSA = "http://www.w3.org/2005/08/addressing"
DS = "http://www.w3.org/2000/09/xmldsig#"
_OASIS = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-"
WSSE = f"{_OASIS}wssecurity-secext-1.0.xsd"
WSU = f"{_OASIS}wssecurity-utility-1.0.xsd"
X509_V3 = f"{_OASIS}x509-token-profile-1.0#X509v3"
BASE64 = f"{_OASIS}soap-message-security-1.0#Base64Binary"
EXC_C14N = "http://www.w3.org/2001/10/xml-exc-c14n#"
SHA256 = "http://www.w3.org/2001/04/xmlenc#sha256"
RSA_SHA256 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"
ECDSA_SHA256 = "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256"

WSU_ID = f"{{{WSU}}}Id"


def tag(namespace: str, name: str) -> str:
    """Return ``name`` in Clark notation."""
    return f"{{{namespace}}}{name}"


def only(parent: etree._Element, namespace: str, name: str) -> etree._Element:
    """Return the only child of that name; ``ValueError`` when there is none, or more than one."""
    found = parent.findall(tag(namespace, name))
    if len(found) != 1:
        raise ValueError(f"{len(found)} {name} elements where one belongs")
    return found[0]


def c14n(element: etree._Element) -> bytes:
    """Return the exclusive canonical form of ``element``."""
    return etree.tostring(element, method="c14n", exclusive=True, with_comments=False)


def soap_part(envelope: etree._Element, name: str) -> etree._Element:
    """Return the Header or the Body of ``envelope``, whichever version it is."""
    namespace = etree.QName(envelope).namespace or ""
    if namespace not in SOAP:
        raise ValueError("not a SOAP envelope")
    return only(envelope, namespace, name)
