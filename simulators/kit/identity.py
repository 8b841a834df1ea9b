"""Who a consumer is at the hub's REST doors: its key, and what it proves with it.

Made from the standards alone (RFC 7523, 9449, 9421, 9530): nothing here knows the hub's code.
"""

from base64 import b64encode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, Self
from uuid import uuid4

import jwt
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256, SHA512
from cryptography.hazmat.primitives.serialization import Encoding, load_pem_private_key

_COVERED = ("@method", "@target-uri", "content-digest", "authorization")


@dataclass(frozen=True, slots=True)
class Identity:
    """A consumer's code, its key and the certificate that the hub has registered for it."""

    code: str
    key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey = field(repr=False)
    certificate_der: bytes

    @classmethod
    def of(cls, code: str, key_pem: bytes, certificate_pem: bytes) -> Self:
        """Return the identity in two PEM files; the certificate is the first one in its file."""
        key = load_pem_private_key(key_pem, None)
        if not isinstance(key, ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey):
            raise TypeError("a P-256 or an RSA key")
        certificate = x509.load_pem_x509_certificate(certificate_pem)
        return cls(code, key, certificate.public_bytes(Encoding.DER))

    @property
    def kid(self) -> str:
        """The name of the key: the base64url SHA-256 of its certificate."""
        return _text(sha256(self.certificate_der).digest())

    @property
    def algorithm(self) -> str:
        """The one algorithm that assertions and proofs of this key are signed by."""
        return "PS256" if isinstance(self.key, rsa.RSAPrivateKey) else "ES256"

    def jwk(self) -> dict[str, str]:
        """Return the public key as a JWK (RFC 7518 section 6)."""
        if isinstance(self.key, rsa.RSAPrivateKey):
            of_rsa = self.key.public_key().public_numbers()
            return {"kty": "RSA", "n": _number(of_rsa.n), "e": _number(of_rsa.e)}
        numbers = self.key.public_key().public_numbers()
        return {
            "kty": "EC",
            "crv": "P-256",
            "x": _number(numbers.x, 32),
            "y": _number(numbers.y, 32),
        }

    def assertion(self, audience: str, now: float, **claims: Any) -> str:
        """Return a client assertion (RFC 7523 section 3) of one minute; ``claims`` stand over."""
        said = {
            "iss": self.code,
            "sub": self.code,
            "aud": audience,
            "iat": int(now),
            "exp": int(now) + 60,
            "jti": str(uuid4()),
        }
        return self.jws({"kid": self.kid}, said | claims)

    def proof(
        self, method: str, url: str, now: float, token: str | None = None, **claims: Any
    ) -> str:
        """Return a proof of possession for one request (RFC 9449 section 4.2)."""
        said = {"htm": method, "htu": url.partition("?")[0], "iat": int(now), "jti": str(uuid4())}
        if token is not None:
            said["ath"] = _text(sha256(token.encode()).digest())
        return self.jws({"typ": "dpop+jwt", "jwk": self.jwk()}, said | claims)

    def jws(self, header: dict[str, Any], claims: dict[str, Any]) -> str:
        """Return the claims signed; a claim of None is left out."""
        said = {name: value for name, value in claims.items() if value is not None}
        return jwt.encode(said, self.key, algorithm=self.algorithm, headers=header)

    def sign(self, octets: bytes) -> bytes:
        """Return a signature of RFC 9421: ecdsa-p256-sha256 or rsa-pss-sha512 (section 3.3)."""
        if isinstance(self.key, rsa.RSAPrivateKey):
            pss = padding.PSS(mgf=padding.MGF1(SHA512()), salt_length=64)
            return self.key.sign(octets, pss, SHA512())
        r, s = decode_dss_signature(self.key.sign(octets, ec.ECDSA(SHA256())))
        return r.to_bytes(32, "big") + s.to_bytes(32, "big")

    def signature(
        self, method: str, url: str, body: bytes, headers: Mapping[str, str], now: float
    ) -> dict[str, str]:
        """Return the headers that sign a request: its digest, what is covered, the signature.

        ``headers`` has the authorization; its idempotency key, where there is one, is covered too.
        """
        fields = {name.lower(): value for name, value in headers.items()}
        fields |= {"@method": method, "@target-uri": url, "content-digest": _digest(body)}
        covered = [*_COVERED, *({"idempotency-key"} & fields.keys())]
        algorithm = "rsa-pss-sha512" if self.algorithm == "PS256" else "ecdsa-p256-sha256"
        names = " ".join(f'"{name}"' for name in covered)
        said = (
            f'({names});created={int(now)};nonce="{uuid4()}";keyid="{self.kid}"'
            f';alg="{algorithm}";tag="peyvand"'
        )
        lines = [f'"{name}": {fields[name]}' for name in covered]
        base = "\n".join([*lines, f'"@signature-params": {said}']).encode()
        return {
            "content-digest": fields["content-digest"],
            "signature-input": f"sig={said}",
            "signature": f"sig=:{b64encode(self.sign(base)).decode()}:",
        }


def _digest(body: bytes) -> str:
    return f"sha-256=:{b64encode(sha256(body).digest()).decode()}:"


def _number(value: int, length: int | None = None) -> str:
    return _text(value.to_bytes(length or (value.bit_length() + 7) // 8, "big"))


def _text(octets: bytes) -> str:
    return urlsafe_b64encode(octets).rstrip(b"=").decode()
