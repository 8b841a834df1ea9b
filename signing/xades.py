"""XAdES B-B signatures by byte template, after ETSI EN 319 132-1 clauses 4, 5.2 and 6.3.

The signature is enveloped: the last child of the document's root, over the whole of it. Both
References write out the exclusive C14N transform, so the document stays valid inside an envelope
with other namespaces in scope. Everything is written in canonical form, so nothing is parsed.
"""

from base64 import b64encode
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from hashlib import sha256
from typing import Final

from cryptography import x509

from schemas.canonical.steps import ToBeSigned, Unchecked
from signing.signer import Signer

_DS = ' xmlns:ds="http://www.w3.org/2000/09/xmldsig#"'
_XADES = ' xmlns:xades="http://uri.etsi.org/01903/v1.3.2#"'
_EXCLUSIVE = "http://www.w3.org/2001/10/xml-exc-c14n#"
_SHA256 = "http://www.w3.org/2001/04/xmlenc#sha256"
_ENVELOPED = "http://www.w3.org/2000/09/xmldsig#enveloped-signature"
_PROPERTIES_TYPE = "http://uri.etsi.org/01903#SignedProperties"

_REFERENCE_END: Final = (
    f'<ds:Transform Algorithm="{_EXCLUSIVE}"></ds:Transform></ds:Transforms>'
    f'<ds:DigestMethod Algorithm="{_SHA256}"></ds:DigestMethod><ds:DigestValue>'
)


@dataclass(frozen=True, slots=True)
class _Identity:
    """What every signature of one signer repeats, written once."""

    key_info: str
    cert_digest: str
    issuer_serial: str


def sign(document: ToBeSigned, signer: Signer, at: datetime) -> Unchecked:
    """Return ``document`` with its signature, claimed to be made at the instant ``at`` (not naive).

    Raises ``ValueError`` for a naive ``at``; what the key's holder raises passes through.
    """
    if at.tzinfo is None:
        raise ValueError("a signing time has a zone")
    identity = _identity(signer.certificate_der, signer.chain_der)
    content_digest = _b64(sha256(document.xml).digest())
    canonical_properties = _signed_properties(document.element_id, identity, at, declared=True)
    properties_digest = _b64(sha256(canonical_properties.encode()).digest())
    info = _signed_info(document.element_id, signer.algorithm, content_digest, properties_digest)
    value = _b64(signer.sign(f"<ds:SignedInfo{_DS}>{info}".encode()))
    signature = (
        f'<ds:Signature{_DS} Id="{document.element_id}-signature"><ds:SignedInfo>{info}'
        f"<ds:SignatureValue>{value}</ds:SignatureValue>{identity.key_info}"
        f"<ds:Object><xades:QualifyingProperties{_XADES}"
        f' Target="#{document.element_id}-signature">'
        f"{_signed_properties(document.element_id, identity, at, declared=False)}"
        f"</xades:QualifyingProperties></ds:Object></ds:Signature>"
    )
    return Unchecked(document.kind, document.number, _append(document.xml, signature.encode()))


def _append(xml: bytes, signature: bytes) -> bytes:
    """Return ``xml`` with ``signature`` as the last child of its root."""
    end = xml.rindex(b"</")
    return b"".join((xml[:end], signature, xml[end:]))


def _signed_info(element_id: str, algorithm: str, content: str, properties: str) -> str:
    """Return what stands inside SignedInfo, with its end tag (XML Signature 1.1, section 4.4)."""
    return (
        f'<ds:CanonicalizationMethod Algorithm="{_EXCLUSIVE}"></ds:CanonicalizationMethod>'
        f'<ds:SignatureMethod Algorithm="{algorithm}"></ds:SignatureMethod>'
        f'<ds:Reference Id="{element_id}-content" URI="#{element_id}"><ds:Transforms>'
        f'<ds:Transform Algorithm="{_ENVELOPED}"></ds:Transform>'
        f"{_REFERENCE_END}{content}</ds:DigestValue></ds:Reference>"
        f'<ds:Reference Type="{_PROPERTIES_TYPE}" URI="#{element_id}-properties"><ds:Transforms>'
        f"{_REFERENCE_END}{properties}</ds:DigestValue></ds:Reference></ds:SignedInfo>"
    )


def _signed_properties(
    element_id: str, identity: _Identity, at: datetime, *, declared: bool
) -> str:
    """Return SignedProperties (EN 319 132-1, clause 4.3.4).

    ``declared`` writes the namespaces where the exclusive form of this element alone renders
    them; inside the document they are already declared above.
    """
    xades, ds = (_XADES, _DS) if declared else ("", "")
    stamp = at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return (
        f'<xades:SignedProperties{xades} Id="{element_id}-properties">'
        f"<xades:SignedSignatureProperties><xades:SigningTime>{stamp}</xades:SigningTime>"
        f"<xades:SigningCertificateV2><xades:Cert><xades:CertDigest>"
        f'<ds:DigestMethod{ds} Algorithm="{_SHA256}"></ds:DigestMethod>'
        f"<ds:DigestValue{ds}>{identity.cert_digest}</ds:DigestValue></xades:CertDigest>"
        f"<xades:IssuerSerialV2>{identity.issuer_serial}</xades:IssuerSerialV2></xades:Cert>"
        f"</xades:SigningCertificateV2></xades:SignedSignatureProperties>"
        f"<xades:SignedDataObjectProperties>"
        f'<xades:DataObjectFormat ObjectReference="#{element_id}-content">'
        f"<xades:MimeType>text/xml</xades:MimeType></xades:DataObjectFormat>"
        f"</xades:SignedDataObjectProperties></xades:SignedProperties>"
    )


@lru_cache(maxsize=16)
def _identity(certificate_der: bytes, chain_der: tuple[bytes, ...]) -> _Identity:
    """Return the parts that depend on the signer's certificate alone."""
    certificates = "".join(
        f"<ds:X509Certificate>{_b64(der)}</ds:X509Certificate>"
        for der in (certificate_der, *chain_der)
    )
    return _Identity(
        key_info=f"<ds:KeyInfo><ds:X509Data>{certificates}</ds:X509Data></ds:KeyInfo>",
        cert_digest=_b64(sha256(certificate_der).digest()),
        issuer_serial=_b64(_issuer_serial(x509.load_der_x509_certificate(certificate_der))),
    )


def _issuer_serial(certificate: x509.Certificate) -> bytes:
    """Return the DER of IssuerSerial (RFC 5035 section 5.4.1): one directoryName, one serial."""
    directory_name = _tlv(0xA4, certificate.issuer.public_bytes())
    serial = certificate.serial_number
    number = serial.to_bytes(serial.bit_length() // 8 + 1, "big")
    return _tlv(0x30, _tlv(0x30, directory_name) + _tlv(0x02, number))


def _tlv(tag: int, content: bytes) -> bytes:
    """Return one DER element (X.690 section 8.1)."""
    size = len(content)
    if size < 0x80:
        return bytes((tag, size)) + content
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes((tag, 0x80 | len(length))) + length + content


def _b64(data: bytes) -> str:
    """Return base64 without line breaks."""
    return b64encode(data).decode()
