"""The ds:Signature of a signed message, read strictly (XML Signature 1.1).

SignedInfo is read from its canonical octets, which are the octets that the key verifies: what is
read cannot differ from what was signed, and one scan is several times faster than a walk.
"""

import binascii
import re
from base64 import b64decode
from functools import lru_cache
from hashlib import sha256
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

_SIGNATURE = [f"{{{XMLDSIG}}}{name}" for name in ("SignedInfo", "SignatureValue", "KeyInfo")]
_METHOD = f"{{{XMLDSIG}}}CanonicalizationMethod"
_TOKEN_REFERENCE = [f"{{{WSSE}}}SecurityTokenReference"]
_TOKEN_URI = [f"{{{WSSE}}}Reference"]
_INCLUSIVE = [f"{{{EXCLUSIVE_C14N}}}InclusiveNamespaces"]

_SPACE = rb"(?:[ \t\n]|&#xD;)*"
_PREFIX = rb"(?P<p>(?:[A-Za-z_][\w.-]*:)?)"
_EXCLUSIVE = re.escape(EXCLUSIVE_C14N.encode())
_CHAIN = (
    rb'Algorithm="' + _EXCLUSIVE + rb'">' + _SPACE +
    rb"(?:<(?P<q>(?:[A-Za-z_][\w.-]*:)?)InclusiveNamespaces xmlns(?::[\w.-]+)?="
    rb'"' + _EXCLUSIVE + rb'" PrefixList="(?P<prefixes>[^"]*)">'
    rb"</(?P=q)InclusiveNamespaces>" + _SPACE + rb")?"
)  # fmt: skip
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
    rb"<" + _PREFIX + rb'Reference(?: Id="[^"]*")?(?: Type="[^"]*")? URI="#(?P<target>[^"]+)">' +
    _SPACE + rb"<(?P=p)Transforms>" + _SPACE + rb"<(?P=p)Transform " + _CHAIN +
    rb"</(?P=p)Transform>" + _SPACE + rb"</(?P=p)Transforms>" + _SPACE +
    rb'<(?P=p)DigestMethod Algorithm="' + re.escape(SHA256_DIGEST.encode()) +
    rb'"></(?P=p)DigestMethod>' + _SPACE +
    rb"<(?P=p)DigestValue>(?P<digest>[^<]+)</(?P=p)DigestValue>" + _SPACE +
    rb"</(?P=p)Reference>" + _SPACE
)  # fmt: skip
_ONE_REFERENCE = re.compile(rb"<(?:[\w.-]+:)?Reference\b.*?</(?:[\w.-]+:)?Reference>", re.DOTALL)
_FAULTY = (
    (re.compile(rb'\bURI="#[^"]'), "wss.reference"),
    (re.compile(rb'DigestMethod Algorithm="' + re.escape(SHA256_DIGEST.encode()) + rb'"></'),
     "wss.algorithm"),
    (re.compile(rb"Transforms>" + _SPACE + rb"<(?:[\w.-]+:)?Transform " + _CHAIN +
                rb"</(?:[\w.-]+:)?Transform>" + _SPACE + rb"</(?:[\w.-]+:)?Transforms>"),
     "wss.transform"),
)  # fmt: skip
"""What a good Reference contains, and the name of the refusal when it is not there."""


class Reference(NamedTuple):
    """What one ds:Reference claims: the id it names, the prefixes to keep, the digest in base64."""

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
    value_octets = _octets(leaf_text(value, "wss.signature-shape"), "wss.signature-shape")
    return Signature(octets, algorithm, references, value_octets)


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
    while match := _REFERENCE.match(octets, position):
        if match["p"] != prefix or len(references) == _MAX_REFERENCES:
            raise MessageRefused("wss.signature-shape")
        references.append(_reference(match))
        position = match.end()
    if octets[position:] != b"</" + prefix + b"SignedInfo>" or not references:
        raise MessageRefused(_fault_of(octets, position))
    return tuple(references)


def _reference(match: re.Match[bytes]) -> Reference:
    """Return what a matched Reference says."""
    listed = match["prefixes"]
    prefixes = _prefixes(listed.decode(), "wss.transform") if listed else ()
    return Reference(match["target"].decode(), prefixes, b"".join(match["digest"].split()))


def _fault_of(octets: bytes, position: int) -> str:
    """Return the code for the Reference at ``position`` that the grammar did not take."""
    reference = _ONE_REFERENCE.match(octets, position)
    if reference is None:
        return "wss.signature-shape"
    wrong = (code for pattern, code in _FAULTY if not pattern.search(reference[0]))
    return next(wrong, "wss.signature-shape")


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


def fingerprint(token: etree._Element) -> bytes:
    """Return the SHA-256 of the certificate in a BinarySecurityToken.

    Raises `MessageRefused` (``wss.token``) unless it is one base64 X509v3 certificate: X.509
    Token Profile 1.1, section 3.1.
    """
    if token.get("ValueType") != X509_V3 or token.get("EncodingType", BASE64) != BASE64:
        raise MessageRefused("wss.token")
    return _fingerprint(leaf_text(token, "wss.token"))


@lru_cache(maxsize=512)
def _fingerprint(text: str) -> bytes:
    """Return the SHA-256 of what ``text`` spells; a sender's token is the same every time."""
    return sha256(_octets(text, "wss.token")).digest()


def _octets(text: str, code: str) -> bytes:
    """Return what ``text`` spells in base64, white space allowed, no other foreign character."""
    if len(text) > _MAX_BASE64 or not text.isascii():
        raise MessageRefused(code)
    try:
        return b64decode("".join(text.split()), validate=True)
    except binascii.Error:
        raise MessageRefused(code) from None
