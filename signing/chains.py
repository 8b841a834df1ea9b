"""The certificate chains in a signed document: who signed it, and who stamped it."""

import re
from base64 import b64decode
from io import BytesIO

from asn1crypto import cms, x509
from pyhanko.pdf_utils.reader import PdfFileReader

Chain = tuple[bytes, ...]
"""Certificates in DER, the leaf first, its issuers after it."""

_KEY_INFO = re.compile(rb"<ds:KeyInfo>(.*?)</ds:KeyInfo>", re.DOTALL)
_CERTIFICATE = re.compile(rb"<ds:X509Certificate>([^<]+)<")
_TIMESTAMP = re.compile(rb"<xades:EncapsulatedTimeStamp[^>]*>([^<]+)<")


def chains_in_xml(xml: bytes) -> tuple[Chain, ...]:
    """Return the chains in a document of ours: the signer's, then each stamper's in order."""
    key_info = _KEY_INFO.search(xml)
    signer = tuple(b64decode(one) for one in _CERTIFICATE.findall(key_info[1] if key_info else b""))
    return (signer, *(chain_of(b64decode(one)) for one in _TIMESTAMP.findall(xml)))


def chains_in_pdf(pdf: bytes) -> tuple[Chain, ...]:
    """Return the chains in a PDF of ours: the signer's, then each stamper's in order."""
    signatures = PdfFileReader(BytesIO(pdf)).embedded_signatures
    return tuple(_chain(one.signed_data) for one in signatures)


def chain_of(message: bytes) -> Chain:
    """Return the chain of the one signer of a CMS message (RFC 5652), DER."""
    return _chain(cms.ContentInfo.load(message)["content"])


def _chain(signed: cms.SignedData) -> Chain:
    """Return the signer's certificate and, after it, each issuer that came along."""
    found = [one.chosen for one in signed["certificates"]]
    signer = signed["signer_infos"][0]["sid"].chosen
    leaf = next(one for one in found if _is(one, signer))
    chain = [leaf]
    while above := next(
        (one for one in found if _issued(one, chain[-1]) and one not in chain), None
    ):
        chain.append(above)
    return tuple(one.dump() for one in chain)


def _is(certificate: x509.Certificate, signer: cms.IssuerAndSerialNumber) -> bool:
    """Tell whether ``signer`` names this certificate."""
    return bool(
        certificate.issuer == signer["issuer"]
        and certificate.serial_number == signer["serial_number"].native
    )


def _issued(issuer: x509.Certificate, certificate: x509.Certificate) -> bool:
    return bool(issuer.subject == certificate.issuer)
