"""JOSE as the authority wants it: a token for every call, payloads signed and then encrypted.

One algorithm of each kind is written and read: RS256 (RFC 7518, section 3.3) because the authority
demands it, RSA-OAEP-256 and A256GCM (sections 4.3 and 5.3). Keys have 2048 bits at least.
"""

from base64 import b64encode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any, Final

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    load_der_public_key,
    load_pem_private_key,
)
from joserfc import jwe, jws
from joserfc.errors import JoseError
from joserfc.jwk import RSAKey
from joserfc.registry import HeaderParameter

from adapters.base.accounts import WrongAccount
from adapters.base.errors import AgencyBrokeContract
from adapters.tax_authority.wire import AGENCY

FOREIGN_KEY: Final = "foreign-kid"
"""The code of a payload signed with a key that the authority has not told us of."""
_BITS: Final = 2048
_SKEW: Final = timedelta(minutes=5)
_STAMP: Final = "%Y-%m-%dT%H:%M:%SZ"
_LONGEST: Final = 4_194_304
_UNREADABLE: Final = (JoseError, ValueError, TypeError, AttributeError, RecursionError)
"""What the library raises for a token that is none, whatever is wrong with it."""


class _Signatures(jws.JWSRegistry):
    """RS256 alone; headers with ``x5c`` and whole pages are longer than the library expects."""

    max_header_length = 16_384
    max_payload_length = _LONGEST


class _Encryptions(jwe.JWERegistry):
    """RSA-OAEP-256 and A256GCM alone, without compression."""

    max_ciphertext_length = _LONGEST


_SIGNING: Final = _Signatures(
    {"sigT": HeaderParameter("Signing time", "str")}, algorithms=["RS256"]
)
_ENCRYPTING: Final = _Encryptions(algorithms=["RSA-OAEP-256", "A256GCM"])


@dataclass(frozen=True, slots=True)
class ServerKeys:
    """The authority's public keys: what is sent is for ``encrypts``, what comes by ``signs``."""

    kid: str
    encrypts: RSAKey
    signs: Mapping[str, RSAKey]


@dataclass(frozen=True, slots=True)
class Account:
    """Who we are at the authority; ``kid`` is the base64url SHA-256 of our certificate."""

    client: str
    x5c: str
    kid: str
    key: RSAKey = field(repr=False)

    def token(self, nonce: str, now: datetime) -> str:
        """Return the bearer token of one call."""
        content = b'{"nonce":"%s","clientId":"%s"}' % (nonce.encode(), self.client.encode())
        return self.signed(content, now)

    def signed(self, content: bytes, now: datetime) -> str:
        """Return ``content`` as a JWS in compact form, signed ``now`` (UTC)."""
        protected: dict[str, Any] = {
            "alg": "RS256",
            "typ": "jose",
            "x5c": [self.x5c],
            "sigT": now.astimezone(UTC).strftime(_STAMP),
            "crit": ["sigT"],
            "cty": "text/plain",
        }
        return jws.serialize_compact(protected, content, self.key, registry=_SIGNING)

    def sealed(self, content: bytes, keys: ServerKeys, now: datetime) -> str:
        """Return ``content`` signed by us and encrypted for the authority: a JWE of a JWS."""
        protected = {"alg": "RSA-OAEP-256", "enc": "A256GCM", "kid": keys.kid}
        signed = self.signed(content, now)
        return jwe.encrypt_compact(protected, signed, keys.encrypts, registry=_ENCRYPTING)

    def opened(self, payload: str, keys: ServerKeys, now: datetime) -> bytes:
        """Return the content of a JWE for us around a JWS of the authority.

        Raises `AgencyBrokeContract`: ``jwe``, ``jwe-kid``, ``jws``, ``foreign-kid``,
        ``jws-signature``, ``jws-time``.
        """
        try:
            found = jwe.decrypt_compact(payload, self.key, registry=_ENCRYPTING)
            kid, plain = found.protected.get("kid"), found.plaintext
        except _UNREADABLE:
            raise AgencyBrokeContract(AGENCY, "jwe") from None
        if kid != self.kid or plain is None:
            raise AgencyBrokeContract(AGENCY, "jwe-kid")
        return _verified(plain, keys.signs, now)


def account_of(client: str, key_pem: bytes, certificate_pem: bytes) -> Account:
    """Return our account from PEM; `WrongAccount` names the entry, and quotes nothing."""
    if not client.isascii() or not client.isalnum():
        raise WrongAccount("user must be the clientId, letters and digits")
    try:
        key = load_pem_private_key(key_pem, None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise WrongAccount("key is no PEM file of a key without a password") from None
    if not isinstance(key, RSAPrivateKey) or key.key_size < _BITS:
        raise WrongAccount(f"key must be RSA of {_BITS} bits at least")
    try:
        certificate = x509.load_pem_x509_certificate(certificate_pem)
    except ValueError:
        raise WrongAccount("certificate is no PEM file of one") from None
    if certificate.public_key() != key.public_key():
        raise WrongAccount("certificate is another key's")
    der = certificate.public_bytes(Encoding.DER)
    kid = urlsafe_b64encode(sha256(der).digest()).rstrip(b"=").decode()
    return Account(client, b64encode(der).decode(), kid, RSAKey.import_key(key_pem))


def public_key(der: bytes) -> RSAKey:
    """Return a SubjectPublicKeyInfo (DER); ``ValueError`` unless it is RSA of 2048 bits."""
    try:
        key = load_der_public_key(der)
    except UnsupportedAlgorithm:
        raise ValueError("a key must be RSA") from None
    if not isinstance(key, RSAPublicKey) or key.key_size < _BITS:
        raise ValueError(f"a key must be RSA of {_BITS} bits at least")
    return RSAKey(key, der)


def _verified(token: bytes, keys: Mapping[str, RSAKey], now: datetime) -> bytes:
    """Return the content of a JWS that a key of the authority signed within the last minutes."""
    try:
        found = jws.extract_compact(token, registry=_SIGNING)
        header = dict(found.protected)
        _SIGNING.check_header(header)
        _SIGNING.get_alg(header["alg"])
        at = datetime.strptime(header["sigT"], _STAMP).replace(tzinfo=UTC)
        critical, kid = header["crit"], header["kid"]
    except (*_UNREADABLE, KeyError):
        raise AgencyBrokeContract(AGENCY, "jws") from None
    if critical != ["sigT"]:
        raise AgencyBrokeContract(AGENCY, "jws")
    if kid not in keys:
        raise AgencyBrokeContract(AGENCY, FOREIGN_KEY)
    if not jws.validate_compact(found, keys[kid], registry=_SIGNING):
        raise AgencyBrokeContract(AGENCY, "jws-signature")
    if abs(now - at) > _SKEW:
        raise AgencyBrokeContract(AGENCY, "jws-time")
    return found.payload
