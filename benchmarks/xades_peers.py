"""Who else makes and checks XAdES, each at its best: keys loaded, objects kept, templates ready.

The raw limit is what no XML signature can do without; it writes no signature and reads none. The
xmlsec binding is given a document whose signature lacks only its digests and its value.
"""

import re
from collections.abc import Callable
from datetime import datetime
from hashlib import sha256

import xmlsec
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, padding
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from lxml import etree
from signxml.algorithms import CanonicalizationMethod, SignatureMethod
from signxml.verifier import SignatureConfiguration
from signxml.xades.xades import XAdESDataObjectFormat, XAdESSigner, XAdESVerifier

from schemas.xml import parse
from signing.canonicalize import XMLDSIG, canonical
from signing.keys.file import FileSigner
from signing.signer import ECDSA_SHA256

Job = Callable[[], object]
_SIGNED_INFO = re.compile(rb"<ds:SignedInfo>.*</ds:SignatureValue>", re.DOTALL)
_VALUES = re.compile(rb"(<ds:(?:DigestValue|SignatureValue)>)[^<]*")


def raw_signer(xml: bytes, signer: FileSigner) -> Job:
    """Return canonical form, digest, signature."""
    tree = parse(xml)
    return lambda: signer.sign(sha256(canonical(tree)).digest())


def raw_verifier(xml: bytes, content: bytes, signer: FileSigner) -> Job:
    """Return parsing, canonical form, digest, one verification."""
    data = sha256(content).digest()
    verify = _bare_verification(signer, data)

    def run() -> None:
        sha256(canonical(parse(xml))).digest()
        verify()

    return run


def _bare_verification(signer: FileSigner, data: bytes) -> Job:
    """Return the verification of one signature over ``data``."""
    if isinstance(signer.key, ec.EllipticCurvePrivateKey):
        elliptic, algorithm = signer.key.public_key(), ec.ECDSA(SHA256())
        der = signer.key.sign(data, algorithm)
        return lambda: elliptic.verify(der, data, algorithm)
    public, value = signer.key.public_key(), signer.sign(data)
    return lambda: public.verify(value, data, padding.PKCS1v15(), SHA256())


def signxml_signer(xml: bytes, signer: FileSigner) -> Job:
    """Return signxml's own XAdES."""
    certificate = x509.load_der_x509_certificate(signer.certificate_der)
    elliptic = signer.algorithm == ECDSA_SHA256
    peer = XAdESSigner(
        signature_algorithm=SignatureMethod.ECDSA_SHA256
        if elliptic
        else SignatureMethod.RSA_SHA256,
        c14n_algorithm=CanonicalizationMethod.EXCLUSIVE_XML_CANONICALIZATION_1_0,
        data_object_format=XAdESDataObjectFormat(MimeType="text/xml"),
    )
    return lambda: peer.sign(parse(xml), key=signer.key, cert=[certificate])


def signxml_verifier(xml: bytes, signer: FileSigner, at: datetime) -> Job:
    """Return signxml's verification of our document, the certificate given."""
    certificate = x509.load_der_x509_certificate(signer.certificate_der)
    expected = SignatureConfiguration(expect_references=2, verification_time=at)
    peer = XAdESVerifier()
    return lambda: peer.verify(xml, x509_cert=certificate, expect_config=expected)


def xmlsec_signer(xml: bytes, signer: FileSigner) -> Callable[[], bytes]:
    """Return libxmlsec's signature of the template that our signed document ``xml`` makes."""
    blank = _SIGNED_INFO.sub(lambda found: _VALUES.sub(rb"\1", found[0]), xml, count=1)
    pem = signer.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    key = xmlsec.Key.from_memory(pem, xmlsec.constants.KeyDataFormatPem)

    def run() -> bytes:
        root = etree.fromstring(blank)
        _context(root, key).sign(_signature(root))
        return etree.tostring(root)

    return run


def xmlsec_verifier(xml: bytes, signer: FileSigner) -> Job:
    """Return libxmlsec's verification: parse, register the ids, verify; nothing of a profile."""
    pem = signer.key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    key = xmlsec.Key.from_memory(pem, xmlsec.constants.KeyDataFormatPem)

    def run() -> None:
        root = etree.fromstring(xml)
        _context(root, key).verify(_signature(root))

    return run


def _context(root: etree._Element, key: xmlsec.Key) -> xmlsec.SignatureContext:
    """Return a context with the key and the two ids that the References lead to."""
    context = xmlsec.SignatureContext()
    context.key = key
    context.register_id(root, "Id")
    context.register_id(next(root.iter("{*}SignedProperties")), "Id")
    return context


def _signature(root: etree._Element) -> etree._Element:
    return next(root.iter(f"{{{XMLDSIG}}}Signature"))
