"""A WS-Security signer with every knob that a strict profile must not let anyone turn.

It shares nothing with the product: what it signs by default is right, and each test turns one
knob away from that.
"""

import hashlib
from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from lxml import etree

Key = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey

WSA = "http://www.w3.org/2005/08/addressing"
DS = "http://www.w3.org/2000/09/xmldsig#"
OASIS = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-"
WSSE, WSU = f"{OASIS}wssecurity-secext-1.0.xsd", f"{OASIS}wssecurity-utility-1.0.xsd"
X509 = f"{OASIS}x509-token-profile-1.0#X509v3"
BASE64 = f"{OASIS}soap-message-security-1.0#Base64Binary"
EXC = "http://www.w3.org/2001/10/xml-exc-c14n#"
INC = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315"
MORE = "http://www.w3.org/2001/04/xmldsig-more#"
SHA1, SHA256 = f"{DS}sha1", "http://www.w3.org/2001/04/xmlenc#sha256"
SHA512 = "http://www.w3.org/2001/04/xmlenc#sha512"
HASHES = {SHA1: hashlib.sha1, SHA256: hashlib.sha256, SHA512: hashlib.sha512}
EXCLUSIVE = f'<ds:Transform Algorithm="{EXC}"/>'
NS = {"ds": DS, "wsse": WSSE, "wsu": WSU, "wsa": WSA}
ADDRESSING = ("To", "Action", "MessageID", "RelatesTo", "ReplyTo", "From", "FaultTo")


@dataclass(frozen=True)
class Recipe:
    """How to sign: the defaults are the profile, ``skip`` leaves parts unsigned."""

    key: Key
    cert: bytes
    created: datetime
    lifetime: timedelta = timedelta(minutes=5)
    digest: str = SHA256
    method: str = ""
    canonicalization: str = f'<ds:CanonicalizationMethod Algorithm="{EXC}"/>'
    transforms: str = EXCLUSIVE
    skip: frozenset[str] = frozenset()
    uris: Mapping[str, str] = field(default_factory=dict)
    extra: str = ""
    token: str = ""
    timestamp: str = ""
    hash: hashes.HashAlgorithm = field(default_factory=hashes.SHA256)
    id_name: str = "wsu:Id"


def instant(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def local(element: etree._Element) -> str:
    return etree.QName(element).localname


def c14n(element: etree._Element, *, exclusive: bool = True) -> bytes:
    return etree.tostring(element, method="c14n", exclusive=exclusive, with_comments=False)


def fragment(text: str) -> etree._Element:
    declared = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in NS.items())
    return etree.fromstring(f"<x {declared}>{text}</x>")[0]


def sign(root: etree._Element, recipe: Recipe) -> bytes:
    """Return ``root``, an envelope without a Security header, signed by ``recipe``."""
    header = root[0]
    timestamp = recipe.timestamp or (
        f"<wsu:Timestamp><wsu:Created>{instant(recipe.created)}</wsu:Created>"
        f"<wsu:Expires>{instant(recipe.created + recipe.lifetime)}</wsu:Expires></wsu:Timestamp>"
    )
    token = recipe.token or (
        f'<wsse:BinarySecurityToken EncodingType="{BASE64}" ValueType="{X509}" wsu:Id="token">'
        f"{b64encode(recipe.cert).decode()}</wsse:BinarySecurityToken>"
    )
    security = fragment(f"<wsse:Security>{timestamp}{token}</wsse:Security>")
    header.append(security)
    blocks = [block for block in header if etree.QName(block).namespace == WSA]
    parts = [root[-1], *security.findall(f"{{{WSU}}}Timestamp"), *blocks]
    security.append(_signature([p for p in parts if local(p) not in recipe.skip], recipe, security))
    return etree.tostring(root)


def _signature(
    parts: list[etree._Element], recipe: Recipe, security: etree._Element
) -> etree._Element:
    references = "".join(_reference(part, recipe) for part in parts) + recipe.extra
    family = "rsa" if isinstance(recipe.key, rsa.RSAPrivateKey) else "ecdsa"
    method = recipe.method or f"{MORE}{family}-sha256"
    signature = fragment(
        f"<ds:Signature><ds:SignedInfo>{recipe.canonicalization}"
        f'<ds:SignatureMethod Algorithm="{method}"/>{references}</ds:SignedInfo>'
        "<ds:SignatureValue/><ds:KeyInfo><wsse:SecurityTokenReference>"
        f'<wsse:Reference URI="#token" ValueType="{X509}"/>'
        "</wsse:SecurityTokenReference></ds:KeyInfo></ds:Signature>"
    )
    security.append(signature)
    inclusive = f'"{INC}"' in recipe.canonicalization
    octets = c14n(signature[0], exclusive=not inclusive)
    signature[1].text = b64encode(signature_value(octets, recipe)).decode()
    return signature


def _reference(part: etree._Element, recipe: Recipe) -> str:
    name = local(part)
    attribute = f"{{{WSU}}}Id" if recipe.id_name == "wsu:Id" else recipe.id_name
    part.set(attribute, part.get(attribute) or f"id-{name}")
    exclusive = f'"{INC}"' not in recipe.transforms
    digest = HASHES[recipe.digest](c14n(part, exclusive=exclusive)).digest()
    uri = recipe.uris.get(name, f"#{part.get(attribute)}")
    return reference(uri, recipe.transforms, recipe.digest, digest)


def reference(uri: str, transforms: str, method: str, digest: bytes) -> str:
    return (
        f'<ds:Reference URI="{uri}"><ds:Transforms>{transforms}</ds:Transforms>'
        f'<ds:DigestMethod Algorithm="{method}"/>'
        f"<ds:DigestValue>{b64encode(digest).decode()}</ds:DigestValue></ds:Reference>"
    )


def signature_value(octets: bytes, recipe: Recipe) -> bytes:
    if isinstance(recipe.key, rsa.RSAPrivateKey):
        return recipe.key.sign(octets, padding.PKCS1v15(), recipe.hash)
    r, s = decode_dss_signature(recipe.key.sign(octets, ec.ECDSA(recipe.hash)))
    return r.to_bytes(32, "big") + s.to_bytes(32, "big")


Edit = Callable[[etree._Element], None]
