"""Signs a SOAP envelope as a generic WS-Security client does, on a tree."""

from base64 import b64encode
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256 as SHA256_HASH
from lxml import etree

from simulators.kit.wss.words import (
    BASE64,
    DS,
    ECDSA_SHA256,
    EXC_C14N,
    RSA_SHA256,
    SHA256,
    WSA,
    WSSE,
    WSU,
    WSU_ID,
    X509_V3,
    c14n,
    soap_part,
    tag,
)

PrivateKey = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
LIFETIME = timedelta(minutes=5)


def sign_envelope(
    envelope: bytes | etree._Element, key: PrivateKey, cert: bytes, now: datetime
) -> bytes:
    """Return ``envelope`` with a Security header that signs Body, Timestamp and addressing.

    ``envelope`` has a Header with its WS-Addressing blocks and no Security yet; an element is
    changed in place. ``cert`` is the DER certificate of ``key``, ``now`` an aware instant.
    """
    root = etree.fromstring(envelope) if isinstance(envelope, bytes) else envelope
    header, body = soap_part(root, "Header"), soap_part(root, "Body")
    addressing = [block for block in header if etree.QName(block).namespace == WSA]
    security = etree.SubElement(
        header, tag(WSSE, "Security"), nsmap={"wsse": WSSE, "wsu": WSU, "ds": DS}
    )
    security.set(tag(etree.QName(root).namespace or "", "mustUnderstand"), "1")
    token = _token(security, cert)
    timestamp = _timestamp(security, now)
    _sign([body, timestamp, *addressing], security, token, key)
    return etree.tostring(root, encoding="utf-8", xml_declaration=True)


def _token(security: etree._Element, cert: bytes) -> str:
    """Add the BinarySecurityToken and return its id."""
    token = etree.SubElement(
        security, tag(WSSE, "BinarySecurityToken"), EncodingType=BASE64, ValueType=X509_V3
    )
    token.text = b64encode(cert).decode()
    return _named(token, "token")


def _timestamp(security: etree._Element, now: datetime) -> etree._Element:
    """Add the Timestamp, to the second, as most stacks write it."""
    timestamp = etree.SubElement(security, tag(WSU, "Timestamp"))
    for name, moment in (("Created", now), ("Expires", now + LIFETIME)):
        text = moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        etree.SubElement(timestamp, tag(WSU, name)).text = text
    return timestamp


def _sign(
    parts: list[etree._Element], security: etree._Element, token: str, key: PrivateKey
) -> None:
    """Add the ds:Signature over ``parts``, each named and digested where it stands."""
    signature = etree.SubElement(security, tag(DS, "Signature"))
    signed_info = etree.SubElement(signature, tag(DS, "SignedInfo"))
    _algorithm(signed_info, "CanonicalizationMethod", EXC_C14N)
    rsa_key = isinstance(key, rsa.RSAPrivateKey)
    _algorithm(signed_info, "SignatureMethod", RSA_SHA256 if rsa_key else ECDSA_SHA256)
    for number, part in enumerate(parts):
        _reference(signed_info, part, f"part-{number}")
    value = etree.SubElement(signature, tag(DS, "SignatureValue"))
    value.text = b64encode(_signature_value(c14n(signed_info), key)).decode()
    key_info = etree.SubElement(signature, tag(DS, "KeyInfo"))
    holder = etree.SubElement(key_info, tag(WSSE, "SecurityTokenReference"))
    etree.SubElement(holder, tag(WSSE, "Reference"), URI=f"#{token}", ValueType=X509_V3)


def _reference(signed_info: etree._Element, part: etree._Element, name: str) -> None:
    """Add the Reference to ``part``, naming it first: the name is digested too."""
    name = _named(part, name)
    reference = etree.SubElement(signed_info, tag(DS, "Reference"), URI=f"#{name}")
    transforms = etree.SubElement(reference, tag(DS, "Transforms"))
    _algorithm(transforms, "Transform", EXC_C14N)
    _algorithm(reference, "DigestMethod", SHA256)
    digest = etree.SubElement(reference, tag(DS, "DigestValue"))
    digest.text = b64encode(sha256(c14n(part)).digest()).decode()


def _named(element: etree._Element, name: str) -> str:
    """Give ``element`` the wsu:Id ``name`` unless it has one, and return what it has."""
    given = element.get(WSU_ID)
    if given is None:
        element.set(WSU_ID, name)
    return given or name


def _algorithm(parent: etree._Element, name: str, uri: str) -> None:
    etree.SubElement(parent, tag(DS, name), Algorithm=uri)


def _signature_value(data: bytes, key: PrivateKey) -> bytes:
    """Return PKCS#1 v1.5 for RSA, r||s for P-256 (RFC 9231 section 2.3.6)."""
    if isinstance(key, rsa.RSAPrivateKey):
        return key.sign(data, padding.PKCS1v15(), SHA256_HASH())
    r, s = decode_dss_signature(key.sign(data, ec.ECDSA(SHA256_HASH())))
    return r.to_bytes(32, "big") + s.to_bytes(32, "big")
