"""WS-Security with signxml: requests verified with the registered certificate, replies signed.

The profile is the contract's: Body, Timestamp and every WS-Addressing header are signed, exclusive
C14N, ECDSA with SHA-256, the certificate as a BinarySecurityToken. (zeep's own ``wsse`` signs
RSA-SHA1 and accepts moved bodies, so a team that read the contract could not use it.)
"""

from base64 import b64decode, b64encode
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, load_pem_private_key
from lxml import etree
from lxml.builder import ElementMaker
from signxml.algorithms import (
    CanonicalizationMethod,
    DigestAlgorithm,
    SignatureConstructionMethod,
    SignatureMethod,
)
from signxml.signer import XMLSigner
from signxml.verifier import SignatureConfiguration, XMLVerifier

from benchmarks.peers.plain.words import NAMESPACE

SOAP = "http://schemas.xmlsoap.org/soap/envelope/"
DS = "http://www.w3.org/2000/09/xmldsig#"
WSA = "http://www.w3.org/2005/08/addressing"
_OASIS = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss"
WSSE = f"{_OASIS}-wssecurity-secext-1.0.xsd"
WSU = f"{_OASIS}-wssecurity-utility-1.0.xsd"
_X509 = f"{_OASIS}-x509-token-profile-1.0#X509v3"
_BASE64 = f"{_OASIS}-soap-message-security-1.0#Base64Binary"
_ID = f"{{{WSU}}}Id"
_ANONYMOUS = f"{WSA}/anonymous"

_E = {uri: ElementMaker(namespace=uri) for uri in (SOAP, DS, WSA, WSSE, WSU)}
_LOCATION = f"./{{{SOAP}}}Header/{{{WSSE}}}Security/"
_EXPECTED = SignatureConfiguration(
    location=_LOCATION,
    expect_references=True,
    signature_methods=frozenset({SignatureMethod.ECDSA_SHA256, SignatureMethod.RSA_SHA256}),
    digest_algorithms=frozenset({DigestAlgorithm.SHA256}),
)
_SIGNED_HEADERS = (f"{{{WSA}}}To", f"{{{WSA}}}Action", f"{{{WSA}}}MessageID")


class NotTrusted(Exception):
    """The message is not what its sender signed."""


class Inbox:
    """Verifies what comes in, from the one registered sender."""

    def __init__(self, consumer: Path, address: str) -> None:
        self._certificate = x509.load_pem_x509_certificate(consumer.read_bytes())
        self._der = self._certificate.public_bytes(Encoding.DER)
        self._address = address

    def verify(self, envelope: etree._Element, action: str) -> str:
        """Return the MessageID of a request that the registered sender signed, whole."""
        security = envelope.find(f"{{{SOAP}}}Header/{{{WSSE}}}Security")
        token = None if security is None else security.findtext(f"{{{WSSE}}}BinarySecurityToken")
        if token is None or b64decode(token) != self._der:
            raise NotTrusted("unknown certificate")
        results: Any = XMLVerifier().verify(
            envelope, x509_cert=self._certificate, expect_config=_EXPECTED, validate_schema=False
        )
        signed: dict[str, Any] = {one.signed_xml.tag: one.signed_xml for one in results}
        self._check_covered(envelope, signed)
        self._check_time(signed[f"{{{WSU}}}Timestamp"])
        if (
            signed[f"{{{WSA}}}To"].text != self._address
            or signed[f"{{{WSA}}}Action"].text != action
        ):
            raise NotTrusted("not for us")
        return str(signed[f"{{{WSA}}}MessageID"].text)

    def _check_covered(self, envelope: etree._Element, signed: dict[str, Any]) -> None:
        """See that what is signed is what will be read."""
        required = {f"{{{SOAP}}}Body", f"{{{WSU}}}Timestamp", *_SIGNED_HEADERS}
        if not required <= signed.keys():
            raise NotTrusted("not all is signed")
        body = envelope.find(f"{{{SOAP}}}Body")
        if body is None or body.get(_ID) != signed[f"{{{SOAP}}}Body"].get(_ID):
            raise NotTrusted("another body is signed")

    def _check_time(self, timestamp: Any) -> None:
        now = datetime.now(UTC)
        created = datetime.fromisoformat(timestamp.findtext(f"{{{WSU}}}Created"))
        expires = datetime.fromisoformat(timestamp.findtext(f"{{{WSU}}}Expires"))
        if not created - timedelta(minutes=1) <= now < expires:
            raise NotTrusted("out of time")


class Outbox:
    """Signs what goes out."""

    def __init__(self, key: Path, certificate: Path) -> None:
        self._key: Any = load_pem_private_key(key.read_bytes(), None)
        loaded = x509.load_pem_x509_certificate(certificate.read_bytes())
        self._token = b64encode(loaded.public_bytes(Encoding.DER)).decode()

    def seal(self, envelope: etree._Element, action: str, relates_to: str) -> None:
        """Add addressing, Timestamp and signature to ``envelope``."""
        now = datetime.now(UTC)
        header = etree.Element(f"{{{SOAP}}}Header")
        envelope.insert(0, header)
        self._address(header, action, relates_to)
        security = etree.SubElement(header, f"{{{WSSE}}}Security", nsmap={"wsse": WSSE, "wsu": WSU})
        security.set(f"{{{SOAP}}}mustUnderstand", "1")
        token = _E[WSSE].BinarySecurityToken(self._token, EncodingType=_BASE64, ValueType=_X509)
        token.set(_ID, "token")
        security.append(token)
        timestamp = _E[WSU].Timestamp(
            _E[WSU].Created(_instant(now)), _E[WSU].Expires(_instant(now + timedelta(minutes=5)))
        )
        timestamp.set(_ID, "timestamp")
        security.append(timestamp)
        envelope[-1].set(_ID, "body")
        security.append(self._signature(envelope))

    def _address(self, header: etree._Element, action: str, relates_to: str) -> None:
        values = {
            "To": _ANONYMOUS,
            "Action": f"{NAMESPACE}:{action}",
            "MessageID": f"urn:uuid:{uuid4()}",
            "RelatesTo": relates_to,
        }
        for name, value in values.items():
            block = etree.SubElement(header, f"{{{WSA}}}{name}", nsmap={"wsa": WSA, "wsu": WSU})
            block.text = value
            block.set(_ID, name)

    def _signature(self, envelope: etree._Element) -> etree._Element:
        signer = XMLSigner(
            method=SignatureConstructionMethod.detached,
            signature_algorithm=SignatureMethod.ECDSA_SHA256,
            digest_algorithm=DigestAlgorithm.SHA256,
            c14n_algorithm=CanonicalizationMethod.EXCLUSIVE_XML_CANONICALIZATION_1_0,
        )
        key_info = _E[DS].KeyInfo(
            _E[WSSE].SecurityTokenReference(_E[WSSE].Reference(URI="#token", ValueType=_X509))
        )
        parts = ["#To", "#Action", "#MessageID", "#RelatesTo", "#timestamp", "#body"]
        return signer.sign(envelope, key=self._key, key_info=key_info, reference_uri=parts)


def _instant(moment: datetime) -> str:
    return moment.replace(tzinfo=None).isoformat(timespec="milliseconds") + "Z"
