"""Seals a SOAP message: the signed parts are rendered canonical, digested directly, signed once.

No tree is built and no canonicalizer runs: every part declares each namespace it visibly uses and
no other, in canonical order, which is its exclusive canonical form wherever it stands. The
verifier in `signing.verify.wss` reads the same profile.
"""

import re
from base64 import b64encode
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from hashlib import sha256
from typing import Final, NamedTuple

from schemas.soap import WSA, WSSE, WSU, SoapVersion
from schemas.xml import escape_text
from signing.canonicalize import EXCLUSIVE_C14N, SHA256_DIGEST, XMLDSIG
from signing.signer import Signer

LIFETIME: Final = timedelta(minutes=5)

_X509_V3 = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-x509-token-profile-1.0#X509v3"
_BASE64 = (
    "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-soap-message-security-1.0#Base64Binary"
)
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_OUR_PREFIXES = (b"xmlns:soap=", b"xmlns:wsu=")
_REFERENCE = (
    '<ds:Reference URI="#{}"><ds:Transforms>'
    f'<ds:Transform Algorithm="{EXCLUSIVE_C14N}"></ds:Transform></ds:Transforms>'
    f'<ds:DigestMethod Algorithm="{SHA256_DIGEST}"></ds:DigestMethod>'
    "<ds:DigestValue>{}</ds:DigestValue></ds:Reference>"
)
_SIGNED_INFO = (
    f'<ds:SignedInfo xmlns:ds="{XMLDSIG}">'
    f'<ds:CanonicalizationMethod Algorithm="{EXCLUSIVE_C14N}"></ds:CanonicalizationMethod>'
    '<ds:SignatureMethod Algorithm="{}"></ds:SignatureMethod>{}</ds:SignedInfo>'
)
_SIGNATURE_START = f'<ds:Signature xmlns:ds="{XMLDSIG}">'.encode()
_KEY_INFO = (
    "<ds:KeyInfo><wsse:SecurityTokenReference>"
    f'<wsse:Reference URI="#wss-token" ValueType="{_X509_V3}"></wsse:Reference>'
    "</wsse:SecurityTokenReference></ds:KeyInfo>"
)


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
    headers = _headers(to, action, message_id, relates_to)
    timestamp = _timestamp(now, lifetime)
    body = _body(version, body_child)
    frame = _frame(version, signer.certificate_der)
    return b"".join(
        (
            frame.head,
            *headers.values(),
            frame.security,
            timestamp,
            _signature({**headers, "wss-timestamp": timestamp, "wss-body": body}, signer),
            frame.closing,
            body,
            b"</soap:Envelope>",
        )
    )


def _signature(parts: dict[str, bytes], signer: Signer) -> bytes:
    """Return the ds:Signature over ``parts``, canonical octets by their id."""
    references = "".join(
        _REFERENCE.format(name, b64encode(sha256(part).digest()).decode())
        for name, part in parts.items()
    )
    signed_info = _SIGNED_INFO.format(signer.algorithm, references).encode()
    value = b64encode(signer.sign(signed_info)).decode()
    return b"".join(
        (
            _SIGNATURE_START,
            signed_info,
            f"<ds:SignatureValue>{value}</ds:SignatureValue>{_KEY_INFO}</ds:Signature>".encode(),
        )
    )


def _headers(to: str, action: str, message_id: str, relates_to: str | None) -> dict[str, bytes]:
    """Return the WS-Addressing header blocks in canonical form, by their id."""
    values = {"To": to, "Action": action, "MessageID": message_id}
    if relates_to is not None:
        values["RelatesTo"] = relates_to
    return {f"wss-{name}": _header(name, value) for name, value in values.items()}


def _header(name: str, value: str) -> bytes:
    """Return one WS-Addressing block in canonical form."""
    if _NO_XML.search(value):
        raise ValueError(f"{name} holds a character that XML has not")
    return (
        f'<wsa:{name} xmlns:wsa="{WSA}" xmlns:wsu="{WSU}" wsu:Id="wss-{name}">'
        f"{escape_text(value)}</wsa:{name}>"
    ).encode()


def _timestamp(now: datetime, lifetime: timedelta) -> bytes:
    """Return the Timestamp in canonical form."""
    created = _instant(now)
    expires = _instant(now + lifetime)
    return (
        f'<wsu:Timestamp xmlns:wsu="{WSU}" wsu:Id="wss-timestamp">'
        f"<wsu:Created>{created}</wsu:Created><wsu:Expires>{expires}</wsu:Expires></wsu:Timestamp>"
    ).encode()


def _instant(moment: datetime) -> str:
    """Return ``moment`` as xsd:dateTime in UTC, to the millisecond."""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="milliseconds") + "Z"


def _body(version: SoapVersion, body_child: bytes) -> bytes:
    """Return the Body in canonical form."""
    opening = f'<soap:Body xmlns:soap="{version.value}" xmlns:wsu="{WSU}" wsu:Id="wss-body">'
    return b"".join((opening.encode(), body_child, b"</soap:Body>"))


class _Frame(NamedTuple):
    """What stands around the signed parts of a message."""

    head: bytes
    security: bytes
    closing: bytes


@lru_cache(maxsize=64)
def _frame(version: SoapVersion, certificate: bytes) -> _Frame:
    """Return the unsigned frame of every message of one signer."""
    token = b64encode(certificate).decode()
    security = (
        f'<wsse:Security xmlns:wsse="{WSSE}" soap:mustUnderstand="1">'
        f'<wsse:BinarySecurityToken xmlns:wsu="{WSU}" EncodingType="{_BASE64}" '
        f'ValueType="{_X509_V3}" wsu:Id="wss-token">{token}</wsse:BinarySecurityToken>'
    )
    head = f'<soap:Envelope xmlns:soap="{version.value}"><soap:Header>'
    return _Frame(head.encode(), security.encode(), b"</wsse:Security></soap:Header>")
