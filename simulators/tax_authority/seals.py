"""JWS and JWE in compact form from the primitives alone (RFC 7515, 7516, 7518): a second opinion.

RS256, RSA-OAEP-256 and A256GCM are all there is here.
"""

import json
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from typing import Any

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.padding import MGF1, OAEP, PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256

_OAEP = OAEP(MGF1(SHA256()), SHA256(), None)
_TAG = 16


class NoSeal(Exception):
    """A text is no JWS or JWE as this system has them, or its signature is not good."""


def encode(octets: bytes) -> str:
    """Return base64url without padding."""
    return urlsafe_b64encode(octets).rstrip(b"=").decode()


def decode(text: str) -> bytes:
    """Return the octets of base64url without padding; `NoSeal`."""
    try:
        octets = urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except ValueError:
        raise NoSeal("base64url") from None
    if encode(octets) != text:
        raise NoSeal("base64url")
    return octets


def sign(header: Mapping[str, Any], content: bytes, key: RSAPrivateKey) -> str:
    """Return a JWS whose signature is RS256, whatever ``header`` says."""
    signed = f"{_json(header)}.{encode(content)}"
    return f"{signed}.{encode(key.sign(signed.encode(), PKCS1v15(), SHA256()))}"


def header_of(token: str) -> dict[str, Any]:
    """Return the protected header of a JWS or JWE, unproven; `NoSeal`."""
    try:
        header = json.loads(decode(token.partition(".")[0]))
    except ValueError:
        raise NoSeal("header") from None
    if not isinstance(header, dict):
        raise NoSeal("header")
    return header


def verify(token: str, key: RSAPublicKey) -> bytes:
    """Return the content of a JWS that ``key`` signed; `NoSeal`."""
    signed, _, signature = token.rpartition(".")
    if signed.count(".") != 1:
        raise NoSeal("three parts")
    try:
        key.verify(decode(signature), signed.encode(), PKCS1v15(), SHA256())
    except InvalidSignature:
        raise NoSeal("signature") from None
    return decode(signed.partition(".")[2])


def encrypt(kid: str, content: bytes, key: RSAPublicKey) -> str:
    """Return a JWE for the holder of ``key``."""
    header = _json({"alg": "RSA-OAEP-256", "enc": "A256GCM", "kid": kid})
    content_key, nonce = secrets.token_bytes(32), secrets.token_bytes(12)
    sealed = AESGCM(content_key).encrypt(nonce, content, header.encode())
    parts = (key.encrypt(content_key, _OAEP), nonce, sealed[:-_TAG], sealed[-_TAG:])
    return ".".join((header, *map(encode, parts)))


def decrypt(token: str, key: RSAPrivateKey) -> bytes:
    """Return the content of a JWE for ``key``; `NoSeal`."""
    parts = token.split(".")
    header = header_of(token)
    if len(parts) != 5 or (header.get("alg"), header.get("enc")) != ("RSA-OAEP-256", "A256GCM"):
        raise NoSeal("a JWE of RSA-OAEP-256 and A256GCM")
    wrapped, nonce, sealed, tag = map(decode, parts[1:])
    try:
        content_key = key.decrypt(wrapped, _OAEP)
        return AESGCM(content_key).decrypt(nonce, sealed + tag, parts[0].encode())
    except (ValueError, InvalidTag):
        raise NoSeal("it does not decrypt") from None


def _json(header: Mapping[str, Any]) -> str:
    """Return a header as it stands in a token."""
    return encode(json.dumps(header, separators=(",", ":")).encode())
