"""The register's key, and how it reads a compact JWE (RFC 7516); from the RFCs alone."""

import json
from base64 import urlsafe_b64decode
from functools import cache
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

_OAEP_256 = padding.OAEP(padding.MGF1(SHA256()), SHA256(), None)
_HEADER = {"alg": "RSA-OAEP-256", "enc": "A256GCM"}


class Unreadable(Exception):
    """What was encrypted is not for this key, or not as the contract wants it."""


@cache
def register_key() -> rsa.RSAPrivateKey:
    """Return the register's key, made once in a process."""
    return rsa.generate_private_key(65537, 2048)


def public_pem(key: rsa.RSAPrivateKey) -> bytes:
    """Return the public half of ``key`` as everybody may have it."""
    return key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def opened(jwe: str, key: rsa.RSAPrivateKey) -> dict[str, Any]:
    """Return the claims in ``jwe``; `Unreadable` for everything else."""
    try:
        header, wrapped, nonce, text, tag = jwe.split(".")
        if json.loads(_octets(header)) != _HEADER:
            raise Unreadable
        content_key = key.decrypt(_octets(wrapped), _OAEP_256)
        sealed = _octets(text) + _octets(tag)
        plain = AESGCM(content_key).decrypt(_octets(nonce), sealed, header.encode("ascii"))
        claims = json.loads(plain)
    except (ValueError, InvalidTag) as error:
        raise Unreadable from error
    if not isinstance(claims, dict):
        raise Unreadable
    return claims


def _octets(text: str) -> bytes:
    """Return what base64url without padding says."""
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))
