"""Seals a SOAP message: the signed parts are rendered canonical, digested directly, signed once.

No tree is built and no canonicalizer runs: every part declares each namespace it visibly uses and
no other, in canonical order, which is its exclusive canonical form wherever it stands. The
verifier in `signing.verify.wss` reads the same profile.
"""

import re
from base64 import b64encode
from binascii import b2a_base64
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from hashlib import sha256
from typing import Final

from schemas.soap import WSA, WSSE, WSU, SoapVersion
from schemas.xml import escape_text
from signing.canonicalize import EXCLUSIVE_C14N, SHA256_DIGEST, XMLDSIG
from signing.signer import Signer

LIFETIME: Final = timedelta(minutes=5)

_X509_V3 = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-x509-token-profile-1.0#X509v3"
_BASE64 = (
    "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-soap-message-security-1.0#Base64Binary"
)
_CLOSING = b"</wsse:Security></soap:Header>"
_END = b"</soap:Envelope>"
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_OUR_PREFIXES = (b"xmlns:soap=", b"xmlns:wsu=")
_REFERENCE = (
    '<ds:Reference URI="#wss-%b"><ds:Transforms>'
    f'<ds:Transform Algorithm="{EXCLUSIVE_C14N}"></ds:Transform></ds:Transforms>'
    f'<ds:DigestMethod Algorithm="{SHA256_DIGEST}"></ds:DigestMethod>'
    "<ds:DigestValue>%b</ds:DigestValue></ds:Reference>"
).encode()
_SIGNED_INFO = (
    f'<ds:SignedInfo xmlns:ds="{XMLDSIG}">'
    f'<ds:CanonicalizationMethod Algorithm="{EXCLUSIVE_C14N}"></ds:CanonicalizationMethod>'
    '<ds:SignatureMethod Algorithm="%b"></ds:SignatureMethod>%b</ds:SignedInfo>'
).encode()
_SIGNATURE = (
    f'<ds:Signature xmlns:ds="{XMLDSIG}">%b<ds:SignatureValue>%b</ds:SignatureValue>'
    "<ds:KeyInfo><wsse:SecurityTokenReference>"
    f'<wsse:Reference URI="#wss-token" ValueType="{_X509_V3}"></wsse:Reference>'
    "</wsse:SecurityTokenReference></ds:KeyInfo></ds:Signature>"
).encode()
_HEADER = f'<wsa:{{0}} xmlns:wsa="{WSA}" xmlns:wsu="{WSU}" wsu:Id="wss-{{0}}">%b</wsa:{{0}}>'
_HEADERS = {
    name: _HEADER.format(name).encode() for name in ("To", "Action", "MessageID", "RelatesTo")
}
_TIMESTAMP = (
    f'<wsu:Timestamp xmlns:wsu="{WSU}" wsu:Id="wss-Timestamp">'
    "<wsu:Created>%b</wsu:Created><wsu:Expires>%b</wsu:Expires></wsu:Timestamp>"
).encode()
_BODY = f'<soap:Body xmlns:soap="{{}}" xmlns:wsu="{WSU}" wsu:Id="wss-Body">%b</soap:Body>'
_BODIES = {version: _BODY.format(version.value).encode() for version in SoapVersion}


def seal(
    body_child: bytes,
    *,
    signer: Signer,
    action: str,
    message_id: str,
    to: str,
    relates_to: str | None,
    version: SoapVersion,
    now: datetime,
    lifetime: timedelta = LIFETIME,
) -> bytes:
    """Return the signed UTF-8 envelope around ``body_child``.

    ``body_child`` is one element in exclusive canonical form that declares neither the prefix
    ``soap`` nor ``wsu`` and has no id starting with ``wss-``. ``relates_to`` is the MessageID that
    a reply answers, None in a request. ``now`` is aware; Created has milliseconds, UTC. Signed
    are the Body, the Timestamp and every WS-Addressing header.

    Raises:
        ValueError: a reserved prefix, or a character that XML 1.0 has not. Web Services Security
            1.1, X.509 Token Profile 1.1, WS-Addressing 1.0.
    """
    if any(prefix in body_child for prefix in _OUR_PREFIXES):
        raise ValueError("body_child declares a prefix of the envelope")
    parts = {"To": _header("To", to), "Action": _header("Action", action)}
    parts["MessageID"] = _header("MessageID", message_id)
    if relates_to is not None:
        parts["RelatesTo"] = _header("RelatesTo", relates_to)
    headers = b"".join(parts.values())
    parts["Timestamp"] = timestamp = _TIMESTAMP % (_instant(now), _instant(now + lifetime))
    parts["Body"] = body = _BODIES[version] % body_child
    head, security = _frame(version, signer.certificate_der)
    signature = _signature(parts, signer)
    return b"".join((head, headers, security, timestamp, signature, _CLOSING, body, _END))


def _signature(parts: dict[str, bytes], signer: Signer) -> bytes:
    """Return the ds:Signature over ``parts``, canonical octets by the name in their id."""
    references = b"".join(
        _REFERENCE % (name.encode(), b2a_base64(sha256(part).digest(), newline=False))
        for name, part in parts.items()
    )
    signed_info = _SIGNED_INFO % (signer.algorithm.encode(), references)
    value = b2a_base64(signer.sign(signed_info), newline=False)
    return _SIGNATURE % (signed_info, value)


def _header(name: str, value: str) -> bytes:
    """Return one WS-Addressing block in canonical form."""
    if _NO_XML.search(value):
        raise ValueError(f"{name} holds a character that XML has not")
    return _HEADERS[name] % escape_text(value).encode()


def _instant(moment: datetime) -> bytes:
    """Return ``moment`` as xsd:dateTime in UTC, to the millisecond."""
    text = moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="milliseconds")
    return f"{text}Z".encode()


@lru_cache(maxsize=64)
def _frame(version: SoapVersion, certificate: bytes) -> tuple[bytes, bytes]:
    """Return what stands before the headers and before the Timestamp, the same in every message."""
    token = b64encode(certificate).decode()
    security = (
        f'<wsse:Security xmlns:wsse="{WSSE}" soap:mustUnderstand="1">'
        f'<wsse:BinarySecurityToken xmlns:wsu="{WSU}" EncodingType="{_BASE64}" '
        f'ValueType="{_X509_V3}" wsu:Id="wss-token">{token}</wsse:BinarySecurityToken>'
    )
    head = f'<soap:Envelope xmlns:soap="{version.value}"><soap:Header>'
    return head.encode(), security.encode()
