"""The ds:Signature of a signed message, read strictly (XML Signature 1.1).

SignedInfo is read from its canonical octets, which are the octets that the key verifies: what is
read cannot differ from what was signed, and one scan is several times faster than a walk.
"""

import binascii
import re
from base64 import b64decode
from typing import Final, NamedTuple

from lxml import etree

from schemas.soap import WSSE
from signing.canonicalize import EXCLUSIVE_C14N, SHA256_DIGEST, XMLDSIG, canonical
from signing.signer import ECDSA_SHA256, RSA_SHA256
from signing.verify.wss.refusals import MessageRefused
from signing.verify.wss.shape import in_order, leaf_text, naming_id

X509_V3: Final = (
    "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-x509-token-profile-1.0#X509v3"
)
BASE64: Final = (
    "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-soap-message-security-1.0#Base64Binary"
)
_METHODS = {uri.encode(): uri for uri in (ECDSA_SHA256, RSA_SHA256)}
_MAX_REFERENCES = 16
_MAX_PREFIXES = 16
_MAX_BASE64 = 16_384

_SIGNATURE = tuple(f"{{{XMLDSIG}}}{name}" for name in ("SignedInfo", "SignatureValue", "KeyInfo"))
_METHOD = f"{{{XMLDSIG}}}CanonicalizationMethod"
_TOKEN_REFERENCE = (f"{{{WSSE}}}SecurityTokenReference",)
_TOKEN_URI = (f"{{{WSSE}}}Reference",)
_INCLUSIVE = (f"{{{EXCLUSIVE_C14N}}}InclusiveNamespaces",)

_SPACE = rb"(?:[ \t\n]|&#xD;)*"
_PREFIX = rb"(?P<p>(?:[A-Za-z_][\w.-]*:)?)"
_CHAIN = (
    rb'Algorithm="' + re.escape(EXCLUSIVE_C14N.encode()) + rb'">'
    rb"(?:\s*<(?P<q>(?:[A-Za-z_][\w.-]*:)?)InclusiveNamespaces xmlns(?::[\w.-]+)?="
    rb'"' + re.escape(EXCLUSIVE_C14N.encode()) + rb'" PrefixList="(?P<prefixes>[^"]*)">'
    rb"</(?P=q)InclusiveNamespaces>\s*)?"
)
_HEAD = re.compile(
    rb"<"
    + _PREFIX
    + rb'SignedInfo(?: [\w.:-]+="[^"]*")*>'
    + _SPACE
    + rb"<(?P=p)CanonicalizationMethod "
    + _CHAIN
    + rb"</(?P=p)CanonicalizationMethod>"
    + _SPACE
    + rb'<(?P=p)SignatureMethod Algorithm="(?P<algorithm>[^"]*)">(?P<parameters>.*?)'
    rb"</(?P=p)SignatureMethod>" + _SPACE,
    re.DOTALL,
)
_REFERENCE = re.compile(
    rb"<"
    + _PREFIX
    + rb'Reference(?: Id="[^"]*")?(?: Type="[^"]*")?(?: URI="(?P<uri>[^"]*)")?>'
    + _SPACE
    + rb"(?P<transforms>(?:<(?P=p)Transforms>.*?</(?P=p)Transforms>)?)"
    + _SPACE
    + rb'<(?P=p)DigestMethod Algorithm="(?P<method>[^"]*)"></(?P=p)DigestMethod>'
    + _SPACE
    + rb"<(?P=p)DigestValue>(?P<digest>[^<]*)</(?P=p)DigestValue>"
    + _SPACE
    + rb"</(?P=p)Reference>"
    + _SPACE,
    re.DOTALL,
)
_TRANSFORMS = re.compile(
    rb"<" + _PREFIX + rb"Transforms>" + _SPACE + rb"<(?P=p)Transform " + _CHAIN +
    rb"</(?P=p)Transform>" + _SPACE + rb"</(?P=p)Transforms>"
)  # fmt: skip


class Reference(NamedTuple):
    """What one ds:Reference claims: the id it names, the prefixes to keep, the digest octets."""

    target: str
    prefixes: tuple[str, ...]
    digest: bytes


class Signature(NamedTuple):
    """A ds:Signature of the profile, nothing of it verified yet.

    ``signed_info`` is canonical, ``algorithm`` the signature method URI and ``value`` the
    SignatureValue octets.
    """

    signed_info: bytes
    algorithm: str
    references: tuple[Reference, ...]
    value: bytes


def read_signature(element: etree._Element, token: etree._Element) -> Signature:
    """Return the ds:Signature ``element``, whose KeyInfo must name ``token``.

    Raises:
        MessageRefused: ``wss.signature-shape`` for any element or order that the profile lacks,
            ``wss.algorithm``, ``wss.transform``, ``wss.reference``, ``wss.key-info``.
    """
    signed_info, value, key_info = in_order(element, _SIGNATURE, "wss.signature-shape")
    _check_key_info(key_info, token)
    octets = canonical(signed_info, _method_prefixes(signed_info))
    head = _HEAD.match(octets)
    if head is None:
        raise MessageRefused("wss.signature-shape")
    algorithm = _METHODS.get(head["algorithm"])
    if algorithm is None or head["parameters"]:
        raise MessageRefused("wss.algorithm")
    references = _read_references(octets, head.end(), head["p"])
    return Signature(octets, algorithm, references, decode(value, "wss.signature-shape"))


def _method_prefixes(signed_info: etree._Element) -> tuple[str, ...]:
    """Return the PrefixList of SignedInfo's own canonicalization, which has to be exclusive."""
    method = signed_info[0] if len(signed_info) else signed_info
    if method.tag != _METHOD:
        raise MessageRefused("wss.signature-shape")
    if method.get("Algorithm") != EXCLUSIVE_C14N:
        raise MessageRefused("wss.algorithm")
    if not len(method):
        return ()
    (inclusive,) = in_order(method, _INCLUSIVE, "wss.algorithm")
    return _prefixes(inclusive.get("PrefixList", ""), "wss.algorithm")


def _read_references(octets: bytes, position: int, prefix: bytes) -> tuple[Reference, ...]:
    """Return every Reference from ``position`` to the end tag of SignedInfo, at least one.

    They have the prefix of SignedInfo and declare none, so they are of its namespace.
    """
    references: list[Reference] = []
    end = b"</" + prefix + b"SignedInfo>"
    while octets[position:] != end:
        match = _REFERENCE.match(octets, position)
        if match is None or match["p"] != prefix or len(references) == _MAX_REFERENCES:
            raise MessageRefused("wss.signature-shape")
        references.append(_reference(match))
        position = match.end()
    if not references:
        raise MessageRefused("wss.signature-shape")
    return tuple(references)


def _reference(match: re.Match[bytes]) -> Reference:
    """Return one Reference: same-document id, one exclusive transform, SHA-256."""
    uri = match["uri"] or b""
    if not uri.startswith(b"#"):
        raise MessageRefused("wss.reference")
    transforms = _TRANSFORMS.fullmatch(match["transforms"])
    if transforms is None or transforms["p"] != match["p"]:
        raise MessageRefused("wss.transform")
    if match["method"] != SHA256_DIGEST.encode():
        raise MessageRefused("wss.algorithm")
    prefixes = _prefixes((transforms["prefixes"] or b"").decode(), "wss.transform")
    digest = _octets(match["digest"].decode().strip(), "wss.signature-shape")
    return Reference(uri[1:].decode(), prefixes, digest)


def _prefixes(listed: str, code: str) -> tuple[str, ...]:
    """Return the prefixes of a PrefixList (Exclusive XML Canonicalization, section 3).

    ``#default`` is refused: the default namespace is never needed here, and libxml2 does not
    apply it to a part of a document.
    """
    prefixes = tuple(listed.split())
    if len(prefixes) > _MAX_PREFIXES or "#default" in prefixes:
        raise MessageRefused(code)
    return prefixes


def _check_key_info(key_info: etree._Element, token: etree._Element) -> None:
    """Refuse a KeyInfo that is anything but a reference to the message's own token."""
    code = "wss.key-info"
    (holder,) = in_order(key_info, _TOKEN_REFERENCE, code)
    (reference,) = in_order(holder, _TOKEN_URI, code)
    name = naming_id(token)
    if name is None or reference.get("URI") != f"#{name}" or len(reference):
        raise MessageRefused(code)
    if reference.get("ValueType", X509_V3) != X509_V3:
        raise MessageRefused(code)


def read_token(token: etree._Element) -> bytes:
    """Return the DER octets of a BinarySecurityToken (X.509 Token Profile 1.1, section 3.1).

    Raises `MessageRefused` (``wss.token``) unless it is one base64 X509v3 certificate.
    """
    if token.get("ValueType") != X509_V3 or token.get("EncodingType", BASE64) != BASE64:
        raise MessageRefused("wss.token")
    return decode(token, "wss.token")


def decode(element: etree._Element, code: str) -> bytes:
    """Return the octets of a base64 leaf, white space allowed and no other foreign character."""
    return _octets(leaf_text(element, code), code)


def _octets(text: str, code: str) -> bytes:
    """Return the octets that ``text`` spells in base64."""
    if len(text) > _MAX_BASE64 or not text.isascii():
        raise MessageRefused(code)
    try:
        return b64decode("".join(text.split()), validate=True)
    except binascii.Error:
        raise MessageRefused(code) from None
