"""Checks that a reply was signed by the hub and answers the request that was asked."""

from base64 import b64decode
from collections.abc import Iterable
from hashlib import sha256

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256 as SHA256_HASH
from cryptography.hazmat.primitives.serialization import Encoding
from lxml import etree

from simulators.kit.wss.words import (
    DS,
    EXC_C14N,
    SHA256,
    WSA,
    WSSE,
    WSU,
    WSU_ID,
    c14n,
    only,
    soap_part,
    tag,
)


class ReplyUntrusted(ValueError):
    """The reply was not signed by the hub, not wholly, or is the answer to something else."""


def check_reply(reply: bytes, hub_cert: x509.Certificate, message_id: str) -> None:
    """Return when the hub signed Body, Timestamp and RelatesTo of ``reply`` to ``message_id``.

    Raises:
        ReplyUntrusted: anything else, a broken document included.
    """
    try:
        root = etree.fromstring(reply, etree.XMLParser(resolve_entities=False, no_network=True))
        header, body = soap_part(root, "Header"), soap_part(root, "Body")
        security, relates = only(header, WSSE, "Security"), only(header, WSA, "RelatesTo")
        parts = (body, only(security, WSU, "Timestamp"), relates)
        check_signed(security, parts, hub_cert)
    except (ValueError, etree.XMLSyntaxError) as error:
        raise ReplyUntrusted(str(error)) from error
    if len(relates) or relates.text != message_id:
        raise ReplyUntrusted("it answers another message")


def check_signed(
    security: etree._Element, parts: Iterable[etree._Element], certificate: x509.Certificate
) -> None:
    """Return when ``security`` holds one signature of ``certificate`` over each of ``parts``.

    Raises:
        ValueError: anything else; it says what.
    """
    signature = only(security, DS, "Signature")
    _check_token(only(security, WSSE, "BinarySecurityToken"), certificate)
    _check_value(signature, certificate)
    for part in parts:
        _check_part(part, only(signature, DS, "SignedInfo"))


def _check_token(token: etree._Element, hub_cert: x509.Certificate) -> None:
    if b64decode(token.text or "") != hub_cert.public_bytes(Encoding.DER):
        raise ValueError("signed with another certificate than the hub's")


def _check_value(signature: etree._Element, hub_cert: x509.Certificate) -> None:
    """Verify SignatureValue over SignedInfo; the key's kind decides the algorithm."""
    data = c14n(only(signature, DS, "SignedInfo"))
    value = b64decode(only(signature, DS, "SignatureValue").text or "")
    key = hub_cert.public_key()
    try:
        if isinstance(key, rsa.RSAPublicKey):
            key.verify(value, data, padding.PKCS1v15(), SHA256_HASH())
            return
        if not isinstance(key, ec.EllipticCurvePublicKey):
            raise ReplyUntrusted("the hub's key is of an unknown kind")
        r, s = int.from_bytes(value[:32], "big"), int.from_bytes(value[32:], "big")
        key.verify(encode_dss_signature(r, s), data, ec.ECDSA(SHA256_HASH()))
    except InvalidSignature:
        raise ValueError("the signature is wrong") from None


def _check_part(part: etree._Element, signed_info: etree._Element) -> None:
    """Find the one Reference to ``part`` by its id and compare the digest of ``part`` itself."""
    uri = f"#{part.get(WSU_ID)}"
    references = [r for r in signed_info.findall(tag(DS, "Reference")) if r.get("URI") == uri]
    if len(references) != 1:
        raise ValueError(f"{etree.QName(part).localname} is not signed")
    (reference,) = references
    transforms = [t.get("Algorithm") for t in only(reference, DS, "Transforms")]
    method = only(reference, DS, "DigestMethod").get("Algorithm")
    if transforms != [EXC_C14N] or method != SHA256:
        raise ValueError("an unexpected algorithm")
    if b64decode(only(reference, DS, "DigestValue").text or "") != sha256(c14n(part)).digest():
        raise ValueError(f"{etree.QName(part).localname} was changed")
